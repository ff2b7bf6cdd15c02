//! Finish.

use std::collections::BTreeSet;

use domain::identifier::AccountId;
use domain::lease::Lease as LeaseState;
use domain::report::Summary;
use domain::run::{Only, Run, RunRequest};
use steps::error::StepError;
use steps::finish::{Answer, Redrives, Request, run};
use steps::report;

use crate::support::desk::{Desk, texts};
use crate::support::hub::execution;

fn all_well() -> report::Answer {
    report::Answer {
        key: "runs/run-1/report.json".to_owned(),
        summary: Summary::default(),
        stopped: Vec::new(),
        failed: 0,
        failures: Vec::new(),
        retry: Only::default(),
        not_found: Vec::new(),
        needs_everything: false,
        rows: report::Rows::Accounts,
    }
}

fn one_failed() -> report::Answer {
    let retry = Only { accounts: ["200000000001".parse().unwrap()].into(), ..Only::default() };
    report::Answer { failed: 1, retry, ..all_well() }
}

/// What `run-1` sends.
fn request(report: report::Answer) -> Request {
    let run = Run {
        execution: execution("run-1"),
        started: "2026-11-22T01:00:00Z".to_owned(),
        request: RunRequest::default(),
    };
    Request { run, report, seen: BTreeSet::new(), redrives: Redrives::default() }
}

fn redriven(report: report::Answer) -> Request {
    Request { redrives: Redrives { now: 1, answered: 0 }, ..request(report) }
}

/// `run-1` holds the lease and is RUNNING.
fn at_work(marks: &[&str]) -> Desk {
    Desk::held_by("run-1", marks).with_running(&["run-1"])
}

/// The next round: what it looks at, the marks that it answers, and the redrives that it knows of.
async fn again(desk: &Desk, request: Request) -> (RunRequest, BTreeSet<String>, u32) {
    match run(desk, request).await {
        Ok(Answer::LookAgain { run, seen, redrives }) => (run.request, seen, redrives),
        answer => panic!("it must look again: {answer:?}"),
    }
}

fn accounts(request: &RunRequest) -> Vec<&str> {
    request.only.accounts.iter().map(AccountId::as_str).collect()
}

fn error(answer: Result<Answer, StepError>) -> (&'static str, String) {
    let error = answer.unwrap_err();
    (error.name(), error.to_string())
}

#[tokio::test]
async fn frees_the_lease_and_ends() {
    let desk = at_work(&[]);

    assert_eq!(run(&desk, request(all_well())).await, Ok(Answer::End));
    assert_eq!(desk.state(), LeaseState::default());
}

#[tokio::test]
async fn looks_again_at_what_somebody_asked_for_and_keeps_the_lease() {
    for (marks, only, closer) in [
        (vec!["run-2"], vec![], vec![]),
        (vec!["run-2", "run-2 200000000001"], vec![], vec!["200000000001"]),
        (
            vec!["run-2 accounts 200000000001", "run-3 accounts 200000000002"],
            vec!["200000000001", "200000000002"],
            vec![],
        ),
        (vec!["run-2 accounts 200000000001", "run-3 products prod-a"], vec![], vec!["200000000001"]),
        (vec!["run-2 in the words of a later version"], vec![], vec![]),
    ] {
        let desk = at_work(&marks);

        let (request, seen, _) = again(&desk, request(one_failed())).await;

        let looked: Vec<&str> = request.look_closer.iter().map(AccountId::as_str).collect();
        assert_eq!((accounts(&request), looked, seen), (only, closer, texts(&marks)));
        assert!(request.leave_held && request.only.products.is_empty());
        assert_eq!(desk.holder(), Some("run-1".into()));
    }
}

/// Merged with others it could become a look at everything, which tries nothing again.
#[tokio::test]
async fn looks_first_at_what_somebody_wants_tried_again() {
    let (person, event) = ("run-2 retry 200000000001", "run-3 products prod-a");
    let desk = at_work(&[person, event]);

    let (first, seen, _) = again(&desk, request(all_well())).await;
    assert_eq!((accounts(&first), first.leave_held, &seen), (vec!["200000000001"], false, &texts(&[person])));

    let (second, seen, _) = again(&desk, Request { seen, ..request(all_well()) }).await;
    assert_eq!((second.only.products.len(), seen), (1, texts(&[person, event])));
}

/// Also when the answer was lost and the step is delivered again: what was not seen by a round is never forgotten.
#[tokio::test]
async fn frees_the_lease_only_of_the_marks_that_the_round_answered_for() {
    let desk = at_work(&["run-2", "run-3"]);
    let with = |seen: &BTreeSet<String>| Request { seen: seen.clone(), ..request(all_well()) };

    for _ in 0..2 {
        let (_, seen, _) = again(&desk, with(&texts(&["run-2"]))).await;
        assert_eq!(seen, texts(&["run-2", "run-3"]));
    }
    for _ in 0..2 {
        assert_eq!(run(&desk, with(&texts(&["run-2", "run-3"]))).await, Ok(Answer::End));
    }
    assert_eq!(desk.state(), LeaseState::default());
}

#[tokio::test]
async fn begins_no_round_during_a_pause_and_leaves_the_marks_for_its_end() {
    let desk = at_work(&["run-2", "run-3"]);
    desk.change(|lease| lease.paused = true);

    let seen = texts(&["run-2"]);
    assert_eq!(run(&desk, Request { seen, ..request(all_well()) }).await, Ok(Answer::End));

    let dirty = texts(&["run-3"]);
    assert_eq!(desk.state(), LeaseState { dirty, paused: true, ..LeaseState::default() });
}

/// A license takes its time to appear; a round that names no product is not widened again.
#[tokio::test]
async fn looks_at_everything_once_when_the_product_that_an_event_named_has_no_license() {
    let desk = at_work(&["run-2 accounts 200000000001"]);
    let report = report::Answer { not_found: vec!["prod-a".parse().unwrap()], ..all_well() };
    let mut asked = request(report.clone());
    asked.run.request.only.products.insert("prod-a".parse().unwrap());
    let by_a_person = asked.clone();
    asked.run.request.leave_held = true;

    let (wide, seen, _) = again(&desk, asked.clone()).await;
    assert_eq!((&wide.only, seen), (&Only::default(), desk.marks()));

    asked.run.request = wide;
    asked.seen = desk.marks();
    assert_eq!(run(&desk, asked).await, Ok(Answer::End));
    let desk = at_work(&[]);
    assert_eq!(run(&desk, by_a_person).await, Ok(Answer::End), "a person's own words are not widened");
}

#[tokio::test]
async fn fails_with_the_names_and_the_way_to_rerun_and_frees_the_lease() {
    let desk = at_work(&[]);
    let failures = vec!["account 200000000001 (Orders), Product 0: Denied no".to_owned()];

    let (name, told) =
        error(run(&desk, request(report::Answer { failed: 25, failures, ..one_failed() })).await);

    assert_eq!(name, "AccountsFailed");
    let rerun = r#"{"only":{"accounts":["200000000001"]}}"#;
    for text in ["25 failed", "200000000001 (Orders)", "and 5 more", "runs/run-1/report.json", rerun] {
        assert!(told.contains(text), "{text} is not in {told}");
    }
    assert_eq!(desk.holder(), None);
}

#[tokio::test]
async fn ends_as_invalid_when_the_guard_stopped_the_run() {
    let stopped = vec!["this run would take back 40 grants".to_owned()];

    let (name, told) = error(run(&at_work(&[]), request(report::Answer { stopped, ..all_well() })).await);

    assert!(name == "Invalid" && told.contains("take back 40 grants"), "{name}: {told}");
}

fn of_experiences(report: report::Answer) -> report::Answer {
    report::Answer { rows: report::Rows::Experiences, retry: Only::default(), ..report }
}

#[tokio::test]
async fn names_the_experiences_that_failed_and_how_to_run_again() {
    let desk = at_work(&[]);
    let failures = vec!["exp-1 (Standard): Denied you may not".to_owned()];
    let report = report::Answer { failures, ..of_experiences(one_failed()) };

    let (name, told) = error(run(&desk, request(report)).await);

    assert_eq!(name, "ExperiencesFailed");
    let again = r#"redrive this run, or start a run with {"try_again":true}"#;
    for text in ["1 failed: exp-1 (Standard)", "runs/run-1/report.json", again] {
        assert!(told.contains(text), "{text} is not in {told}");
    }
    assert_eq!(desk.holder(), None);
}

#[tokio::test]
async fn a_redriven_run_about_experiences_looks_at_all_of_them_and_tries_again_what_is_in_quarantine() {
    let stopped = report::Answer { stopped: vec!["too much".to_owned()], ..all_well() };
    for (report, try_again) in [(one_failed(), true), (stopped, false)] {
        let desk = Desk::default().with_running(&["run-1"]);

        let (request, ..) = again(&desk, redriven(of_experiences(report))).await;

        assert_eq!(request, RunRequest { try_again, ..RunRequest::default() });
    }
}

#[tokio::test]
async fn leaves_the_lease_of_another_run_alone() {
    let desk = Desk::held_by("run-2", &[]).with_running(&["run-1", "run-2"]);

    assert_eq!(run(&desk, request(all_well())).await, Ok(Answer::End));
    assert_eq!(desk.holder(), Some("run-2".into()));
}

#[tokio::test]
async fn a_redriven_run_takes_the_lease_again_and_tries_exactly_what_failed() {
    for desk in [Desk::default(), Desk::held_by("run-0", &["run-2"])] {
        let desk = desk.with_running(&["run-1"]);

        for _ in 0..2 {
            let (request, seen, redrives) = again(&desk, redriven(one_failed())).await;

            assert_eq!((accounts(&request), request.leave_held), (vec!["200000000001"], false));
            assert_eq!((seen, redrives), (texts(&[]), 1));
            assert_eq!((desk.holder(), desk.state().redrives), (Some("run-1".into()), 1));
        }
    }
}

#[tokio::test]
async fn a_redriven_run_says_who_holds_the_lease() {
    let desk = Desk::held_by("run-2", &[]).with_running(&["run-1", "run-2"]);
    let before = desk.state();

    let (name, told) = error(run(&desk, redriven(one_failed())).await);

    assert!(name == "Busy" && told.contains(":run-2 holds the lease"), "{name}: {told}");
    assert_eq!(desk.state(), before);
}

#[tokio::test]
async fn a_redriven_run_gets_no_lease_during_a_pause() {
    let desk = Desk::default().with_running(&["run-1"]);
    desk.change(|lease| lease.paused = true);

    let (name, told) = error(run(&desk, redriven(one_failed())).await);

    assert!(name == "Busy" && told.contains(r#"{"pause":false}"#), "{name}: {told}");
}

/// More failed than a request may name, or the guard stopped it and somebody changed its limits.
#[tokio::test]
async fn a_redriven_run_looks_at_all_it_was_asked_for_when_that_is_what_failed() {
    let stopped = report::Answer { stopped: vec!["too much".to_owned()], ..all_well() };
    for report in [stopped, report::Answer { failed: 900, ..all_well() }] {
        let desk = Desk::default().with_running(&["run-1"]);
        let mut asked = redriven(report);
        asked.run.request.allow_empty = true;

        let (request, ..) = again(&desk, asked.clone()).await;

        assert_eq!(request, asked.run.request);
    }
}

#[tokio::test]
async fn a_redriven_plan_is_made_again_without_the_lease() {
    let desk = Desk::held_by("run-2", &[]).with_running(&["run-1", "run-2"]);
    let mut asked = redriven(one_failed());
    asked.run.request.plan_only = true;

    let (request, ..) = again(&desk, asked).await;

    assert!(request.plan_only && request.only == Only::default());
}

#[tokio::test]
async fn a_round_that_answered_a_redrive_ends_the_run_as_what_it_is() {
    let redrives = Redrives { now: 1, answered: 1 };

    let resumed = || {
        let desk = at_work(&[]);
        desk.change(|lease| lease.redrives = 1);
        desk
    };
    let desk = resumed();
    assert_eq!(run(&desk, Request { redrives, ..request(all_well()) }).await, Ok(Answer::End));
    let desk = resumed();
    let (name, _) = error(run(&desk, Request { redrives, ..request(one_failed()) }).await);
    assert_eq!((name, desk.holder()), ("AccountsFailed", None));
}

/// It was stopped with its run and is still on its way, while the run was redriven and is at work again.
#[tokio::test]
async fn a_finish_of_before_the_redrive_gives_nothing_back() {
    let desk = at_work(&[]);
    again(&desk, redriven(one_failed())).await;

    error(run(&desk, request(one_failed())).await);

    assert_eq!(desk.holder(), Some("run-1".into()));
}

/// Steps from before its death may still be at work: the next run has to wait as after a dead one.
#[tokio::test]
async fn a_run_that_was_redriven_with_the_lease_in_its_hands_leaves_it_instead_of_giving_it_back() {
    let desk = at_work(&["run-2"]);
    let asked = Request { redrives: Redrives { now: 1, answered: 1 }, ..request(all_well()) };
    let (_, seen, _) = again(&desk, asked.clone()).await;

    for _ in 0..2 {
        let asked = Request { seen: seen.clone(), ..asked.clone() };
        assert_eq!(run(&desk, asked).await, Ok(Answer::End));
    }

    let me = Some(execution("run-1"));
    let left =
        LeaseState { holder: me.clone(), heir: me, redrives: 1, unsettled: true, ..LeaseState::default() };
    assert_eq!(desk.state(), left);
}

/// A part of the organization was not enough to decide by.
#[tokio::test]
async fn looks_at_everything_once_where_a_part_is_not_enough() {
    let desk = at_work(&["run-2"]);
    let report = || report::Answer { needs_everything: true, ..all_well() };
    let mut about_one = request(report());
    about_one.run.request.only.accounts = ["200000000001".parse().unwrap()].into();

    let (next, seen, _) = again(&desk, about_one).await;

    assert_eq!((next.only, next.leave_held), (Only::default(), false));
    assert_eq!(seen, texts(&["run-2"]), "and answers with that who asked meanwhile");
    // It is not widened any further.
    assert_eq!(run(&desk, Request { seen, ..request(report()) }).await, Ok(Answer::End));
}

/// What a person did not allow is not looked at more widely.
#[tokio::test]
async fn a_run_that_was_refused_is_over_although_a_part_is_not_enough() {
    let desk = at_work(&[]);
    let stopped = vec!["the question was rejected".to_owned()];
    let mut about_one = request(report::Answer { needs_everything: true, stopped, ..all_well() });
    about_one.run.request.only.accounts = ["200000000001".parse().unwrap()].into();

    let (name, told) = error(run(&desk, about_one).await);

    assert!(name == "Invalid" && told.contains("rejected"), "{told}");
    assert_eq!(desk.state(), LeaseState::default());
}

#[tokio::test]
async fn a_redriven_run_is_about_all_that_it_was_about_where_it_was_refused_or_adopts() {
    let stopped = vec!["the question was rejected".to_owned()];
    let refused = report::Answer { stopped, ..one_failed() };
    let adopts = report::Answer { rows: report::Rows::Adoption, ..one_failed() };
    for report in [refused, adopts] {
        let desk = at_work(&[]);
        let mut redriven = redriven(report);
        redriven.run.request.change_mode = true;
        let before = redriven.run.request.clone();

        assert_eq!(again(&desk, redriven).await.0, before);
    }
}

#[tokio::test]
async fn a_failed_adoption_is_to_be_started_with_the_same_input() {
    let report = report::Answer { rows: report::Rows::Adoption, ..one_failed() };

    let (name, told) = error(run(&at_work(&[]), request(report)).await);

    assert!(name == "AccountsFailed" && told.ends_with("start a run with the same input"), "{told}");
}
