//! What random organizations found out, each kept.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, TagSource};
use domain::grant::{Grant, GrantStatus, Principal};
use domain::identifier::AccountId;
use domain::license::{License, LicenseStatus};
use domain::policy::{Policy, Products, Receivers, Rule, RuleSettings, ShareAs};
use domain::run::RunRequest;

use super::generate::path;
use super::run::{Ended, Pass, Running};
use super::world::{Given, Habits, Work, World, is_ours_and_live, unit, whole};
use crate::support::{account, account_id, foreign, grant, license};

const PRODUCT: &str = "prod-1";

fn member(number: u64, tag: &str, units: &[u64]) -> Account {
    let mut member = account(number, "ACTIVE", Some(tag), TagSource::Account);
    member.path = path(&member.id, units);
    member
}

fn given(grant: Grant) -> Given {
    Given { grant, parts: BTreeMap::new(), work: None }
}

fn of_area(number: u64, principal: Principal, parts: &[(u64, &str, Option<&str>)]) -> Given {
    let mut area = grant(number, 1, 1, "WORKFLOW_COMPLETED");
    area.name = domain::ownership::grant_name(&principal);
    area.share.principal = principal;
    let part = |(account, status, reason): &(u64, &str, Option<&str>)| {
        (account_id(*account), (GrantStatus::from(*status), reason.map(str::to_owned)))
    };
    Given { parts: parts.iter().map(part).collect(), ..given(area) }
}

fn world(policy: Policy, accounts: Vec<Account>, grants: Vec<Given>) -> World {
    World {
        policy,
        accounts,
        licenses: vec![license(1)],
        own: BTreeMap::new(),
        grants,
        recreations: BTreeMap::new(),
        conflicts: BTreeSet::new(),
        left_off: BTreeMap::new(),
        habits: Habits {
            asks_to_accept: false,
            area_rests_as_asked: false,
            joiner_is_activated: false,
            refuses_at_call: false,
        },
    }
}

fn everybody_in_the_fewest() -> Policy {
    let settings = RuleSettings { share_as: Some(ShareAs::Auto), ..RuleSettings::default() };
    let rule = Rule { name: None, products: Products::All, receivers: Receivers::All, settings };
    Policy { rules: [rule].into(), ..Policy::default() }
}

fn running(world: World, change_mode: bool) -> Running {
    Running::new(world, RunRequest { change_mode, allow_empty: true, ..RunRequest::default() })
}

fn active(running: &Running, account: &AccountId) -> usize {
    running.world.active(account, &PRODUCT.parse().unwrap(), true)
}

/// A run died after it had activated the one of two grants for the organization that did not convey anything yet.
#[test]
fn a_second_grant_that_takes_the_place_of_the_first_while_it_settles_is_not_deleted() {
    for (crash_after, order) in (0..8).flat_map(|steps| (0..8).map(move |order| (steps, order))) {
        let mut first = of_area(1, whole(), &[(1, "ACTIVE", None)]);
        (first.grant.status, first.work) = (GrantStatus::PendingWorkflow, Some(Work::Deliver(None)));
        let second = of_area(2, whole(), &[(1, "FAILED_WORKFLOW", None)]);
        let mut run =
            running(world(Policy::default(), vec![member(1, "true", &[2])], vec![first, second]), false);
        run.pass(Pass { order, crash_after: Some(crash_after), approves: false }).unwrap();
        run.pass(Pass { order, crash_after: None, approves: false }).unwrap();
        assert_eq!(run.broken, [], "after {crash_after} steps");
        assert_eq!(active(&run, &account_id(1)), 1, "after {crash_after} steps");
    }
}

/// To put the organization in the place of an account's own grant it would be activated once more, for everybody in it.
#[test]
fn a_grant_that_is_on_its_way_to_somebody_who_is_not_to_have_it_is_not_activated_again() {
    let parts =
        [(1, "PENDING_WORKFLOW", None), (2, "DISABLED", Some("it is already active")), (3, "ACTIVE", None)];
    let accounts = vec![member(1, "false", &[]), member(2, "true", &[]), member(3, "true", &[])];
    let grants = vec![given(grant(1, 1, 2, "ACTIVE")), of_area(2, whole(), &parts)];
    let mut run = running(world(Policy::default(), accounts, grants), false);
    run.pass(Pass { order: 0, crash_after: None, approves: false }).unwrap();
    assert_eq!(run.broken, []);
    assert_eq!(active(&run, &account_id(1)), 0);
}

/// A change from the grant for an OU to grants for its accounts was begun: what is active of the two stays, and nobody is asked
/// to end what saves nothing.
#[test]
fn an_account_with_a_grant_of_its_own_below_one_for_its_unit_has_one_active_grant() {
    let mut accounts: Vec<_> = [2, 4, 5].into_iter().map(|number| member(number, "true", &[1])).collect();
    accounts.extend([1, 3].into_iter().map(|number| member(number, "true", &[1, 3])));
    let grants = vec![
        given(foreign(grant(1, 1, 4, "ACTIVE"))),
        of_area(2, unit(3), &[(1, "DISABLED", None), (3, "DISABLED", None)]),
        given(grant(3, 1, 3, "ACTIVE")),
    ];
    let mut run = running(world(everybody_in_the_fewest(), accounts, grants), true);
    run.until_idle(0).unwrap();
    assert_eq!(run.broken, []);
    for number in [1, 2, 3, 5] {
        assert_eq!(active(&run, &account_id(number)), 1, "{number}");
    }
}

/// What others gave of a license that is over gives nobody anything; an exchange below the unit would still switch it off.
#[test]
fn a_grant_of_others_on_a_license_that_is_over_is_not_switched_off_by_an_exchange() {
    let accounts = [1, 2].into_iter().map(|number| member(number, "true", &[1])).collect();
    let grants = vec![given(foreign(grant(1, 2, 1, "ACTIVE"))), given(grant(2, 1, 2, "ACTIVE"))];
    let mut world = world(everybody_in_the_fewest(), accounts, grants);
    world.licenses.push(License {
        product: world.licenses[0].product.clone(),
        status: LicenseStatus::Expired,
        ..license(2)
    });
    let mut run = running(world, true);
    run.until_idle(0).unwrap();
    assert_eq!(run.broken, []);
    assert_eq!(run.world.grants[0].grant.status, GrantStatus::Active);
}

/// Nothing is to be made in the place of what is being deleted, where somebody else gave the product meanwhile.
#[test]
fn a_grant_that_is_being_deleted_beside_one_of_others_is_not_made_anew() {
    let grants = vec![
        given(foreign(grant(1, 1, 2, "ACTIVE"))),
        Given { work: Some(Work::Delete), ..given(grant(2, 2, 2, "PENDING_DELETE")) },
    ];
    let mut world = world(Policy::default(), vec![member(2, "true", &[2])], grants);
    world.licenses.push(License { product: world.licenses[0].product.clone(), ..license(2) });
    let mut run = running(world, false);
    assert_eq!(run.pass(Pass { order: 0, crash_after: None, approves: false }).unwrap(), Ended::Idle);
}

/// What is made anew meets no duplicate that goes at the same time: else neither would be left, and the product would be shared
/// in another way, unasked.
#[test]
fn two_failed_grants_for_the_organization_become_one() {
    for order in (0..256_u64).map(|order| order.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
        let failed = |number| {
            let mut failed = of_area(number, whole(), &[]);
            failed.grant.status = GrantStatus::FailedWorkflow;
            failed
        };
        let mut accounts: Vec<_> = [1, 2].into_iter().map(|number| member(number, "true", &[])).collect();
        // It is to gain nothing new, so what is gone for the organization does not come back.
        accounts.push(account(3, "PENDING_CLOSURE", Some("true"), TagSource::Account));
        let grants = vec![failed(1), failed(2), given(grant(3, 1, 6, "ACTIVE"))];
        let mut run = running(world(everybody_in_the_fewest(), accounts, grants), false);
        run.until_idle(order).unwrap();
        let live: Vec<_> = run.world.grants.iter().filter(|given| is_ours_and_live(given)).collect();
        assert_eq!(live.len(), 1, "{live:?}");
        assert_eq!(live[0].grant.share.principal, whole());
    }
}
