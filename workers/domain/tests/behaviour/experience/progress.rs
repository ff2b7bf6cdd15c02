//! What a run remembers of an experience from look to look.

use super::samples::{Conditions, assignment, product, products, source, target};
use domain::experience::change_set::{ChangeSetStatus, Next, Observed, Work};
use domain::experience::plan::{Atom, ExperiencePlan};
use domain::experience::progress::{Judged, Progress};
use domain::experience::skip::Skip;
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
    let first = plan(3, 2..4);
    let mut work = Work::of(&first, 0);
    work.sets = [Atom::Allow(product(0)), Atom::Allow(product(1)), Atom::Deny(product(3))]
        .into_iter()
        .map(|atom| domain::experience::change_set::PlannedSet { atoms: vec![atom], sends: 0, is_part: true })
        .collect();
    let progress = Progress::begin(judged(first), None);
    assert!(names(&progress, None).is_empty(), "nothing was begun");
    assert!(names(&progress, Some(&work)).is_empty());

    let work = work.conclude(Next::Applied, &observed());
    assert_eq!(names(&progress, Some(&work)), ["allow prod-0000"]);
    let work = work.conclude(Next::Refuse("no".into()), &observed()).conclude(Next::Applied, &observed());
    assert_eq!(names(&progress, Some(&work)), ["allow prod-0000", "deny prod-0003"]);
    assert_eq!(progress.withdrawn_before(&plan(3, 0..3), Some(&work)), 1);
    assert_eq!(
        progress.withdrawn_before(&plan(3, 2..4), Some(&work)),
        0,
        "it is to be taken again, and counts there"
    );
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
    assert_eq!(later.withdrawn_before(&plan(3, 0..3), None), 2);
    assert_eq!(later.logo(None).as_deref(), Some("https://example.com/old.png"));

    let another = progress.look(judged(second.clone()), Some(&work), true);
    assert_eq!(another.first.plan, second, "a pass begins with its own plan");
    assert_eq!(another.done, later.done);
}

/// A change set that was at work for too long, or whose start got no answer: nobody saw its end, and its products are gone.
#[test]
fn what_of_a_set_without_an_end_is_not_to_be_done_any_more_was_done() {
    let first = plan(2, 0..120);
    let work = Work::of(&first, 0);
    assert_eq!((work.sets.len(), first.counts.withdrawals), (3, 118));
    let progress = Progress::begin(judged(first.clone()), None);
    let after_one_set = plan(2, 50..120);

    assert_eq!(progress.withdrawn_before(&after_one_set, Some(&work)), 48);
    assert_eq!(progress.withdrawn_before(&after_one_set, None), 0, "nothing was begun");
    assert_eq!(
        progress.withdrawn_before(&plan(2, 0..2), Some(&work)),
        50,
        "only the first set can have been sent"
    );
    let unreadable = Skip::Unreadable("not today".into());
    let skipped = ExperiencePlan::skip(&assignment(), "", 1, unreadable);
    assert_eq!(progress.withdrawn_before(&skipped, Some(&work)), 0, "what cannot be read says nothing");
    assert_eq!(progress.look(judged(after_one_set), Some(&work), true).done.len(), 48);
}
