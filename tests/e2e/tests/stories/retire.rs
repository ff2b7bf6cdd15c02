//! Leaving: everything that was shared is taken back, and nothing starts a run any more (P12).

use e2e::setup::{MANAGEMENT, Setup};
use e2e::{Build, Story, Told};
use local::{Options, Status};
use serde_json::json;
use sim::{GrantStatus, GrantView};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, forbidden, give, rows, settled};

/// Orders and Billing have two products each, Lab has what it should not have any more; a person gave Archive one.
fn shared() -> sim::WorldFile {
    let mut world = settled();
    give(&mut world, LAB, 0, GrantStatus::Disabled);
    give(&mut world, ARCHIVE, 1, GrantStatus::Active);
    if let Some(theirs) = world.grants.last_mut() {
        theirs.name = "for the archive".to_owned();
        theirs.tags.clear();
    }
    world
}

fn live(story: &Story) -> Vec<GrantView> {
    [ORDERS, BILLING, LAB].iter().flat_map(|account| story.live_grants_of(account)).collect()
}

#[tokio::test]
async fn everything_of_ours_is_taken_back_and_nothing_starts_a_run_any_more() -> Told {
    let options = Options { world: Some(shared()), ..Options::default() };
    let mut story = Story::begin_deployed(options, &Build::with_all_settings()?).await?;
    let retiring = story.start_retiring(&json!({"remove_guard_rail": true})).await?;
    assert_eq!(story.once_asked(&retiring).await?.covers.len(), 5);
    assert_eq!(story.sim().calls().mutating(), 0, "nothing is written before a person approved");
    let during = story.run(&json!({})).await?;
    assert_eq!(during.decision(), Some("paused"), "{}", during.failure());
    story.answer("approve", &retiring).await?;
    let retired = story.to_its_end(retiring).await?;

    assert!(retired.succeeded(), "{}", retired.failure());
    assert_eq!(live(&story), []);
    assert_eq!(story.live_grants_of(ARCHIVE).len(), 1, "what a person gave stays");
    let report = retired.report()?;
    assert_eq!((report.summary.changed, report.summary.failed), (5, 0), "{:?}", report.summary);
    let told = report.notes.join("\n");
    for part in [
        "marketplace-steward-account-tags",
        "marketplace-steward-marketplace-session",
        "marketplace-steward-full-pass",
        "marketplace-steward-drift-report",
        "All runs stay paused",
        "There is no marketplace-steward-setup in this account",
        "MarketplaceStewardHub",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }

    for schedule in ["marketplace-steward-full-pass", "marketplace-steward-drift-report"] {
        let refused = story.aws().fire_schedule(schedule).await.unwrap_err().to_string();
        assert!(refused.contains("DISABLED"), "{refused}");
    }
    let before = story.once_all_is_quiet().await?.len();
    story.when_the_account_is_tagged(LAB, "true")?;
    let tagged = story.aws().sample_event("tag-resource", &[("222222222222", LAB)])?;
    story.aws().put_aws_event(&tagged).await?;
    let after = story.run(&json!({})).await?;
    assert_eq!(after.decision(), Some("paused"), "{}", after.failure());
    assert_eq!(story.once_all_is_quiet().await?.len(), before + 1, "no event starts one");
    assert_eq!(live(&story), []);
    let ledger = story.ledger().await?;
    assert_eq!(ledger.len(), 5, "{ledger:#?}");
    Ok(())
}

#[tokio::test]
async fn refused_it_leaves_everything_as_it_was() -> Told {
    let story = Story::begin(shared()).await?;
    let retiring = story.start_retiring(&json!({})).await?;
    story.once_asked(&retiring).await?;
    let paused = story.run(&json!({"only": {"accounts": [LAB]}})).await?;
    assert_eq!(paused.decision(), Some("paused"), "{}", paused.failure());
    story.answer("reject", &retiring).await?;
    let refused = story.to_its_end(retiring).await?;

    assert_eq!(refused.ended.status, Status::Failed);
    assert!(
        refused.failure().contains("rejected") && refused.failure().contains("runs go on"),
        "{}",
        refused.failure()
    );
    assert!(all_active(&story.live_grants_of(ORDERS), 2) && all_active(&story.live_grants_of(BILLING), 2));
    assert!(refused.report()?.notes.is_empty(), "nothing was stopped");

    // What came meanwhile is followed up by itself.
    let followed = story.the_run_called("follow-up-").await?;
    assert!(followed.succeeded(), "{}", followed.failure());
    assert_eq!(story.live_grants_of(LAB), []);
    story.aws().fire_schedule("marketplace-steward-full-pass").await?;
    Ok(())
}

#[tokio::test]
async fn a_plan_alone_says_what_would_be_taken_back() -> Told {
    let story = Story::begin(shared()).await?;
    let plan = story.start_retiring(&json!({"plan_only": true})).await?;
    let plan = story.to_its_end(plan).await?;
    assert!(plan.succeeded(), "{}", plan.failure());
    assert_eq!(plan.calls.mutating(), 0);
    assert_eq!(plan.report()?.summary.planned, 5);
    assert!(story.run(&json!({})).await?.succeeded(), "runs go on");
    Ok(())
}

#[tokio::test]
async fn a_grant_that_cannot_be_taken_back_is_told_and_a_second_run_finishes() -> Told {
    let story = Story::begin(shared()).await?;
    story.sim().break_account(BILLING, forbidden("DeleteGrant"));
    let first = story.retire_approved(&json!({})).await?;
    assert_eq!(first.ended.status, Status::Failed);
    let told = first.failure();
    assert!(told.contains("AccountsFailed") && told.contains("2 left") && told.contains(BILLING), "{told}");
    assert_eq!(first.red_accounts(), [BILLING]);
    assert!(rows(&first, BILLING).iter().all(|row| row.reason.contains("service control policy")));
    assert_eq!(live(&story).len(), 2);

    story.sim().heal_account(BILLING);
    let second = story.retire_approved(&json!({})).await?;
    assert!(second.succeeded(), "{}", second.failure());
    assert_eq!(live(&story), []);
    Ok(())
}

/// Setup is beside the hub here: it is started, and asks for itself.
#[tokio::test]
async fn when_nothing_is_left_setup_removes_the_guard_rail_if_a_person_approves_that_as_well() -> Told {
    let setup = Setup::begin().await?;
    let fixed = setup.fix().await?;
    assert!(fixed.succeeded(), "{}", fixed.failure());
    let guard_rail = |setup: &Setup| {
        setup.sim().control_policies().into_iter().find(|policy| policy.name == "marketplace-steward-buying")
    };
    assert!(guard_rail(&setup).is_some());

    let hub = setup.hub();
    let retiring = hub.start_retiring(&json!({"remove_guard_rail": true})).await?;
    let retired = hub.to_its_end(retiring).await?;
    assert!(retired.succeeded(), "{}", retired.failure());
    let run = format!("retire-{}", retired.ended.name());
    let notes = retired.report()?.notes;
    assert!(notes.iter().any(|note| note.contains(&run) && note.contains("asks")), "{notes:#?}");

    let removing = format!("arn:aws:states:us-east-1:{MANAGEMENT}:execution:marketplace-steward-setup:{run}");
    let removing = setup.aws().follow(&removing);
    setup.once_asked(&removing).await?;
    assert!(guard_rail(&setup).is_some(), "nobody approved it yet");
    let removed = setup.to_its_end(removing, Some("approve")).await?;
    assert!(removed.succeeded(), "{}", removed.failure());
    assert!(guard_rail(&setup).is_none());
    Ok(())
}
