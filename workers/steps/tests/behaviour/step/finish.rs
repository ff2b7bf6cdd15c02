//! Finish.

use std::collections::BTreeSet;

use domain::report::Summary;
use domain::run::Only;
use steps::error::StepError;
use steps::finish::{Answer, Request, run};
use steps::ports::LeaseState;
use steps::report;

use crate::support::hub::{Hub, execution};
use crate::support::world::one_product;

fn all_well() -> report::Answer {
    report::Answer {
        key: "runs/run-1/report.json".to_owned(),
        summary: Summary::default(),
        stopped: Vec::new(),
        failed: 0,
        failures: Vec::new(),
        retry: Only { accounts: ["200000000001".parse().unwrap()].into(), ..Only::default() },
        not_found: Vec::new(),
    }
}

async fn finish(hub: &Hub, report: report::Answer) -> Result<Answer, StepError> {
    run(&hub.lease, Request { run: hub.running("run-1"), report, seen: BTreeSet::new() }).await
}

#[tokio::test]
async fn frees_the_lease_and_ends() {
    let hub = Hub::of(one_product(&[])).await;

    assert_eq!(finish(&hub, all_well()).await, Ok(Answer::End));
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

#[tokio::test]
async fn looks_again_and_keeps_the_lease_when_somebody_asked_for_it() {
    let hub = Hub::of(one_product(&[])).await;
    let marks: BTreeSet<String> = ["run-2".to_owned(), "run-2 200000000001".to_owned()].into();
    hub.lease.state.lock().unwrap().dirty = marks.clone();
    let failed = report::Answer { failed: 1, ..all_well() };

    let Ok(Answer::LookAgain { run, seen }) = finish(&hub, failed).await else {
        panic!("it must look again")
    };

    // Everything, whatever the run was asked for first, and closer at the account that the other run was started for.
    assert_eq!(run.request.only, domain::run::Only::default());
    assert_eq!(run.request.look_closer, ["200000000001".parse().unwrap()].into());
    assert_eq!(seen, marks);
    assert_eq!(hub.lease.state.lock().unwrap().holder, Some(execution("run-1")));
}

/// Also when the answer was lost and the step is delivered again: what was not seen by a round is never forgotten.
#[tokio::test]
async fn frees_the_lease_only_of_the_marks_that_the_round_answered_for() {
    let hub = Hub::of(one_product(&[])).await;
    let first: BTreeSet<String> = ["run-2".to_owned()].into();
    let both: BTreeSet<String> = ["run-2".to_owned(), "run-3".to_owned()].into();
    hub.lease.state.lock().unwrap().dirty = both.clone();
    let request = |seen: &BTreeSet<String>| Request {
        run: hub.running("run-1"),
        report: all_well(),
        seen: seen.clone(),
    };

    for _ in 0..2 {
        let Ok(Answer::LookAgain { seen, .. }) = run(&hub.lease, request(&first)).await else {
            panic!("again")
        };
        assert_eq!(seen, both);
    }
    assert_eq!(run(&hub.lease, request(&both)).await, Ok(Answer::End));
    assert_eq!(run(&hub.lease, request(&both)).await, Ok(Answer::End), "delivered twice");
    assert_eq!(*hub.lease.state.lock().unwrap(), LeaseState::default());
}

#[tokio::test]
async fn fails_with_the_names_and_the_way_to_rerun_and_frees_the_lease() {
    let hub = Hub::of(one_product(&[])).await;
    let failures = vec!["account 200000000001 (Orders), Product 0: Denied no".to_owned()];

    let error = finish(&hub, report::Answer { failed: 25, failures, ..all_well() }).await.unwrap_err();

    assert_eq!(error.name(), "AccountsFailed");
    for told in ["25 failed", "200000000001 (Orders)", "and 5 more", "runs/run-1/report.json", r#"{"only""#] {
        assert!(error.to_string().contains(told), "{told} is not in {error}");
    }
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

#[tokio::test]
async fn ends_as_invalid_when_the_guard_stopped_the_run() {
    let hub = Hub::of(one_product(&[])).await;
    let stopped = vec!["this run would take back 40 grants".to_owned()];

    let error = finish(&hub, report::Answer { stopped, ..all_well() }).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("take back 40 grants"), "{error}");
}

#[tokio::test]
async fn leaves_the_lease_of_another_run_alone() {
    let hub = Hub::of(one_product(&[])).await;
    let run_1 = hub.running("run-1");
    hub.running("run-2");

    let answer = run(&hub.lease, Request { run: run_1, report: all_well(), seen: BTreeSet::new() }).await;

    assert_eq!(answer, Ok(Answer::End));
    assert_eq!(hub.lease.state.lock().unwrap().holder, Some(execution("run-2")));
}
