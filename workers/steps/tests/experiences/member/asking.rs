//! The guard, and what a person approves.

use domain::approval::Record;
use domain::experience::report::Ended;
use serde_json::json;

use crate::support::driver::Ended as RunEnded;
use crate::support::stacks::Stacks;
use crate::support::world::{SOURCE, STORES, experience, product, world};

/// A member that would have to take 30 of 100 products back.
async fn stacks() -> Stacks {
    let stacks = Stacks::of(world(experience(SOURCE, 70, 0), vec![experience(STORES, 100, 0)])).await;
    stacks.publish().await;
    stacks
}

/// A run in which a person answers what is asked.
async fn answered(stacks: &Stacks, name: &str, answer: &str) -> RunEnded {
    let mut number = 0;
    stacks
        .run_with(name, json!({}), true, &mut async |stacks: &Stacks| {
            let is_asked =
                stacks.keys().iter().any(|key| key.starts_with(&format!("runs/{name}/questions/")));
            if is_asked && number == 0 {
                number += 1;
                let input = json!({answer: name, "reason": "the audit said so"});
                assert_eq!(stacks.run(&format!("{name}-answer"), input).await.result, Ok(()));
            }
        })
        .await
}

/// Seed defect P2.
#[tokio::test]
async fn a_large_withdrawal_is_asked_for_with_what_why_and_how_to_answer() {
    let stacks = stacks().await;

    let ended = answered(&stacks, "run-1", "approve").await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(ended.asked.len(), 1);
    for told in [
        "30 of 100 products",
        STORES,
        r#"{"approve": "run-1/exp-stores0000000-01-1""#,
        "https://us-east-1.console",
    ] {
        assert!(ended.asked[0].contains(told), "{told} is not in {}", ended.asked[0]);
    }
    let record: Record = stacks.file("runs/run-1/questions/exp-stores0000000-01-1.json");
    assert_eq!(record.covers.len(), 30);
    let plan = stacks.text("runs/run-1/pass-01/plans/exp-stores0000000.md");
    assert!(
        plan.contains("A person is asked first") && plan.contains(&format!("deny {}", product(71))),
        "{plan}"
    );
    stacks.assert_like_the_source(STORES, &[]);
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.done.withdrawals), (Ended::Changed, 30));
    let answer = row.answer.unwrap();
    assert!(answer.by.unwrap().name() == "run-1-answer" && answer.reason == "the audit said so");
    assert!(stacks.text("runs/run-1/report.md").contains("was approved by run-1-answer"));
}

#[tokio::test]
async fn what_is_rejected_or_not_answered_is_not_done_and_the_run_is_red() {
    let stacks = stacks().await;

    let ended = answered(&stacks, "run-1", "reject").await;

    assert_eq!(ended.result.unwrap_err().name(), "ExperiencesFailed");
    let row = stacks.row("run-1", STORES);
    assert!(
        row.ended == Ended::Stopped && row.reason.contains("rejected (the audit said so)"),
        "{}",
        row.reason
    );

    let ended = stacks.run("run-2", json!({})).await;
    assert_eq!(ended.result.unwrap_err().name(), "ExperiencesFailed");
    assert!(stacks.row("run-2", STORES).reason.contains("nobody answered in time"));
    assert!(stacks.ours(STORES).is_empty());
}

/// An approval is of what was asked, not of whatever comes next.
#[tokio::test]
async fn what_an_approval_does_not_name_is_asked_for_anew() {
    let stacks = stacks().await;
    let mut answers = 0;

    let ended = stacks
        .run_with("run-1", json!({}), false, &mut async |stacks: &Stacks| {
            if answers < 2 {
                answers += 1;
                if answers == 1 {
                    // Before the answer comes, the experience gets one product more that is to be taken back.
                    stacks.sim.approve_products(STORES, &[&product(500)]).unwrap();
                    stacks.pass_seconds(300);
                }
                let question = format!("run-1/exp-stores0000000-01-{answers}");
                let answer = stacks.run(&format!("answer-{answers}"), json!({"approve": question})).await;
                assert_eq!(answer.result, Ok(()));
            }
        })
        .await;

    assert_eq!(ended.result, Ok(()));
    assert_eq!(ended.asked.len(), 2);
    assert!(
        !ended.asked[0].contains("31 of 101") && ended.asked[1].contains("31 of 101"),
        "{:?}",
        ended.asked
    );
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn a_source_that_approves_nothing_is_asked_about_unless_that_is_said_to_be_meant() {
    let stacks = Stacks::of(world(experience(SOURCE, 0, 0), vec![experience(STORES, 5, 0)])).await;
    stacks.publish().await;

    let ended = stacks.run("run-1", json!({})).await;
    assert!(ended.asked[0].contains("approves no product at all"), "{:?}", ended.asked);
    assert_eq!(stacks.policy(STORES).allowed.len(), 5);

    let ended = stacks.run("run-2", json!({"allow_empty": true})).await;
    assert_eq!((ended.result, ended.asked), (Ok(()), Vec::new()));
    assert!(stacks.policy(STORES).allowed.is_empty());
}

#[tokio::test]
async fn a_run_that_is_to_end_after_its_plan_asks_nobody() {
    let stacks = stacks().await;
    let ended = stacks.run("run-1", json!({"plan_only": true})).await;
    assert_eq!((ended.result, ended.asked), (Ok(()), Vec::new()));
    let row = stacks.row("run-1", STORES);
    assert!(row.ended == Ended::Planned && row.guard[0].contains("30 of 100"), "{:?}", row.guard);
}

/// The limit is one of the run, not of a look: what was taken before counts.
#[tokio::test]
async fn what_a_run_took_before_counts_with_what_it_would_take_now() {
    let stacks = Stacks::of(world(experience(SOURCE, 92, 0), vec![experience(STORES, 100, 0)])).await;
    stacks.publish().await;
    let mut rounds = 0;

    let ended = stacks
        .run_with("run-1", json!({}), false, &mut async |stacks: &Stacks| {
            // As soon as the eight are taken, sixteen more get to the experience, and another run is asked for.
            if rounds == 0 {
                rounds = 1;
                stacks.pass_seconds(300);
                assert_eq!(stacks.policy(STORES).denied.len(), 8);
                let more: Vec<String> = (500..516).map(product).collect();
                let more: Vec<&str> = more.iter().map(String::as_str).collect();
                stacks.sim.approve_products(STORES, &more).unwrap();
                stacks.pass_seconds(300);
                stacks.run("run-2", json!({})).await;
            }
        })
        .await;

    assert_eq!(ended.passes, 2);
    assert!(ended.asked[0].contains("24 of 116"), "{:?}", ended.asked);
    assert_eq!(ended.result.unwrap_err().name(), "ExperiencesFailed");
}
