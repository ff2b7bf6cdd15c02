//! Runs that end with their plan.

use domain::report::Done;
use e2e::{Story, Told};
use serde_json::json;

use crate::world::{add, did, settled};

#[tokio::test]
async fn a_plan_only_run_writes_nothing_and_tells_what_it_would_do() -> Told {
    let mut world = settled();
    add(&mut world, "666666666666", "Newcomer", Some("true"));
    let story = Story::begin(world).await?;
    let run = story.run(&json!({"plan_only": true})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0);
    assert_eq!(did(&run, "666666666666").iter().filter(|(action, _)| *action == Done::Create).count(), 2);
    Ok(())
}
