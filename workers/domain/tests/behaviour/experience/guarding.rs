//! How much a run may deny before it has to ask.

use std::collections::BTreeSet;

use super::samples::{Conditions, SOURCE, observed, principal, products, source, target};
use domain::experience::entity::ExperienceStatus;
use domain::experience::guard::{DenyLimits, covers, is_covered, judge};
use domain::experience::plan::ExperiencePlan;
use domain::experience::settings::Mirror;
use domain::experience::snapshot::Source;
use domain::guard::Verdict;
use proptest::prelude::*;

fn plan(approved: usize, rejected: std::ops::Range<usize>, allowed: usize) -> ExperiencePlan {
    let conditions = Conditions::default();
    conditions
        .plan(&source(products(0..approved), products(rejected)), &target(products(0..allowed), products([])))
}

fn reasons(verdict: &Verdict) -> String {
    if *verdict == Verdict::Go { "go".to_owned() } else { verdict.reasons().join("\n") }
}

/// Seed defect P2: an empty or failed list at the source denied everything.
#[test]
fn an_empty_source_stops_and_says_how_it_is_meant() {
    let plan = plan(0, 0..0, 5);
    let told = reasons(&judge(&plan, 0, DenyLimits::default(), false));
    assert!(told.contains("approves no product at all") && told.contains("allow_empty"), "{told}");
    assert_eq!(judge(&plan, 0, DenyLimits::default(), true), Verdict::Go);
}

/// An experience that begins to govern with an empty list blocks every purchase: that takes something away, too.
#[test]
fn nobody_is_newly_governed_by_an_empty_list() {
    let conditions =
        Conditions { mirror: Mirror { status: true, ..Mirror::default() }, ..Conditions::default() };
    let mut here = target(products([]), products([]));
    here.experience.status = ExperienceStatus::Disabled;
    let enabling = |approved: usize| {
        let plan = conditions.plan(&source(products(0..approved), products([])), &here);
        reasons(&judge(&plan, 0, DenyLimits::default(), false))
    };
    assert!(enabling(0).contains("nothing could be bought any more"));
    assert_eq!(enabling(1), "go");
    let mut there = observed(SOURCE, products([]), products([]));
    there.audience = [principal("o-central")].into();
    let conditions = Conditions {
        counterparts: [(principal("o-central"), [principal("o-member")].into())].into(),
        ..Conditions::default()
    };
    let plan = conditions.plan(&Source::of(&there), &target(products([]), products([])));
    assert!(matches!(judge(&plan, 0, DenyLimits::default(), false), Verdict::Ask(_)));
}

#[test]
fn too_many_and_too_large_a_share_are_told_apart() {
    let limits = DenyLimits { denials_max: 30, denials_percent_max: 20 };
    let told = |plan: &ExperiencePlan, earlier| reasons(&judge(plan, earlier, limits, false));
    assert_eq!(told(&plan(190, 0..0, 200), 0), "go");
    assert_eq!(told(&plan(1, 0..0, 11), 0), "go", "up to ten are never too large a share");
    assert!(told(&plan(40, 0..0, 52), 0).contains("12 of 52"));
    assert_eq!(told(&plan(44, 0..0, 45), 10), "go", "11 of the 55 that there were");
    assert!(told(&plan(169, 0..0, 200), 0).contains("deny 31 products"));
    assert!(told(&plan(190, 0..0, 200), 21).contains("deny 31 products"), "what was denied before counts");
}

#[test]
fn a_product_that_nobody_could_buy_takes_nothing_from_anyone() {
    let plan = plan(10, 100..400, 10);
    assert_eq!((plan.counts.deny, plan.counts.withdrawals), (300, 0));
    assert_eq!(judge(&plan, 0, DenyLimits::default(), false), Verdict::Go);
}

#[test]
fn an_approval_covers_what_it_names_and_nothing_else() {
    let asked = covers(&plan(0, 0..3, 5));
    assert!(
        asked.contains("deny prod-0004")
            && asked.contains("follow exp-management although it approves nothing")
    );
    assert!(is_covered(&plan(0, 0..3, 5), &asked));
    assert!(is_covered(&plan(0, 0..3, 4), &asked), "what is taken less is covered as well");
    assert!(!is_covered(&plan(0, 0..3, 6), &asked), "one more product");
    let not_empty = covers(&plan(1, 1..3, 5));
    assert!(!is_covered(&plan(0, 0..3, 5), &not_empty), "that nothing is approved was not asked");
    assert!(covers(&plan(5, 100..400, 5)).is_empty(), "what nobody could buy is no matter for an approval");
}

proptest! {
    /// More in an approval never allows less, and a plan that takes less never needs more.
    #[test]
    fn approvals_are_monotone(
        approved in 0..4_usize, allowed in 0..12_usize, fewer in 0..12_usize, more in 0..20_usize
    ) {
        let (large, small) = (plan(approved, 20..22, allowed), plan(approved, 20..22, allowed.min(fewer)));
        let covered = covers(&large);
        prop_assert!(is_covered(&large, &covered) && is_covered(&small, &covered));
        let wider: BTreeSet<String> =
            covered.iter().cloned().chain((0..more).map(|number| format!("deny prod-{number:04}"))).collect();
        prop_assert!(is_covered(&large, &wider));
    }
}
