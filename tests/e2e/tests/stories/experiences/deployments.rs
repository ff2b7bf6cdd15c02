//! A deployment while a run of a member is at work (P11): that run ends as it began.

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Told};
use local::{Options, Status};
use serde_json::json;

use super::world::{BAY, OFFICE, is_in_step, listing, nothing_was_done_twice, products, settled};

#[tokio::test]
async fn a_run_of_a_member_at_work_ends_with_the_version_that_it_began_with() -> Told {
    let first = Build::as_built()?.noting_starts()?;
    let second = Build::as_built()?
        .with_definition_of("sync-experiences", |machine| {
            machine["States"]["Done"]["Output"] = json!({"definition": "second"});
        })?
        .built_again()?
        .noting_starts()?;
    let world = listing(settled(), SOURCE, vec![products(101, 500)], vec![products(1001, 60)]);
    let world = listing(world, OFFICE, vec![], vec![]);
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &first, &[BAY]).await?;
    group.publish().await?;
    let mut working = group.first_run_at_work(BAY).await?;

    group.deploy(BAY, &second).await?;
    assert_eq!(working.next().await?.unwrap().status, Status::Running, "it ended too soon for this story");
    let old = group.to_its_end(BAY, working).await?;
    assert!(old.succeeded(), "{}", old.failure());
    assert_ne!(old.ended.output, Some(json!({"definition": "second"})));
    assert!(is_in_step(&group, OFFICE));
    assert!(nothing_was_done_twice(&group, OFFICE));
    assert!(first.started().contains("marketplace-steward-sync-record:1"), "{:?}", first.started());

    let new = group.run(BAY, &json!({})).await?;
    assert_eq!(new.ended.output, Some(json!({"definition": "second"})), "{}", new.failure());
    assert!(second.started().contains("marketplace-steward-sync-record:2"), "{:?}", second.started());
    assert_eq!(new.calls.mutating(), 0);
    Ok(())
}
