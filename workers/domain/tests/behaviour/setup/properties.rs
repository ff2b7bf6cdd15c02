//! What holds for every organization, tried on thousands of random ones.

use std::collections::{BTreeMap, BTreeSet};

use super::samples::{MANAGEMENT, OTHER, PURCHASING, ROOT, UNIT, account, guard_rail, settings};
use super::world::{READS, World};
use domain::setup::finding::{Finding, Id, findings, leave_out};
use domain::setup::fix::{Fix, NEEDED_BY_ALL};
use domain::setup::next::{Next, next_step};
use domain::setup::observed::Policy;
use domain::setup::order::plan;
use domain::setup::prerequisite::Place;
use domain::setup::scp::{Stage, scp};
use domain::setup::service::Service;
use domain::setup::settings::{PurchaseOrders, Settings, Side};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::support::cases;

fn stage() -> impl Strategy<Value = Stage> {
    prop_oneof![Just(Stage::Unit), Just(Stage::Root), Just(Stage::Removed)]
}

fn purchase_orders() -> impl Strategy<Value = PurchaseOrders> {
    prop_oneof![
        Just(PurchaseOrders::Leave),
        Just(PurchaseOrders::Remove),
        prop::option::of(Just("Purchase orders, Finance".to_owned()))
            .prop_map(|description| PurchaseOrders::Integrate { description }),
    ]
}

fn any_settings() -> impl Strategy<Value = Settings> {
    let side = prop_oneof![Just(Side::Hub), Just(Side::Publisher), Just(Side::Member)];
    let sides = prop::collection::btree_set(side, 0..=3);
    (any::<bool>(), any::<bool>(), sides, purchase_orders(), prop::option::of(stage())).prop_map(
        |(in_management, acts_in_management, sides, purchase_orders, stage)| Settings {
            acts_in_management,
            sides,
            purchase_orders,
            guard_rail: stage.map(guard_rail),
            ..settings(if in_management { MANAGEMENT } else { PURCHASING })
        },
    )
}

fn service() -> impl Strategy<Value = Service> {
    prop::sample::select(&Service::ALL[..])
}

fn roles() -> impl Strategy<Value = BTreeMap<(Place, Service), String>> {
    let place = prop_oneof![Just(Place::Management), Just(Place::Own)];
    prop::collection::btree_map((place, service()), "[a-c]?", 0..10)
}

fn policy() -> impl Strategy<Value = Option<Policy>> {
    let right = scp(&guard_rail(Stage::Root), &account(MANAGEMENT)).unwrap();
    let text = prop_oneof![Just(right), Just("{}".to_owned()), Just("not JSON".to_owned())];
    let policy = (prop::bool::weighted(0.9), text);
    prop::option::of(policy.prop_map(|(ours, text)| Policy { id: "p-guardrail1".into(), ours, text }))
}

fn world() -> impl Strategy<Value = World> {
    let administrator = prop_oneof![4 => Just(account(PURCHASING)), 1 => Just(account(OTHER))];
    let target = prop::sample::select(vec![UNIT.to_owned(), ROOT.to_owned(), "ou-ab12-other678".to_owned()]);
    let organization = (
        prop_oneof![19 => Just("us-east-1"), 1 => Just("eu-west-1")],
        prop::bool::weighted(0.95),
        prop_oneof![19 => Just(MANAGEMENT), 1 => Just(OTHER)],
        any::<bool>(),
        prop::collection::btree_set(service(), 0..7),
        roles(),
        prop::collection::btree_map(service(), administrator, 0..3),
    );
    let governed = (
        any::<bool>(),
        policy(),
        prop::collection::btree_set(target, 0..4),
        prop::bool::weighted(0.8),
        prop_oneof![3 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(0..READS, 1..3)],
    );
    (organization, governed).prop_map(|(organization, governed)| {
        let (region, all_features, management, linked, trusted, roles, administrators) = organization;
        let (policies_enabled, policy, targets, purchase_role, unread) = governed;
        World {
            region: region.into(),
            account: String::new(),
            all_features,
            management: management.into(),
            linked,
            trusted,
            roles,
            administrators,
            policies_enabled,
            targets: if policy.is_some() { targets } else { BTreeSet::new() },
            policy,
            purchase_role,
            unread,
        }
    })
}

/// An organization, and settings that are mostly those of the account that looks at it.
fn organization() -> impl Strategy<Value = (Settings, World)> {
    (any_settings(), world(), prop::bool::weighted(0.95)).prop_map(|(settings, world, right)| {
        let account = if right { settings.account.to_string() } else { OTHER.to_owned() };
        (settings, World { account, ..world })
    })
}

/// Kinds of findings whose fixes fail.
fn failing() -> impl Strategy<Value = BTreeSet<Id>> {
    prop::collection::btree_set(prop::sample::select(Id::ALL), 0..8)
}

/// The findings after the fixes of some kinds failed, and the calls of those.
fn left(settings: &Settings, world: &World, failing: &BTreeSet<Id>) -> (Vec<Finding>, BTreeSet<String>) {
    let mut found = findings(settings, &world.observe());
    let failed = found.iter().filter(|finding| failing.contains(&finding.id));
    let call = |finding: &Finding| finding.fix.as_ref().map(|fix| fix.call(&finding.account));
    let calls: BTreeSet<String> = failed.filter_map(call).collect();
    leave_out(&mut found, &calls.iter().map(String::as_str).collect());
    (found, calls)
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn after_all_fixes_nothing_is_left_that_setup_could_fix((settings, start) in organization()) {
        let mut world = start;
        for fix in plan(&findings(&settings, &world.observe())) {
            prop_assert_eq!(world.apply(&fix, &settings), Ok(()));
            let seen = world.observe();
            prop_assert_eq!(next_step(&settings, &fix, &seen, 1), Next::Done, "{:?}", fix);
        }
        let left = findings(&settings, &world.observe());
        prop_assert!(left.iter().all(|finding| finding.fix.is_none()), "{:#?}", left);
        prop_assert!(plan(&left).is_empty());
    }

    #[test]
    fn whatever_fails_no_fix_comes_before_what_it_needs(
        (settings, start) in organization(), failing in failing()
    ) {
        let mut world = start;
        let (found, failed) = left(&settings, &world, &failing);
        let fixes = plan(&found);
        for fix in &fixes {
            prop_assert_eq!(world.apply(fix, &settings), Ok(()));
            let by = found.iter().filter(|finding| finding.fix.as_ref() == Some(fix));
            prop_assert!(by.clone().all(|finding| !failed.contains(&fix.call(&finding.account))));
            prop_assert!(by.clone().all(|finding| settings.reaches(&finding.account)));
        }
        prop_assert_eq!(fixes.iter().collect::<BTreeSet<_>>().len(), fixes.len());
    }

    #[test]
    fn the_order_of_the_findings_does_not_matter(
        (settings, world) in organization(), failing in failing(), turn in 0_usize..40
    ) {
        let (found, _) = left(&settings, &world, &failing);
        let mut turned = found.clone();
        turned.reverse();
        turned.rotate_left(turn % found.len().max(1));
        prop_assert_eq!(plan(&turned), plan(&found));
    }

    /// P5: what is not readable is told, is never "off", and nothing that rests on it is done.
    #[test]
    fn what_is_not_readable_is_a_finding_and_nothing_else((settings, world) in organization()) {
        let found = findings(&settings, &world.observe());
        let unread: Vec<_> = found.iter().filter(|finding| finding.id == Id::NotReadable).collect();
        for dark in &unread {
            prop_assert!(dark.fix.is_none());
            prop_assert_eq!(found.iter().filter(|finding| finding.subject == dark.subject).count(), 1);
            for finding in &found {
                let Some(fix) = &finding.fix else { continue };
                prop_assert!(!fix.needs().contains(&dark.subject), "{:?} rests on {}", fix, dark.subject);
                prop_assert!(!NEEDED_BY_ALL.contains(&dark.subject));
            }
        }
        if world.unread.is_empty() {
            prop_assert!(unread.is_empty(), "{:?}", unread);
        }
    }

    #[test]
    fn what_a_fix_needs_is_always_looked_at((settings, world) in organization()) {
        let wanted = settings.wanted();
        for finding in findings(&settings, &world.observe()) {
            let Some(fix) = finding.fix else { continue };
            prop_assert!(fix.needs().iter().chain(&NEEDED_BY_ALL).all(|needed| wanted.contains(needed)), "{:?}", fix);
            prop_assert!(fix.brings().contains(&finding.subject));
            prop_assert!(fix.place() == Place::Own || finding.account == settings.management_account);
        }
    }

    #[test]
    fn what_was_seen_and_found_reads_back((settings, world) in organization()) {
        let observed = world.observe();
        let text = serde_json::to_string(&observed).unwrap();
        prop_assert_eq!(&serde_json::from_str::<domain::setup::observed::Observed>(&text).unwrap(), &observed);
        let found = findings(&settings, &observed);
        let text = serde_json::to_string(&found).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<domain::setup::finding::Finding>>(&text).unwrap(), found);
        let text = serde_json::to_string(&settings).unwrap();
        prop_assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }
}

/// The order of the listings that AWS returns says nothing.
#[test]
fn the_order_of_what_was_listed_does_not_matter() {
    let settings = settings(PURCHASING);
    let mut world = World { linked: true, trusted: Service::ALL.into(), ..World::bare(&settings) };
    world.targets = [UNIT.to_owned(), "ou-ab12-other678".to_owned(), "ou-ab12-other679".to_owned()].into();
    world.policy = Some(Policy { id: "p-guardrail1".into(), ours: true, text: "{}".into() });
    let seen = world.observe();
    let mut turned = seen.clone();
    let backwards = |read: &mut domain::setup::observed::Read<domain::observation::Complete<String>>| {
        if let domain::setup::observed::Read::Known(listing) = read {
            let mut items = listing.items().to_vec();
            items.reverse();
            *listing = super::world::list(items);
        }
    };
    backwards(&mut turned.trusted_access);
    backwards(&mut turned.guard_rail_targets);
    assert_ne!(turned, seen);
    assert_eq!(findings(&settings, &turned), findings(&settings, &seen));
}

#[test]
fn a_second_setup_of_a_green_organization_changes_nothing() {
    for id in [MANAGEMENT, PURCHASING] {
        let settings = settings(id);
        let mut world = World::bare(&settings);
        let first: Vec<Fix> = plan(&findings(&settings, &world.observe()));
        for fix in &first {
            world.apply(fix, &settings).unwrap();
        }
        // Linking makes the member role, and nobody needs procurement insights.
        world.roles.insert((Place::Own, Service::LicenseManagerMember), String::new());
        world.trusted.insert(Service::ProcurementInsights);
        assert_eq!(findings(&settings, &world.observe()), []);
    }
}
