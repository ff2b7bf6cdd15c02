//! Compare: what is done to an experience, and what is left alone with which reason.

use std::collections::BTreeSet;

use domain::experience::report::Ended;
use domain::report::Class;
use serde_json::json;
use sim::{ExperienceEntry, ExperienceStatus};

use crate::support::stacks::Stacks;
use crate::support::world::{OFFICES, SOURCE, STORES, experience, listing, product, products, world};

fn set(numbers: &[u64]) -> BTreeSet<String> {
    products(numbers.iter().copied()).into_iter().collect()
}

/// Seed defect P13, and the rules of the issue.
#[tokio::test]
async fn absent_and_allowed_gets_denied_absent_and_denied_stays_and_nothing_else_is_touched() {
    let source = listing(SOURCE, &[1, 2, 3], &[4, 5]);
    // 1 as wanted, 2 denied here, 3 untouched; 4 allowed here, 5 untouched; 6 allowed and 7 denied here, absent there.
    let stacks = Stacks::of(world(source, vec![listing(STORES, &[1, 4, 6], &[2, 7])])).await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    let here = stacks.policy(STORES);
    assert_eq!((here.allowed, here.denied), (set(&[1, 2, 3]), set(&[4, 5, 6, 7])));
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.sets_applied, row.left), (Ended::Changed, 1, 0));
    assert_eq!((row.done.allow, row.done.deny, row.done.withdrawals, row.planned.keep), (2, 3, 2, 1));
}

/// Seed defects P11, P12 and S13: what was no plain list was left out without a word, or taken for an empty one.
#[tokio::test]
async fn archived_disabled_and_policyless_experiences_are_listed_with_the_reason_and_not_touched() {
    let archived = ExperienceEntry {
        archived: true,
        status: ExperienceStatus::Disabled,
        ..listing("exp-archived00000", &[8], &[])
    };
    let disabled =
        ExperienceEntry { status: ExperienceStatus::Disabled, ..listing("exp-disabled00000", &[8], &[]) };
    let without = ExperienceEntry { policy: None, ..experience("exp-without000000", 0, 0) };
    let stacks = Stacks::of(world(
        experience(SOURCE, 3, 0),
        vec![archived, disabled, without, experience(STORES, 0, 0)],
    ))
    .await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;

    assert_eq!(ended.result, Ok(()));
    for (id, reason) in [
        ("exp-archived00000", "archived"),
        ("exp-disabled00000", "disabled"),
        ("exp-without000000", "no procurement policy"),
    ] {
        let row = stacks.row("run-1", id);
        assert!(row.ended == Ended::Skipped && row.reason.contains(reason), "{id}: {}", row.reason);
        assert!(stacks.ours(id).is_empty());
    }
    stacks.assert_like_the_source(STORES, &[]);
    assert_eq!(stacks.report("run-1").summary.skipped, 3);
}

/// Seed defect P10: an id that does not exist was asked for for ever.
#[tokio::test]
async fn an_experience_that_does_not_exist_is_told_and_the_others_go_on() {
    let stacks = Stacks::of(world(experience(SOURCE, 3, 0), vec![experience(STORES, 0, 0)])).await;
    *stacks.settings.lock().unwrap() = serde_json::from_value(
        json!({"follows": [{"source": SOURCE, "experiences": [STORES, "exp-typo000000000"]}]}),
    )
    .unwrap();
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;

    let error = ended.result.unwrap_err();
    assert_eq!(error.name(), "ExperiencesFailed");
    assert!(error.to_string().contains("exp-typo000000000"), "{error}");
    assert_eq!((ended.red.len(), ended.red[0].name()), (1, "ExperienceFailed"));
    assert_eq!(stacks.row("run-1", "exp-typo000000000").class, Some(Class::Invalid));
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn a_source_that_is_not_published_or_skipped_leaves_its_followers_as_they_are() {
    let source = ExperienceEntry { policy: None, ..experience(SOURCE, 0, 0) };
    let stacks = Stacks::of(world(source, vec![experience(STORES, 3, 0)])).await;
    stacks.publish().await;

    assert_eq!(stacks.run("run-1", json!({})).await.result, Ok(()));
    let row = stacks.row("run-1", STORES);
    assert!(row.ended == Ended::Skipped && row.reason.contains("no procurement policy"), "{}", row.reason);

    *stacks.settings.lock().unwrap() =
        serde_json::from_value(json!({"follows": [{"source": "exp-elsewhere0000"}]})).unwrap();
    assert_eq!(stacks.run("run-2", json!({})).await.result.unwrap_err().name(), "ExperiencesFailed");
    assert!(stacks.row("run-2", STORES).reason.contains("does not publish it"));
    assert!(stacks.ours(STORES).is_empty());
}

#[tokio::test]
async fn a_run_that_is_to_end_after_its_plan_says_what_it_would_do_and_does_nothing() {
    let world =
        world(listing(SOURCE, &[1, 2], &[3]), vec![listing(STORES, &[1], &[]), experience(OFFICES, 0, 0)]);
    let stacks = Stacks::of(world).await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({"plan_only": true})).await;

    assert_eq!(ended.result, Ok(()));
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.planned.allow, row.planned.deny, row.done.allow), (Ended::Planned, 1, 1, 0));
    assert!(stacks.sim.change_sets().is_empty() && stacks.ledger.all().is_empty());
    assert!(stacks.snapshots.records.lock().unwrap().is_empty(), "nobody is told of a plan");
    let text = stacks.text("runs/run-1/plan.md");
    assert!(text.contains(&format!("allow {}: approved at the source", product(2))), "{text}");
}

/// The plan after a wait for somebody else is a new one, and what was done before is not forgotten.
#[tokio::test]
async fn what_another_administrator_does_meanwhile_is_planned_around() {
    let stacks = Stacks::of(world(experience(SOURCE, 120, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    let mut by_hand = 0;

    let ended = stacks
        .run_with("run-1", json!({}), true, &mut async |stacks: &Stacks| {
            // After our first set, before the second: whoever is faster has the experience.
            if by_hand == 0 {
                by_hand += 1;
                stacks.pass_seconds(300);
                assert_eq!(stacks.policy(STORES).allowed.len(), 50);
                stacks.sim.reject_products(STORES, &[&product(1)]).unwrap();
            }
        })
        .await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(by_hand, 1);
    stacks.assert_like_the_source(STORES, &[]);
    stacks.assert_serial(STORES);
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.done.allow, row.left), (Ended::Changed, 120, 0));
}
