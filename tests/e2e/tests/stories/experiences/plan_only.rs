//! A run that ends after its plans.

use domain::experience::report::Ended;
use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use serde_json::json;

use super::world::{BAY, OFFICE, listing, outcome, product, products, settled};

#[tokio::test]
async fn a_plan_says_what_would_be_done_and_writes_nothing() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    // Without the management side's message: nothing may start another run.
    let group = Group::begin_in(world, &[BAY]).await?;
    group.publish_and_follow().await?;
    group.sim().approve_products(OFFICE, &["prod-own0000000001"])?;
    group.sim().clock().advance_seconds(80);
    let before = group.sim().experiences();

    let run = group.run(BAY, &json!({"plan_only": true})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0);
    assert_eq!(group.sim().experiences(), before);
    let office = outcome(&run, OFFICE);
    assert_eq!((office.ended, office.planned.deny), (Ended::Planned, 1));
    let key = format!("runs/{}/plan.md", run.ended.name());
    let text = group.account_of(BAY).object(group.member(BAY).bucket(), &key).await?;
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("prod-own0000000001") && !text.contains(&product(1)), "{text}");
    Ok(())
}
