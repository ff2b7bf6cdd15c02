//! Finish.

use domain::report::Summary;
use steps::error::StepError;
use steps::finish::{Answer, Next, Request, run};
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
        rerun: r#"{"only":{"accounts":["200000000001"]}}"#.to_owned(),
    }
}

async fn finish(hub: &Hub, report: report::Answer) -> Result<Next, StepError> {
    run(&hub.lease, Request { run: hub.running("run-1"), report }).await.map(|Answer { next }| next)
}

#[tokio::test]
async fn frees_the_lease_and_ends() {
    let hub = Hub::of(one_product(&[])).await;

    assert_eq!(finish(&hub, all_well()).await, Ok(Next::End));
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

#[tokio::test]
async fn looks_again_and_keeps_the_lease_when_somebody_asked_for_it() {
    let hub = Hub::of(one_product(&[])).await;
    hub.lease.state.lock().unwrap().dirty = true;
    let failed = report::Answer { failed: 1, ..all_well() };

    assert_eq!(finish(&hub, failed).await, Ok(Next::LookAgain));
    let state = hub.lease.state.lock().unwrap().clone();
    assert_eq!((state.holder, state.dirty), (Some(execution("run-1")), false));
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

    let answer = run(&hub.lease, Request { run: run_1, report: all_well() }).await;

    assert_eq!(answer, Ok(Answer { next: Next::End }));
    assert_eq!(hub.lease.state.lock().unwrap().holder, Some(execution("run-2")));
}
