//! Take the lease.

use std::collections::BTreeSet;

use domain::approval::Decision;
use domain::door::Machine;
use domain::identifier::AccountId;
use domain::lease::Lease as LeaseState;
use domain::limits::LAST_STEP_SECONDS_MAX;
use domain::run::RunRequest;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::take_lease::{Answer, Request, run};

use crate::support::desk::{Desk, texts};
use crate::support::hub::execution;

const ORDERS: &str = "200000000001";
const BILLING: &str = "200000000002";

async fn take(desk: &Desk, name: &str, input: Value) -> Result<Answer, StepError> {
    take_for(Machine::ShareLicenses, desk, name, input).await
}

async fn take_for(machine: Machine, desk: &Desk, name: &str, input: Value) -> Result<Answer, StepError> {
    let request = Request {
        machine,
        execution: execution(name),
        started: "2026-11-22T01:00:00Z".to_owned(),
        redrives: 0,
        input,
    };
    run(desk, request).await
}

async fn goes(desk: &Desk, name: &str, input: Value) -> (RunRequest, BTreeSet<String>) {
    match take(desk, name, input).await {
        Ok(Answer::Go { run, seen }) => (run.request, seen),
        answer => panic!("{answer:?}"),
    }
}

fn accounts(request: &RunRequest) -> Vec<&str> {
    request.only.accounts.iter().map(AccountId::as_str).collect()
}

#[tokio::test]
async fn takes_a_free_lease_and_hands_on_what_was_asked_for() {
    let desk = Desk::default();

    let (request, seen) = goes(&desk, "run-1", json!({"only": {"accounts": [ORDERS]}})).await;

    assert_eq!((accounts(&request), seen, desk.holder()), (vec![ORDERS], texts(&[]), Some("run-1".into())));
}

#[tokio::test]
async fn plans_without_the_lease_whoever_holds_it() {
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);
    let before = desk.state();

    let (request, _) = goes(&desk, "run-2", json!({"plan_only": true})).await;

    assert!(request.plan_only);
    assert_eq!(desk.state(), before, "a plan writes nothing and needs no lease");
}

#[tokio::test]
async fn asks_the_running_holder_to_look_again_and_is_over() {
    for (input, mark) in [
        (json!({}), "run-2"),
        (json!({"look_closer": [ORDERS]}), "run-2 everything 200000000001"),
        (
            json!({"only": {"accounts": [ORDERS, BILLING]}, "leave_held": true}),
            "run-2 accounts 200000000001,200000000002",
        ),
        (json!({"only": {"accounts": [ORDERS]}}), "run-2 retry 200000000001"),
        (json!({"only": {"products": ["prod-a", "prod-b"]}}), "run-2 products prod-a,prod-b"),
    ] {
        let desk = Desk::held_by("run-1", &["run-0"]).with_running(&["run-1"]);

        let answer = take(&desk, "run-2", input).await;

        assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-1") }));
        assert_eq!((desk.holder(), desk.marks()), (Some("run-1".into()), texts(&["run-0", mark])));
    }
}

#[tokio::test]
async fn comes_back_later_as_long_as_a_step_of_the_dead_holder_may_be_at_work() {
    let desk = Desk::held_by("run-1", &[]);
    desk.ends("run-1");
    desk.pass_seconds(LAST_STEP_SECONDS_MAX - 1);

    let error = take(&desk, "run-2", json!({})).await.unwrap_err();

    assert_eq!(error.name(), "Busy");
    assert!(
        error.to_string().contains("run-1") && error.to_string().contains("1970-01-01T00:02:00Z"),
        "{error}"
    );
    desk.pass_seconds(1);
    goes(&desk, "run-2", json!({})).await;
    assert_eq!(desk.holder(), Some("run-2".into()));
}

/// An execution that Step Functions forgot ended long ago.
#[tokio::test]
async fn takes_over_from_a_holder_that_died_and_answers_for_its_marks() {
    let marks = ["run-a accounts 200000000001", "run-b"];
    for (input, closer, seen) in [
        // A look at everything answers all of them at once.
        (json!({}), vec![ORDERS], texts(&marks)),
        // A narrower one has its own round first.
        (json!({"only": {"products": ["prod-a"]}}), vec![], texts(&[])),
    ] {
        let desk = Desk::held_by("run-1", &marks);

        let (request, answered) = goes(&desk, "run-2", input).await;

        let looked: Vec<&str> = request.look_closer.iter().map(AccountId::as_str).collect();
        assert_eq!((looked, answered), (closer, seen));
        assert_eq!((desk.holder(), desk.marks()), (Some("run-2".into()), texts(&marks)));
    }
}

#[tokio::test]
async fn leaves_a_dead_holder_its_lease_when_it_was_redriven_meanwhile() {
    let desk = Desk::held_by("run-1", &[]);
    desk.change(|lease| lease.heir = Some(execution("run-2")));
    let desk = desk.with_running(&["run-1"]);

    let answer = take(&desk, "run-2", json!({})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-1") }));
}

/// Its holder takes no marks any more; nothing of it may be at work when the next run begins.
#[tokio::test]
async fn comes_back_later_when_the_holder_has_left_the_lease_and_is_about_to_end() {
    let desk = Desk::held_by("run-1", &["run-0"]).with_running(&["run-1"]);
    desk.change(|lease| lease.heir = Some(execution("run-1")));

    for input in [json!({}), json!({"follow_up": true})] {
        assert_eq!(take(&desk, "run-2", input).await.unwrap_err().name(), "Busy");
    }

    desk.ends("run-1");
    desk.pass_seconds(LAST_STEP_SECONDS_MAX);
    goes(&desk, "run-2", json!({})).await;
    assert_eq!(desk.holder(), Some("run-2".into()));
}

#[tokio::test]
async fn keeps_the_lease_when_it_is_delivered_twice() {
    let desk = Desk::default().with_running(&["run-1"]);

    let first = take(&desk, "run-1", json!({})).await;

    assert_eq!(take(&desk, "run-1", json!({})).await, first);
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);
    let first = take(&desk, "run-2", json!({})).await;
    let left = desk.state();
    assert_eq!((take(&desk, "run-2", json!({})).await, desk.state()), (first, left));
}

#[tokio::test]
async fn a_paused_run_ends_and_its_request_waits_for_the_end_of_the_pause() {
    let desk = Desk::default();
    desk.change(|lease| lease.paused = true);

    let input = json!({"only": {"accounts": [ORDERS]}, "leave_held": true});
    assert_eq!(take(&desk, "run-1", input).await, Ok(Answer::Paused));

    assert_eq!((desk.holder(), desk.marks()), (None, texts(&["run-1 accounts 200000000001"])));
}

#[tokio::test]
async fn a_run_pauses_all_others_also_while_one_is_at_work() {
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);

    assert_eq!(take(&desk, "run-2", json!({"pause": true})).await, Ok(Answer::Paused));

    let holder = Some(execution("run-1"));
    assert_eq!(desk.state(), LeaseState { holder, paused: true, ..LeaseState::default() });
}

#[tokio::test]
async fn a_run_ends_the_pause_and_takes_up_what_came_meanwhile() {
    let desk = Desk::default();
    desk.change(|lease| {
        lease.paused = true;
        lease.dirty = texts(&["run-1 accounts 200000000001"]);
    });

    let (request, seen) = goes(&desk, "run-2", json!({"pause": false})).await;

    assert_eq!((accounts(&request), request.look_closer.len()), (vec![], 1));
    assert_eq!((seen, desk.state().paused), (desk.marks(), false));
}

#[tokio::test]
async fn the_end_of_a_pause_is_asked_of_the_run_at_work_when_there_is_one() {
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);
    desk.change(|lease| lease.paused = true);

    let answer = take(&desk, "run-2", json!({"pause": false})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-1") }));
    assert_eq!((desk.state().paused, desk.marks()), (false, texts(&["run-2"])));
}

#[tokio::test]
async fn a_follow_up_looks_at_exactly_what_a_dead_run_left() {
    let desk = Desk::held_by("run-1", &["run-a accounts 200000000001", "run-b accounts 200000000002"]);

    let (request, seen) = goes(&desk, "follow-up-1", json!({"follow_up": true})).await;

    assert_eq!((accounts(&request), request.leave_held), (vec![ORDERS, BILLING], true));
    assert_eq!(seen, desk.marks());
}

#[tokio::test]
async fn a_follow_up_ends_when_there_is_nothing_left_or_another_run_answers_it() {
    for desk in [
        Desk::default(),
        Desk::held_by("run-1", &[]),
        Desk::held_by("run-1", &["run-2"]).with_running(&["run-1"]),
    ] {
        let before = desk.state();
        let answer = take(&desk, "follow-up-1", json!({"follow_up": true})).await;
        assert_eq!((answer, desk.state()), (Ok(Answer::NothingLeft), before));
    }
}

#[tokio::test]
async fn looks_again_when_the_lease_changes_hands_meanwhile() {
    let desk = Desk::default().with_running(&["run-2"]);
    desk.lease.faster.lock().unwrap().push(execution("run-2"));

    let answer = take(&desk, "run-1", json!({})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-2") }));
}

#[tokio::test]
async fn comes_back_later_when_the_lease_changes_hands_at_every_look() {
    let desk = Desk::default();
    desk.lease.faster.lock().unwrap().extend((0..19).map(|run| execution(&format!("faster-{run}"))));

    let error = take(&desk, "run-1", json!({})).await.unwrap_err();

    assert_eq!(error.name(), "Throttled");
}

#[tokio::test]
async fn refuses_a_bad_input_by_the_name_of_the_field_and_takes_nothing() {
    let many: Vec<String> = (0..1_001).map(|number| format!("{number:012}")).collect();
    for (input, told) in [
        (json!({"onyl": {}}), "onyl"),
        (json!({"only": {"account": []}}), "account"),
        (json!({"only": {"accounts": ["42"]}}), "12 digits"),
        (json!({"only": {"accounts": many}}), "only.accounts"),
        (json!({"only": {"products": [""]}}), "product SKU"),
        (json!({"look_closer": many}), "look_closer"),
        (json!({"plan_only": "yes"}), "boolean"),
        (json!({"v": 2}), "`v` is 2"),
        (json!({"reason": "x".repeat(501)}), "reason"),
        (json!("all"), "run request"),
        (json!(null), "run request"),
    ] {
        let desk = Desk::default();
        let error = take(&desk, "run-1", input.clone()).await.unwrap_err();
        assert_eq!(error.name(), "Invalid");
        assert!(error.to_string().contains(told), "{input} is answered by {error}");
        assert_eq!(desk.holder(), None);
    }
}

#[tokio::test]
async fn an_answer_to_another_run_goes_past_the_lease() {
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);
    desk.change(|lease| lease.paused = true);
    let before = desk.state();

    let input = json!({"reject": "run-1/exp-1", "reason": "not agreed"});
    let answer = take_for(Machine::SyncExperiences, &desk, "reject-1", input).await;

    let Ok(Answer::Answer { answer }) = answer else { panic!("{answer:?}") };
    assert_eq!((answer.execution, answer.decision), (execution("reject-1"), Decision::Reject));
    assert_eq!((answer.to.to_string().as_str(), answer.reason.as_str()), ("run-1/exp-1", "not agreed"));
    assert_eq!(desk.state(), before);
}

#[tokio::test]
async fn what_means_nothing_to_the_machine_is_refused_and_takes_nothing() {
    for (machine, input, told) in [
        (Machine::ShareLicenses, json!({"adopt": {}}), "named_after_account"),
        (
            Machine::ShareLicenses,
            json!({"adopt": {"accounts": [ORDERS]}, "change_mode": true}),
            "`change_mode`",
        ),
        (Machine::SyncExperiences, json!({"change_mode": true}), "`change_mode`"),
        (Machine::ShareLicenses, json!({"try_again": true}), "`try_again`"),
        (Machine::SyncExperiences, json!({"only": {"accounts": [ORDERS]}}), "`only`"),
        (
            Machine::SyncExperiences,
            json!({"approve": "run-1", "reject": "run-1"}),
            "`reject` does not go with `approve`",
        ),
        (Machine::SyncExperiences, json!({"approve": "not a run"}), "`<run>/<question>`"),
    ] {
        let desk = Desk::default();
        let error = take_for(machine, &desk, "run-1", input).await.unwrap_err();
        assert!(error.name() == "Invalid" && error.to_string().contains(told), "{error}");
        assert_eq!(desk.holder(), None);
    }
}

#[tokio::test]
async fn who_wants_to_try_again_what_is_in_quarantine_is_not_forgotten_by_the_run_at_work() {
    let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);

    let answer = take_for(Machine::SyncExperiences, &desk, "run-2", json!({"try_again": true})).await;

    assert_eq!(answer, Ok(Answer::Coalesced { holder: execution("run-1") }));
    assert_eq!(desk.marks(), texts(&["run-2 retry"]));
}

/// What only it was asked for, the run at work does not do.
#[tokio::test]
async fn who_adopts_or_wants_to_be_asked_is_told_which_run_is_in_the_way() {
    for input in [json!({"change_mode": true}), json!({"adopt": {"accounts": [ORDERS]}})] {
        let desk = Desk::held_by("run-1", &[]).with_running(&["run-1"]);

        let error = take(&desk, "run-2", input.clone()).await.unwrap_err();

        assert!(error.name() == "Busy" && error.to_string().contains("run-1"), "{input}: {error}");
        assert_eq!(desk.marks(), texts(&[]));
        desk.ends("run-1");
        desk.pass_seconds(600);
        assert!(matches!(take(&desk, "run-2", input).await, Ok(Answer::Go { .. })));
    }
}

/// It does nothing else, so the marks have a round of their own.
#[tokio::test]
async fn a_run_that_adopts_answers_no_marks_with_that() {
    let desk = Desk::held_by("run-1", &["run-0"]);
    desk.pass_seconds(600);

    let answer = take(&desk, "run-2", json!({"adopt": {"accounts": [ORDERS]}})).await;

    let Ok(Answer::Go { run, seen }) = answer else { panic!("{answer:?}") };
    assert!(run.request.adopt.is_some() && seen.is_empty(), "{run:?} {seen:?}");
    assert_eq!(desk.marks(), texts(&["run-0"]));
}
