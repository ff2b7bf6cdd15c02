//! How few change sets a plan needs.

use super::catalog::{Catalog, Speech, check_limits, ids};
use super::samples::{Conditions, TARGET, experience_id, products, source, target};
use domain::experience::change_set::{ChangeSet, Work, pack};
use domain::experience::plan::Atom;
use domain::experience::plan::ExperiencePlan;

fn sets(plan: &ExperiencePlan, bad: &[&str]) -> (Work, usize, Catalog) {
    let bad = bad.iter().map(|id| (*id).to_owned()).collect();
    let mut catalog = Catalog::new(target(products([]), products([])), bad, Speech::Silent);
    let (work, sets) = catalog.carry_out(Work::of(plan, 0));
    (work, sets, catalog)
}

/// AWS-FACTS 9.9.
#[test]
fn two_thousand_approved_products_come_to_a_fresh_experience_in_forty_sets() {
    let there = source(products(0..2_000), products([]));
    let plan = Conditions::default().plan(&there, &target(products([]), products([])));
    let (work, sets, catalog) = sets(&plan, &[]);
    assert_eq!((sets, work.sets_applied, work.held), (40, 40, None));
    assert!(Conditions::default().plan(&there, &catalog.observed).is_settled());
}

#[test]
fn a_thousand_to_allow_and_a_thousand_to_deny_share_twenty_sets() {
    let there = source(products(0..1_000), products(1_000..2_000));
    let plan = Conditions::default().plan(&there, &target(products([]), products([])));
    let (_, sets, catalog) = sets(&plan, &[]);
    assert_eq!(sets, 20);
    assert!(Conditions::default().plan(&there, &catalog.observed).is_settled());
}

#[test]
fn one_bad_product_among_two_thousand_costs_fourteen_more_sets() {
    let there = source(products(0..1_000), products(1_000..2_000));
    let plan = Conditions::default().plan(&there, &target(products([]), products([])));
    let (work, sets, catalog) = sets(&plan, &["prod-0777"]);
    assert_eq!(work.refused.len(), 1);
    assert!(sets <= 20 + 14, "{sets} sets");
    let conditions = Conditions {
        quarantine: domain::experience::quarantine::Quarantine::default().with(work.refused),
        ..Conditions::default()
    };
    assert!(conditions.plan(&there, &catalog.observed).is_settled());
}

#[test]
fn a_set_looks_like_this() {
    let atoms: Vec<Atom> = serde_json::from_value(serde_json::json!([
        {"allow": "prod-a"}, {"allow": "prod-b"}, {"deny": "prod-c"},
        {"requests": "Deny"},
        {"branding": {"create": true, "branding": {"title": "Example", "theme_color": "#0e7f74"}}},
        {"audience": {"disassociate": "ou-cd34-33333333"}}, {"audience": {"associate": "o-memberb"}},
        {"status": "Enabled"}
    ]))
    .unwrap();
    let set = ChangeSet::of(&experience_id(TARGET), &atoms, 12, 3);
    check_limits(&set);
    insta::assert_json_snapshot!(set);
}

#[test]
fn the_longest_ids_stay_within_the_details_of_a_change() {
    let atoms: Vec<Atom> = (100..150)
        .map(|number| Atom::Allow(format!("{number}{}", "x".repeat(252)).parse().unwrap()))
        .collect();
    check_limits(&ChangeSet::of(&experience_id(TARGET), &atoms, u64::MAX, u64::MAX));
}

#[test]
fn an_audience_is_associated_when_the_list_is_whole() {
    let mut atoms: std::collections::BTreeSet<Atom> = products(0..120).into_iter().map(Atom::Allow).collect();
    let associate = domain::experience::plan::AudienceChange::Associate("o-memberb".parse().unwrap());
    atoms.insert(Atom::Audience(associate.clone()));
    let sets = pack(&atoms);
    assert_eq!(sets.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 21]);
    assert_eq!(sets[2].last(), Some(&Atom::Audience(associate)));
    assert_eq!(ids(&ChangeSet::of(&experience_id(TARGET), &sets[2], 1, 0).changes[0].details).len(), 20);
}
