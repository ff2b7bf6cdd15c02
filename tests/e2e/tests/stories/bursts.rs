//! Many events, and many runs, at once.

use domain::policy::TAG_KEY;
use e2e::{Story, Told, decision};
use local::{Options, Status};
use serde_json::json;
use sim::{GrantStatus, WorldFile};

use crate::world::{add, all_active, empty, give};

/// A minute passes in two seconds and a half, so that the bus takes a thousand events within one.
const SPEED: f64 = 25.0;
/// Executions in which a burst may end.
const HANDFUL: usize = 5;

/// The number-th account of a larger organization.
fn account(number: usize) -> String {
    format!("{:012}", 200_000_000_000_usize + number)
}

/// So many accounts and one product, which all of them have but the last ones: these are tagged `false`.
fn accounts(count: usize, without: usize) -> WorldFile {
    let mut world = empty(1);
    for number in 0..count {
        let has = number < count - without;
        add(
            &mut world,
            &account(number),
            &format!("Account {number}"),
            Some(if has { "true" } else { "false" }),
        );
        if has {
            give(&mut world, &account(number), 0, GrantStatus::Active);
        }
    }
    world
}

#[tokio::test]
async fn a_thousand_tags_within_a_minute_end_in_a_handful_of_runs_one_of_which_works() -> Told {
    let options = Options { world: Some(accounts(1_000, 20)), speed: SPEED, ..Options::default() };
    let story = Story::begin_with(options).await?;
    let began = story.sim().now();
    for number in 0..1_000 {
        story.sim().tag_account(&account(number), TAG_KEY, "true")?;
    }
    assert!(story.sim().now() < began.plus_seconds(60), "they were tagged within a minute");
    let runs = story.once_all_is_quiet_after(1).await?;

    let names: Vec<_> = runs.iter().map(|run| (run.name(), decision(run))).collect();
    println!("1,000 events started {} runs: {names:?}", runs.len());
    assert!(runs.len() <= HANDFUL, "{names:?}");
    assert!(
        runs.iter().all(|run| run.status == Status::Succeeded && run.name().starts_with("tag-")),
        "{runs:?}"
    );
    assert_eq!(runs.iter().filter(|run| decision(run).is_none()).count(), 1, "one works: {runs:?}");
    for number in 0..1_000 {
        let grants = story.live_grants_of(&account(number));
        assert!(all_active(&grants, 1), "{number}: {grants:?}");
    }
    let calls = story.sim().calls();
    assert_eq!(calls.of("license-manager.CreateGrant"), 20, "nothing is done twice");
    assert_eq!(calls.of("license-manager.DeleteGrant"), 0);
    Ok(())
}

/// By hand and by events, for one account each: the first one works and answers all of them.
#[tokio::test]
async fn of_runs_that_start_at_once_one_works_and_answers_for_all() -> Told {
    let story = Story::begin(accounts(9, 8)).await?;
    let asked: Vec<_> = (1..9).map(account).collect();
    for account in &asked {
        story.sim().tag_account(account, TAG_KEY, "true")?;
    }
    let mut by_hand = Vec::new();
    for account in &asked {
        by_hand.push(story.start(&json!({"only": {"accounts": [account]}})).await?);
    }
    let runs = story.once_all_is_quiet_after(by_hand.len() + 1).await?;

    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    let (working, coalesced): (Vec<_>, Vec<_>) = runs.iter().partition(|run| decision(run).is_none());
    assert_eq!(working.len(), 1, "{working:?}");
    for run in coalesced {
        let holder = &run.output.as_ref().unwrap()["holder"];
        assert_eq!((decision(run), holder), (Some("coalesced"), &json!(working[0].execution)));
    }
    for account in &asked {
        assert!(
            all_active(&story.live_grants_of(account), 1),
            "{account}: {:?}",
            story.live_grants_of(account)
        );
    }
    assert_eq!(story.sim().calls().of("license-manager.CreateGrant"), 8);
    Ok(())
}
