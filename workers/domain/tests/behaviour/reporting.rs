//! The report of a run in all its forms, from a plan and from what became of its actions.

use crate::support::{account, foreign, grant, license, observation, run};
use domain::account::TagSource::Account as Source;
use domain::guard::Verdict;
use domain::plan::{Progress, plan};
use domain::policy::Policy;
use domain::report::{ActionResult, Class, Outcome, Report, assemble, csv, html, markdown, plan_file};
use domain::run::RunRequest;
use domain::work::{Action, items};

/// Five accounts, one for each way an action can end, and one with a name that wants to break out.
fn report() -> Report {
    let mut accounts: Vec<_> =
        (1..=5).map(|number| account(number, "ACTIVE", Some("true"), Source)).collect();
    accounts[4].name = "=cmd|<script>alert(1)</script>".into();
    accounts.push(account(6, "ACTIVE", Some("false"), Source));
    let grants = vec![grant(4, 1, 4, "ACTIVE"), foreign(grant(6, 1, 6, "ACTIVE"))];
    let observation = observation(accounts, vec![license(1)], grants);
    let (request, progress) =
        (RunRequest { reason: "a test".into(), ..RunRequest::default() }, Progress::default());
    let run = run(request);
    let plan = plan(&Policy::default(), &observation, &run.request, &progress);
    let mut ended: Vec<Action> = items(&plan, &run, 1).into_iter().flat_map(|item| item.actions).collect();
    let outcomes = [
        (ActionResult::Done, None, "the account is tagged marketplace-licence=true"),
        (ActionResult::Failed, Some(Class::Denied), "AWS said no | twice"),
        (ActionResult::Waiting, Some(Class::NotAccepted), "the account has to accept the grant"),
        (ActionResult::Skipped, Some(Class::Conflict), "in use"),
    ];
    for (action, (result, class, reason)) in ended.iter_mut().zip(outcomes) {
        action.outcome = Some(Outcome { result, class, reason: reason.into(), grant: None });
    }
    assemble(&run, &plan_file(&plan, Verdict::Go, &run, 1), &ended)
}

#[test]
fn tells_the_same_in_markdown_and_in_a_table() {
    insta::assert_snapshot!("markdown", markdown(&report()).unwrap());
    insta::assert_snapshot!("csv", csv(&report()).unwrap());
}

#[test]
fn counts_every_row_once() {
    let report = report();
    let summary = report.summary;
    assert_eq!(
        (summary.changed, summary.unchanged, summary.failed, summary.waiting, summary.skipped),
        (1, 1, 1, 1, 2)
    );
    assert_eq!(report.outcomes.len(), 6);
}

#[test]
fn the_page_lets_no_name_break_out_and_loads_nothing() {
    let page = html(&report(), "<p>extra</p>").unwrap();
    assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("<p>extra</p>"));
    for section in ["Failed", "Waiting", "Changed", "Left alone", "As wanted already: 1"] {
        assert!(page.contains(section), "{section} is missing");
    }
    assert!(!page.contains("http://") && !page.contains("https://"));
}

#[test]
fn a_table_cell_is_never_a_formula() {
    let table = csv(&report()).unwrap();
    assert!(table.contains("'=cmd"), "{table}");
}

#[test]
fn a_run_that_ends_after_its_plan_tells_what_is_planned() {
    let observation = observation(vec![account(1, "ACTIVE", Some("true"), Source)], vec![license(1)], vec![]);
    let run = run(RunRequest { plan_only: true, ..RunRequest::default() });
    let progress = Progress::default();
    let plan = plan(&Policy::default(), &observation, &run.request, &progress);
    let report = assemble(&run, &plan_file(&plan, Verdict::Go, &run, 1), &[]);
    assert_eq!((report.summary.planned, report.summary.skipped), (1, 0));
    let page = html(&report, "").unwrap();
    assert!(page.contains("Planned, not begun") && !page.contains("Left alone"), "{page}");
    assert!(markdown(&report).unwrap().contains("1 planned"));
}

/// What waited when Apply ended and is as wanted in the newest plan has arrived.
#[test]
fn what_arrived_meanwhile_is_told_as_done() {
    let before = observation(vec![account(1, "ACTIVE", Some("true"), Source)], vec![license(1)], vec![]);
    let (request, progress) = (RunRequest::default(), Progress::default());
    let run = run(request);
    let first = plan(&Policy::default(), &before, &run.request, &progress);
    let mut ended: Vec<Action> = items(&first, &run, 1).into_iter().flat_map(|item| item.actions).collect();
    ended[0].outcome = Some(Outcome {
        result: ActionResult::Waiting,
        class: Some(Class::NotReady),
        reason: "AWS is still at work".into(),
        grant: None,
    });
    let after = observation(
        vec![account(1, "ACTIVE", Some("true"), Source)],
        vec![license(1)],
        vec![grant(1, 1, 1, "ACTIVE")],
    );
    let second = plan(&Policy::default(), &after, &run.request, &progress);
    let report = assemble(&run, &plan_file(&second, Verdict::Go, &run, 2), &ended);
    assert_eq!((report.summary.changed, report.summary.waiting), (1, 0));
    assert_eq!(report.outcomes[0].reason, "the account is tagged marketplace-licence=true");
}
