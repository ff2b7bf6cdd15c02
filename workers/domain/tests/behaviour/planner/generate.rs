//! Random organizations.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, TagSource};
use domain::grant::{Grant, GrantStatus, Operation, Principal, Share};
use domain::identifier::AccountId;
use domain::license::{License, LicenseStatus};
use domain::ownership::bears_our_name;
use domain::policy::{GuardLimits, Policy, Products, Receivers, Rule, RuleSettings, ShareAs};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::world::{Given, Habits, Work, World, is_active_in, unit, unit_id, whole};
use crate::policy_properties::policy;
use crate::support::{account, account_id, grant, license};

/// What a random number says of an account.
fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let places = prop_oneof![
        4 => Just(vec![1]),
        3 => Just(vec![2]),
        2 => Just(vec![1, 3]),
        1 => Just(vec![2, 4]),
        3 => Just(vec![]),
    ];
    let states = prop_oneof![
        14 => Just("ACTIVE"),
        1 => Just("SUSPENDED"),
        1 => Just("CLOSED"),
        1 => Just("PENDING_CLOSURE"),
        1 => Just("PENDING_ACTIVATION"),
        1 => Just("NEW"),
    ];
    let tags = prop_oneof![
        6 => Just(Some("true")),
        2 => Just(Some("false")),
        2 => Just(None),
        1 => Just(Some("prod-1")),
        1 => Just(Some("maybe")),
    ];
    let placed = prop::bool::weighted(0.97);
    prop::collection::vec((places, states, tags, prop::bool::weighted(0.2), placed), 0..7).prop_map(
        |accounts| {
            let mut all: Vec<_> = (1..)
                .zip(accounts)
                .map(|(number, (place, state, tag, index, placed))| {
                    let mut account = account(
                        number,
                        state,
                        tag,
                        if index { TagSource::Index } else { TagSource::Account },
                    );
                    account.path = if placed { path(&account.id, &place) } else { String::new() };
                    account
                })
                .collect();
            let mut hub = account(111_111_111_111, "ACTIVE", None, TagSource::Account);
            hub.path = path(&hub.id, &[]);
            all.push(hub);
            all
        },
    )
}

pub(super) fn path(account: &AccountId, units: &[u64]) -> String {
    let units: String = units.iter().map(|number| unit_id(*number) + "/").collect();
    format!("o-a1b2c3d4e5/r-ab12/{units}{account}/")
}

/// Licenses of one to three products; each further one of a product is a renewal.
fn licenses() -> impl Strategy<Value = Vec<License>> {
    let created = prop_oneof![6 => (1..9_i64).prop_map(Some), 1 => Just(None)];
    let odd = prop_oneof![12 => Just(0_u8), 1 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(4)];
    prop::collection::vec((1..3_u64, created, odd), 1..4).prop_map(|licenses| {
        (1..)
            .zip(licenses)
            .map(|(number, (product, created, odd))| {
                let mut license = License {
                    product: format!("prod-{product}").parse().unwrap(),
                    product_name: format!("Product {product}"),
                    created_seconds: created,
                    ..license(number)
                };
                match odd {
                    1 => license.status = LicenseStatus::Expired,
                    2 => license.home_region = "eu-west-1".into(),
                    3 => license.operations.retain(|operation| *operation != Operation::CreateGrant),
                    4 => license.beneficiary = "222222222222".into(),
                    _ => {}
                }
                license
            })
            .collect()
    })
}

fn principal() -> impl Strategy<Value = Principal> {
    prop_oneof![
        12 => (1..8_u64).prop_map(|number| Principal::Account(account_id(number))),
        2 => Just(unit(1)),
        1 => Just(unit(2)),
        1 => Just(unit(3)),
        2 => Just(whole()),
    ]
}

/// A grant as it is drawn: of which license, for whom, whose, in which status, and what its parts are like.
type Drawn = (usize, Principal, bool, String, u64);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let status = prop_oneof![
        10 => Just("ACTIVE".to_owned()),
        6 => prop::sample::select(GrantStatus::KNOWN.to_vec()).prop_map(str::to_owned),
    ];
    prop::collection::vec((0..3_usize, principal(), prop::bool::weighted(0.8), status, any::<u64>()), 0..8)
}

fn simple_policy() -> impl Strategy<Value = Policy> {
    let share_as =
        prop::sample::select(vec![ShareAs::Auto, ShareAs::Auto, ShareAs::OrgUnit, ShareAs::Organization]);
    let all = prop_oneof![2 => Just(false), 1 => Just(true)];
    (share_as, all, prop::option::of(1..5_u64)).prop_map(|(share_as, all, unit)| {
        let receivers = match (all, unit) {
            (true, _) => Receivers::All,
            (false, unit) => Receivers::Any {
                places: domain::policy::Places {
                    organizational_units: unit
                        .map(|unit| unit_id(unit).parse().unwrap())
                        .into_iter()
                        .collect(),
                    ..Default::default()
                },
                tagged: true,
            },
        };
        let settings = RuleSettings { share_as: Some(share_as), ..RuleSettings::default() };
        let rule = Rule { name: None, products: Products::All, receivers, settings };
        Policy { rules: [rule].into(), ..Policy::default() }
    })
}

pub(super) fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![2 => Just(Policy::default()), 4 => simple_policy(), 3 => policy()]
        .prop_map(|policy| Policy { guard: limits(&policy), ..policy })
}

/// Limits that a small organization reaches as well.
fn limits(policy: &Policy) -> GuardLimits {
    GuardLimits { revocations_max: policy.guard.revocations_max % 8, ..policy.guard }
}

fn habits() -> impl Strategy<Value = Habits> {
    (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(asks_to_accept, area_rests_as_asked, joiner_is_activated, refuses_at_call)| Habits {
            asks_to_accept,
            area_rests_as_asked,
            joiner_is_activated,
            refuses_at_call,
        },
    )
}

/// An organization in any state that AWS could be in.
pub(super) fn worlds() -> impl Strategy<Value = World> {
    let own = prop::collection::btree_map((1..8_u64, 1..3_u64), any::<bool>(), 0..3);
    let ledger = prop::collection::vec((0..3_usize, 1..8_u64, 0..4_u32), 0..2);
    (policies(), accounts(), licenses(), own, drawn(), ledger, habits()).prop_map(
        |(policy, accounts, licenses, own, drawn, ledger, habits)| {
            let own = own.into_iter().map(|((account, product), active)| {
                ((account_id(account), format!("prod-{product}").parse().unwrap()), active)
            });
            let mut world = World {
                policy,
                accounts,
                licenses,
                own: own.collect(),
                grants: Vec::new(),
                recreations: BTreeMap::new(),
                conflicts: BTreeSet::new(),
                left_off: BTreeMap::new(),
                habits,
            };
            for drawn in drawn {
                give(&mut world, drawn);
            }
            for (license, account, failures) in ledger {
                let license = world.licenses[license % world.licenses.len()].arn.clone();
                let share = Share { license, principal: Principal::Account(account_id(account)) };
                match failures {
                    0 => drop(world.conflicts.insert(share)),
                    failures => drop(world.recreations.insert(share, failures)),
                }
            }
            world
        },
    )
}

/// Adds a grant, but nothing active beside what is active.
fn give(world: &mut World, (license, principal, ours, status, seed): Drawn) {
    let number = world.grants.len() as u64 + 1;
    let license = &world.licenses[license % world.licenses.len()];
    let share = Share { license: license.arn.clone(), principal };
    // AWS gives one grant for a share, whoever asks.
    let is_live = |grant: &Grant| !grant.status.is_terminal() && grant.share == share;
    if world.grants.iter().any(|given| is_live(&given.grant) && (!ours || !bears_our_name(&given.grant))) {
        return;
    }
    let name = if ours { domain::ownership::grant_name(&share.principal) } else { "by hand".to_owned() };
    let mut grant = Grant { name, share, ..grant(number, 1, 1, &status) };
    let mut parts = BTreeMap::new();
    if grant.share.principal.account().is_none() {
        if grant.status == GrantStatus::Active && !world.habits.area_rests_as_asked {
            grant.status = GrantStatus::WorkflowCompleted;
        }
        if matches!(
            grant.status,
            GrantStatus::Active
                | GrantStatus::WorkflowCompleted
                | GrantStatus::Disabled
                | GrantStatus::PendingWorkflow
        ) {
            parts = drawn_parts(world, &grant, seed);
        }
    } else if grant.status == GrantStatus::Active
        && is_taken(world, &grant.share, grant.share.principal.account())
    {
        grant.status = GrantStatus::Disabled;
        grant.status_reason = (seed % 2 == 0).then(|| "it is already active".to_owned());
    }
    let work = match grant.status {
        GrantStatus::PendingWorkflow if seed % 3 == 0 => Some(Work::Activate(None)),
        GrantStatus::PendingWorkflow => Some(Work::Deliver(None)),
        GrantStatus::PendingDelete => Some(Work::Delete),
        _ => None,
    };
    world.grants.push(Given { grant, parts, work });
}

fn drawn_parts(
    world: &World,
    grant: &Grant,
    mut seed: u64,
) -> BTreeMap<AccountId, (GrantStatus, Option<String>)> {
    let mut parts = BTreeMap::new();
    let is_off = seed.is_multiple_of(5);
    for account in world.reached(&grant.share.principal) {
        seed /= 7;
        let is_taken = is_taken(world, &grant.share, Some(&account.id));
        let part = match seed % 12 {
            0 => continue,
            1 => (GrantStatus::Disabled, None),
            2 => (GrantStatus::PendingWorkflow, None),
            3 => (GrantStatus::FailedWorkflow, None),
            _ if is_taken => (GrantStatus::Disabled, Some("it is already active".to_owned())),
            _ if is_off => (GrantStatus::Disabled, None),
            _ => (GrantStatus::Active, None),
        };
        parts.insert(account.id.clone(), part);
    }
    parts
}

fn is_taken(world: &World, share: &Share, account: Option<&AccountId>) -> bool {
    let (Some(account), Some(product)) = (account, world.product(share)) else { return false };
    world.own.get(&(account.clone(), product.clone())) == Some(&true)
        || world
            .grants
            .iter()
            .any(|given| world.product(&given.grant.share) == Some(product) && is_active_in(given, account))
}
