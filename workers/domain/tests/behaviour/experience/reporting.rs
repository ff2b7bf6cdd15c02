//! The report of a run about experiences, as people and the management side get it.

use super::samples::{
    Conditions, SOURCE, assignment, experience_id, product, products, quarantine, source, target,
};
use domain::approval::{Answered, Decision};
use domain::experience::change_set::{Hold, Work};
use domain::experience::plan::{Atom, ExperiencePlan};
use domain::experience::progress::{Judged, Progress};
use domain::experience::quarantine::{Refusal, Subject};
use domain::experience::report::{End, Ended, Outcome, Report, conclude, markdown};
use domain::experience::settings::Assignment;
use domain::experience::skip::Skip;
use domain::experience::snapshot::{Counts, Head};
use domain::guard::Verdict;
use domain::identifier::ExecutionArn;
use domain::report::{Class, MapRuns, RunHead};
use domain::run::{Run, RunRequest};

const MACHINE: &str = "marketplace-steward-sync-experiences";

fn execution(name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:320000000002:execution:{name}").parse().unwrap()
}

fn run() -> Run {
    Run {
        execution: execution(&format!("{MACHINE}:tag-1")),
        started: "2026-11-22T09:00:00Z".into(),
        request: RunRequest { reason: "hourly".into(), ..RunRequest::default() },
    }
}

fn head() -> Head {
    let counts = Counts { experiences: 1, approved: 4, rejected: 1 };
    Head { v: 1, revision: 7, checksum: "c".into(), parts: 1, counts }
}

/// An experience of which everything but its end is as it should be.
struct Case {
    assignment: Assignment,
    progress: Option<Progress>,
    work: Option<Work>,
}

impl Case {
    fn of(id: &str, plan: ExperiencePlan, verdict: Verdict) -> Self {
        let assignment = Assignment { experience: experience_id(id), ..assignment() };
        let plan = ExperiencePlan { experience: assignment.experience.clone(), ..plan };
        Self { assignment, progress: Some(Progress::begin(Judged { plan, verdict }, None)), work: None }
    }

    fn skipped(id: &str, skip: Skip) -> Self {
        let assignment = Assignment { experience: experience_id(id), ..assignment() };
        Self::of(id, ExperiencePlan::skip(&assignment, "Attic", 7, skip), Verdict::Go)
    }

    fn end(&self) -> End<'_> {
        End {
            assignment: &self.assignment,
            progress: self.progress.as_ref(),
            work: self.work.as_ref(),
            failure: None,
            question: None,
            answer: None,
            plan_only: false,
            child: None,
        }
    }

    fn concluded(&self) -> Outcome {
        conclude(self.end())
    }
}

fn plan() -> ExperiencePlan {
    let conditions = Conditions { quarantine: quarantine([4]), ..Conditions::default() };
    conditions.plan(&source(products([0, 1, 4, 5]), products([6])), &target(products([0, 2]), products([])))
}

/// The work on [`plan`] after everything was sent: one product was refused.
fn sent() -> Work {
    let refusal = Refusal {
        subject: Subject::Product(product(5)),
        atom: Atom::Allow(product(5)),
        error: "PRODUCT_NOT_FOUND | nobody <knows> it".into(),
        change_set: "cs-5".parse().unwrap(),
    };
    Work { sets: Vec::new(), refused: vec![refusal], sets_applied: 2, ..Work::of(&plan(), 3) }
}

fn cases() -> Vec<Outcome> {
    let stop = || Verdict::Ask(vec!["this run would deny too much; check the plan".into()]);
    let child = Some(execution(&format!("{MACHINE}/Experiences:3c39a231")));
    let changed = Case { work: Some(sent()), ..Case::of("exp-changed", plan(), Verdict::Go) };
    let asked = Case::of("exp-rejected", plan(), stop());
    let approved = Case { work: Some(sent()), ..Case::of("exp-approved", plan(), stop()) };
    let answered = |decision, reason: &str| {
        Some(Answered {
            decision,
            by: Some(execution(&format!("{MACHINE}:answer-1"))),
            reason: reason.into(),
            at: "2026-11-22T09:30:00Z".into(),
        })
    };
    let broken = Case { progress: None, ..Case::of("exp-broken", plan(), Verdict::Go) };
    let held = Work { held: Some(Hold::ServerFault), ..Work::of(&plan(), 3) };
    vec![
        changed.concluded(),
        conclude(End {
            question: Some("exp-rejected-01-1".parse().unwrap()),
            answer: answered(Decision::Reject, "not before the audit"),
            child: child.clone(),
            ..asked.end()
        }),
        conclude(End {
            question: Some("exp-approved-01-1".parse().unwrap()),
            answer: answered(Decision::Approve, ""),
            ..approved.end()
        }),
        conclude(End { failure: Some((Class::Denied, "MPA-005: no".into())), child, ..broken.end() }),
        Case { work: Some(held), ..Case::of("exp-fault", plan(), Verdict::Go) }.concluded(),
        Case { work: Some(Work::of(&plan(), 3)), ..Case::of("exp-drift", plan(), Verdict::Go) }.concluded(),
        Case::skipped("exp-attic", Skip::Archived("ARCHIVED".into())).concluded(),
        Case::skipped("exp-typo", Skip::NotFound).concluded(),
    ]
}

fn report() -> Report {
    let map_run = format!("arn:aws:states:us-east-1:320000000002:mapRun:{MACHINE}/Experiences:3c39a231");
    let mut report =
        Report::of(RunHead::of(&run(), 1, &MapRuns::from([(1, map_run)])), "finch-retail", &head(), cases());
    report.notes.push("the management side was not told".into());
    report
}

#[test]
fn tells_every_end_with_what_was_planned_done_refused_held_and_answered() {
    insta::assert_snapshot!(markdown(&report()).unwrap());
}

#[test]
fn the_management_side_is_told_what_is_not_as_it_should_be() {
    insta::assert_json_snapshot!(report().record("2026-11-22T10:00:00Z".into()));
}

#[test]
fn a_report_reads_back() {
    let text = serde_json::to_string(&report()).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report());
}

fn ended(id: &str) -> Ended {
    cases().into_iter().find(|outcome| outcome.experience.as_str() == id).unwrap().ended
}

/// Seed defects P11, P15 and S7: what could not be done was left out without a word.
#[test]
fn only_what_the_catalog_says_of_an_experience_is_a_reason_to_leave_it_alone_quietly() {
    for (id, expected) in [
        ("exp-changed", Ended::Changed),
        ("exp-rejected", Ended::Stopped),
        ("exp-approved", Ended::Changed),
        ("exp-broken", Ended::Failed),
        ("exp-fault", Ended::Failed),
        ("exp-drift", Ended::Failed),
        ("exp-attic", Ended::Skipped),
        ("exp-typo", Ended::Failed),
    ] {
        assert_eq!(ended(id), expected, "{id}");
    }
    let skipped_as = |skip| Case::skipped("exp-a", skip).concluded().ended;
    for quiet in [Skip::Disabled, Skip::NoPolicy, Skip::NoProductList] {
        assert_eq!(skipped_as(quiet.clone()), Ended::Skipped, "{quiet}");
        let source = Skip::Source { id: experience_id(SOURCE), skip: Box::new(quiet) };
        assert_eq!(skipped_as(source), Ended::Skipped);
    }
    for loud in
        [Skip::Unreadable("two policies".into()), Skip::UnknownStatus("ODD".into()), Skip::NotPublished]
    {
        assert_eq!(skipped_as(loud.clone()), Ended::Failed, "{loud}");
    }
}

/// What only takes time is left to the next run; whatever needs a person is red.
#[test]
fn a_hold_that_only_takes_time_is_no_failure() {
    let held = |hold| {
        let work = Work { held: Some(hold), ..Work::of(&plan(), 3) };
        Case { work: Some(work), ..Case::of("exp-a", plan(), Verdict::Go) }.concluded().ended
    };
    for slow in [Hold::TooSlow, Hold::InUse(Vec::new()), Hold::TooManyOpen, Hold::AudienceInUse] {
        assert_eq!(held(slow.clone()), Ended::Waiting, "{slow}");
    }
    for red in [
        Hold::Cancelled,
        Hold::ServerFault,
        Hold::ClosedToChanges,
        Hold::NotAuthorized("no".into()),
        Hold::TooManyRefused,
        Hold::UnknownStatus("ODD".into()),
        Hold::UnknownFailure("ODD".into()),
    ] {
        assert_eq!(held(red.clone()), Ended::Failed, "{red}");
    }
}

#[test]
fn a_run_that_ends_after_its_plan_tells_what_it_would_do_and_what_it_would_ask() {
    let stop = Verdict::Stop(vec!["too many".into()]);
    for (verdict, guard) in [(Verdict::Go, vec![]), (stop, vec!["too many".to_owned()])] {
        let case = Case::of("exp-a", plan(), verdict);
        let outcome = conclude(End { plan_only: true, ..case.end() });
        assert_eq!((outcome.ended, outcome.planned.allow, outcome.done.allow), (Ended::Planned, 2, 0));
        assert_eq!(outcome.guard, guard);
    }
}
