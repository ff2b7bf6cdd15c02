//! What a run remembers of an experience from look to look.

use super::samples::{Conditions, product, products, source, target};
use domain::experience::change_set::{ChangeSetStatus, Next, Observed, Work};
use domain::experience::plan::{Atom, ExperiencePlan};
use domain::experience::progress::{Judged, Progress};
use domain::guard::Verdict;

fn plan(approved: usize, allowed: std::ops::Range<usize>) -> ExperiencePlan {
    Conditions::default()
        .plan(&source(products(0..approved), products([])), &target(products(allowed), products([])))
}

fn judged(plan: ExperiencePlan) -> Judged {
    Judged { plan, verdict: Verdict::Go }
}

fn observed() -> Observed {
    Observed {
        change_set: "cs-1".parse().unwrap(),
        status: ChangeSetStatus::Succeeded,
        failure: None,
        description: None,
        errors: Vec::new(),
        takes_changes: true,
    }
}

fn names(progress: &Progress, work: Option<&Work>) -> Vec<String> {
    progress.done(work).iter().map(|line| line.atom.to_string()).collect()
}

#[test]
fn what_is_in_no_set_any_more_and_was_not_refused_is_done() {
    let plan = plan(3, 2..4);
    let mut work = Work::of(&plan, 0);
    work.sets = [Atom::Allow(product(0)), Atom::Allow(product(1)), Atom::Deny(product(3))]
        .into_iter()
        .map(|atom| domain::experience::change_set::PlannedSet { atoms: vec![atom], sends: 0, is_part: true })
        .collect();
    let progress = Progress::begin(judged(plan), None);
    assert!(names(&progress, None).is_empty(), "nothing was begun");
    assert!(names(&progress, Some(&work)).is_empty());

    let work = work.conclude(Next::Applied, &observed());
    assert_eq!(names(&progress, Some(&work)), ["allow prod-0000"]);
    let work = work.conclude(Next::Refuse("no".into()), &observed()).conclude(Next::Applied, &observed());
    assert_eq!(names(&progress, Some(&work)), ["allow prod-0000", "deny prod-0003"]);
    assert_eq!(progress.withdrawn(Some(&work)), products([3]));
}

/// A look after a wait for somebody else plans anew; what was done before is not forgotten, and counts with the guard.
#[test]
fn a_further_look_keeps_what_was_done_and_planned_before() {
    let first = plan(2, 2..4);
    let progress = Progress::begin(judged(first.clone()), Some("https://example.com/old.png".into()));
    let work = Work::of(&first, 0).conclude(Next::Applied, &observed());
    let second = plan(3, 0..2);

    let later = progress.clone().look(judged(second.clone()), Some(&work), false);
    assert_eq!(later.first.plan, first);
    assert_eq!((later.planned.len(), later.done.len(), later.last.plan.lines.len()), (5, 4, 1));
    assert_eq!(later.withdrawn(None), products([2, 3]));
    assert_eq!(later.logo(None).as_deref(), Some("https://example.com/old.png"));

    let another = progress.look(judged(second.clone()), Some(&work), true);
    assert_eq!(another.first.plan, second, "a pass begins with its own plan");
    assert_eq!(another.done, later.done);
}
