//! The report of a run in all its forms, from a plan and from what became of its actions.

use crate::support::{account, account_id, foreign, grant, license, observation, run};
use domain::account::TagSource::Account as Source;
use domain::guard::Verdict;
use domain::identifier::ExecutionArn;
use domain::plan::{Progress, plan};
use domain::policy::Policy;
use domain::report::{
    ActionResult, Class, MapRuns, Outcome, Report, assemble, csv, html, markdown, plan_file, rerun_input,
};
use domain::run::{Only, Run, RunRequest};
use domain::work::{Item, items};

const MAP_RUN: &str =
    "arn:aws:states:us-east-1:111111111111:mapRun:marketplace-steward-share-licenses/Apply:7c1d";

fn child(number: usize) -> ExecutionArn {
    let machine = "arn:aws:states:us-east-1:111111111111:execution:marketplace-steward-share-licenses";
    format!("{machine}/Apply:c{number}").parse().unwrap()
}

/// Ends the only action of an item.
fn end(item: &mut Item, result: ActionResult, class: Option<Class>, reason: &str) {
    item.actions[0].outcome = Some(Outcome { result, class, reason: reason.into(), grant: None });
}

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
    let mut ended = items(&plan, &run, 1);
    let outcomes = [
        (ActionResult::Done, None, "the account is tagged marketplace-licence=true"),
        (ActionResult::Failed, Some(Class::Denied), "AWS said no | twice"),
        (ActionResult::Waiting, Some(Class::NotAccepted), "the account has to accept the grant"),
        (ActionResult::Skipped, Some(Class::Conflict), "in use"),
    ];
    for (number, (item, (result, class, reason))) in ended.iter_mut().zip(outcomes).enumerate() {
        item.child = Some(child(number));
        end(item, result, class, reason);
    }
    assemble(
        &run,
        &plan_file(&plan, Verdict::Go, None, &run, 1),
        &ended,
        &[(1, MAP_RUN.to_owned())].into(),
        None,
    )
}

/// The page as a browser reads it: the template writes a slash as an entity.
fn unescaped(page: &str) -> String {
    page.replace("&#x2f;", "/")
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
    let page = unescaped(&page);
    for (before, _) in page.match_indices("https://").chain(page.match_indices("http://")) {
        assert!(
            page[..before].ends_with("<a href=\""),
            "only links lead elsewhere: {}",
            &page[before..before + 80]
        );
    }
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
    let report = assemble(&run, &plan_file(&plan, Verdict::Go, None, &run, 1), &[], &MapRuns::new(), None);
    assert_eq!((report.summary.planned, report.summary.skipped), (1, 0));
    let (page, text) = (html(&report, "").unwrap(), markdown(&report).unwrap());
    assert!(page.contains("Planned, not begun") && !page.contains("Left alone"), "{page}");
    assert!(text.contains("1 planned"), "{text}");
    for told in [page, text] {
        assert!(told.contains("Drift: 1 to change") && told.contains("nothing was written"), "{told}");
    }
}

#[test]
fn links_the_console_pages_of_the_run_its_map_runs_and_its_failed_children() {
    let report = report();
    let (page, text, table) =
        (unescaped(&html(&report, "").unwrap()), markdown(&report).unwrap(), csv(&report).unwrap());
    let pages = [
        ("run", report.run.console.clone().unwrap()),
        ("map run", report.run.map_runs[0].console.clone().unwrap()),
        ("child", failed(&report).console.clone().unwrap()),
    ];
    for (what, link) in &pages {
        assert!(page.contains(&format!("<a href=\"{link}\"")), "{what}: {page}");
        assert!(text.contains(link), "{what}: {text}");
    }
    assert!(table.contains(&pages[2].1), "{table}");
    assert_eq!(failed(&report).child, Some(child(1)));
    assert_eq!(report.outcomes.iter().filter(|row| row.console.is_some()).count(), 1, "failed rows only");
}

#[test]
fn says_how_to_run_again_what_failed_and_only_then() {
    let mut report = report();
    let input = r#"{"only":{"accounts":["000000000002"]}}"#;
    assert_eq!(rerun_input(&report.retry()), input);
    for told in [html(&report, "").unwrap().replace("&quot;", "\""), markdown(&report).unwrap()] {
        assert!(told.contains(input) && told.contains("Redrive"), "{told}");
    }
    report.outcomes.retain(|row| row.result != ActionResult::Failed);
    report.summary.failed = 0;
    assert!(
        !html(&report, "").unwrap().contains("Redrive") && !markdown(&report).unwrap().contains("Redrive")
    );
}

#[test]
fn tells_the_arn_where_no_console_is_known() {
    let mut report = report();
    report.run.console = None;
    for map_run in &mut report.run.map_runs {
        map_run.console = None;
    }
    for row in &mut report.outcomes {
        row.console = None;
    }
    for told in [unescaped(&html(&report, "").unwrap()), markdown(&report).unwrap()] {
        assert!(!told.contains("https://"), "{told}");
        for arn in [report.run.execution.as_str(), MAP_RUN, child(1).as_str()] {
            assert!(told.contains(arn), "{arn} is not in {told}");
        }
    }
    assert!(csv(&report).unwrap().contains(child(1).as_str()));
}

fn failed(report: &Report) -> &domain::report::Row {
    report.outcomes.iter().find(|row| row.result == ActionResult::Failed).unwrap()
}

/// A failure of an earlier round, and a later plan that has nothing to do about it.
#[test]
fn a_failure_that_somebody_put_right_is_no_failure_any_more() {
    let before = observation(vec![account(1, "ACTIVE", Some("true"), Source)], vec![license(1)], vec![]);
    let after = observation(
        vec![account(1, "ACTIVE", Some("true"), Source)],
        vec![license(1)],
        vec![grant(1, 1, 1, "ACTIVE")],
    );
    let elsewhere = Only { accounts: [account_id(2)].into(), ..Only::default() };
    for (only, failed) in [(Only::default(), 0), (elsewhere, 1)] {
        let progress = Progress::default();
        let run = run(RunRequest { only, ..RunRequest::default() });
        let first = plan(&Policy::default(), &before, &RunRequest::default(), &progress);
        let mut ended = items(&first, &run, 1);
        end(&mut ended[0], ActionResult::Failed, Some(Class::Denied), "AWS said no");
        let second = plan(&Policy::default(), &after, &run.request, &progress);
        let report =
            assemble(&run, &plan_file(&second, Verdict::Go, None, &run, 2), &ended, &MapRuns::new(), None);
        // A plan that did not look at the account does not know.
        assert_eq!((report.summary.failed, report.summary.unchanged), (failed, 1 - failed));
    }
}

/// A run that was asked to look again, at one account only.
#[test]
fn a_round_about_a_part_keeps_what_the_round_before_said_of_the_rest() {
    let first = report();
    let only = Only { accounts: [account_id(1)].into(), ..Only::default() };
    let run = run(RunRequest { only, ..RunRequest::default() });
    let seen = observation(
        vec![account(1, "ACTIVE", Some("true"), Source)],
        vec![license(1)],
        vec![grant(1, 1, 1, "ACTIVE")],
    );
    let progress = Progress::default();
    let second = plan(&Policy::default(), &seen, &run.request, &progress);
    let file = plan_file(&second, Verdict::Go, None, &run, 3);

    let report = assemble(&run, &file, &[], &MapRuns::new(), Some(first.clone()));

    assert_eq!((report.summary.failed, report.summary.unchanged, report.summary.changed), (1, 2, 0));
    assert_eq!(report.outcomes[1..], first.outcomes[1..], "all but the account that was looked at again");
    let again = assemble(&run, &file, &[], &MapRuns::new(), Some(report.clone()));
    assert_eq!(again, report, "delivered twice");

    let everything = Run { request: RunRequest::default(), ..run };
    let report = assemble(&everything, &file, &[], &MapRuns::new(), Some(first));
    assert_eq!(report.outcomes.len(), 1, "a round about everything needs no round before it");
}

#[test]
fn a_report_of_an_earlier_version_still_reads() {
    let mut old = serde_json::to_value(report()).unwrap();
    for field in ["console", "map_runs"] {
        old["run"].as_object_mut().unwrap().remove(field);
    }
    for row in old["outcomes"].as_array_mut().unwrap() {
        row.as_object_mut().unwrap().retain(|field, _| !["child", "console"].contains(&field.as_str()));
    }
    let report: Report = serde_json::from_value(old).unwrap();
    assert!(report.run.map_runs.is_empty() && failed(&report).child.is_none());
}

/// What waited when Apply ended and is as wanted in the newest plan has arrived.
#[test]
fn what_arrived_meanwhile_is_told_as_done() {
    let before = observation(vec![account(1, "ACTIVE", Some("true"), Source)], vec![license(1)], vec![]);
    let (request, progress) = (RunRequest::default(), Progress::default());
    let run = run(request);
    let first = plan(&Policy::default(), &before, &run.request, &progress);
    let mut ended = items(&first, &run, 1);
    end(&mut ended[0], ActionResult::Waiting, Some(Class::NotReady), "AWS is still at work");
    let after = observation(
        vec![account(1, "ACTIVE", Some("true"), Source)],
        vec![license(1)],
        vec![grant(1, 1, 1, "ACTIVE")],
    );
    let second = plan(&Policy::default(), &after, &run.request, &progress);
    let report =
        assemble(&run, &plan_file(&second, Verdict::Go, None, &run, 2), &ended, &MapRuns::new(), None);
    assert_eq!((report.summary.changed, report.summary.waiting), (1, 0));
    assert_eq!(report.outcomes[0].reason, "the account is tagged marketplace-licence=true");
}
