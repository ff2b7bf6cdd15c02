//! One of each finding, so that none is without words and none cannot happen.

use std::collections::BTreeMap;

use super::finding::green;
use super::samples::{MANAGEMENT, OTHER, PURCHASING, account, guard_rail, settings};
use super::world::{World, list};
use domain::setup::finding::{Finding, Id, findings};
use domain::setup::observed::{Observed, Policy, Read, Role};
use domain::setup::preflight::{Refusal, refused};
use domain::setup::prerequisite::Place;
use domain::setup::scp::{GuardRail, Stage};
use domain::setup::service::Service;
use domain::setup::settings::{PurchaseOrders, Settings};
use domain::setup::text::plain;

/// Findings of organizations in which everything goes wrong once, the first of each id.
fn one_of_each() -> BTreeMap<Id, Finding> {
    let wanted = settings(PURCHASING);
    let good = green(&wanted);
    let gone = Settings {
        purchase_orders: PurchaseOrders::Remove,
        guard_rail: Some(guard_rail(Stage::Removed)),
        ..wanted.clone()
    };
    let invalid = Settings {
        guard_rail: Some(GuardRail {
            role_name_prefix: "{ResourcePrefix}".into(),
            ..guard_rail(Stage::Unit)
        }),
        ..wanted.clone()
    };
    let wrong = World {
        region: "eu-west-1".into(),
        account: OTHER.into(),
        all_features: false,
        management: OTHER.into(),
        administrators: [(Service::LicenseManager, account(OTHER))].into(),
        policy: Some(Policy { id: "p-theirs123".into(), ours: false, text: "{}".into() }),
        purchase_role: false,
        unread: [5].into(),
        ..World::bare(&wanted)
    };
    let odd = World {
        policy: Some(Policy { id: "p-guardrail1".into(), ours: true, text: "{}".into() }),
        ..good.clone()
    };
    let stranger = Role {
        name: Service::PurchaseOrders.role_name().into(),
        description: "?".into(),
        trusts: ["ec2.amazonaws.com".into()].into(),
    };
    let mut changed = good.observe();
    changed.purchase_orders_policies = Read::Known(list(vec!["AdministratorAccess".into()]));
    let roles = changed.roles.get_mut(&Place::Management).unwrap();
    roles.insert(Service::PurchaseOrders, Read::Known(list(vec![stranger])));
    let looks: [(&Settings, Observed); 6] = [
        (&wanted, World::bare(&wanted).observe()),
        (&wanted, wrong.observe()),
        (&wanted, odd.observe()),
        (&wanted, changed),
        (&gone, good.observe()),
        (&invalid, good.observe()),
    ];
    let denied = Refusal {
        operation: "organizations:ListAccounts".into(),
        code: "AccessDeniedException".into(),
        message: "User: x is not authorized to perform: organizations:ListAccounts".into(),
    };
    let mut found: BTreeMap<Id, Finding> = BTreeMap::new();
    let all = looks.iter().flat_map(|(settings, observed)| findings(settings, observed));
    for finding in all.chain(refused(&wanted, &denied)) {
        found.entry(finding.id).or_insert(finding);
    }
    found
}

#[test]
fn every_finding_can_be_made_and_says_what_why_and_how() {
    let found = one_of_each();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), Id::ALL);
    for finding in found.values() {
        assert!(finding.why.ends_with(['.', '`']) && finding.remedy.ends_with('.'), "{finding:#?}");
        assert!(!finding.what.ends_with('.'), "{finding:#?}");
    }
    insta::assert_snapshot!(plain(&found.into_values().collect::<Vec<_>>()));
}

/// P5: settings of which no guard rail can be made attach nothing.
#[test]
fn a_guard_rail_that_cannot_be_made_is_not_attached_either() {
    let invalid = Settings {
        guard_rail: Some(GuardRail { role_name_prefix: "*".into(), ..guard_rail(Stage::Root) }),
        ..settings(MANAGEMENT)
    };
    let found = findings(&invalid, &World::bare(&invalid).observe());
    let attach: Vec<_> = found.iter().filter(|finding| finding.id == Id::GuardRailNotAttached).collect();
    assert_eq!(attach.len(), 2);
    assert!(attach.iter().all(|finding| finding.fix.is_none() && finding.waits_for.is_some()));
}

/// Organizations and people lay a policy out otherwise; it says the same.
#[test]
fn another_layout_of_the_policy_is_no_difference() {
    let wanted = settings(PURCHASING);
    let mut world = green(&wanted);
    let policy = world.policy.as_mut().unwrap();
    let value: serde_json::Value = serde_json::from_str(&policy.text).unwrap();
    policy.text = serde_json::to_string_pretty(&value).unwrap();
    assert_eq!(findings(&wanted, &world.observe()), []);
}
