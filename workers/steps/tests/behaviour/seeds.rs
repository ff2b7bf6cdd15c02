//! Many worlds, each with its own faults and its own people who change things while a run is under way.
//!
//! A seed decides everything, so a seed that fails fails again; it is then kept below under a name of its own.

use std::collections::BTreeMap;
use std::future::pending;

use domain::lease::Lease as LeaseState;
use domain::ownership::{NAME_PREFIX, TAG_KEY as OWNER_TAG};
use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Class};
use serde_json::json;
use sim::{
    ConflictShows, DuplicateGrantCode, FailedWorkflowEntry, Faults, GrantStatus, GrantView, Options, Paging,
    WorldFile,
};
use steps::take_lease::Answer as Lease;
use tokio::sync::Notify;

use crate::support::chance::{Chance, try_part};
use crate::support::driver::Ended;
use crate::support::execution::Execution;
use crate::support::hub::{Hub, options};
use crate::support::truth::{PERSON, is_owned};
use crate::support::world::{HUB, bought_by, foreign, id, owned, world};

pub(crate) const ACCOUNTS: u64 = 12;

/// Everything goes wrong for two runs; then nothing any more, and two runs have to put it right.
async fn converges(seed: u64) {
    let mut chance = Chance(seed);
    let world = draw_world(&mut chance);
    let hub = Hub::with(world, draw_options(seed, &mut chance)).await;
    hub.let_a_person_in();
    if chance.happens(25) {
        hub.sim.let_grants_wait(true);
    }
    hub.allow_every_revocation();
    let twice = chance.happens(25);
    let mut untouched = Untouched::default();
    untouched.look(&hub);

    hub.sim.set_faults(draw_faults(seed, &mut chance));
    for run in ["faulty-1", "faulty-2"] {
        let mut execution = Execution::of(run, json!({}));
        faulty(&hub, &mut execution, twice, &mut untouched, &mut chance, something_happens).await;
        // Somebody redrives what failed or was stopped.
        if !execution.is_over() && chance.happens(50) {
            execution.redrive();
            faulty(&hub, &mut execution, twice, &mut untouched, &mut chance, something_happens).await;
        }
    }
    hub.sim.set_faults(Faults::none());

    let mut passes = 0;
    for run in ["calm-1", "calm-2"] {
        let ended = hub.run_with(run, json!({}), twice, &mut async |hub: &Hub| untouched.look(hub)).await;
        passes += ended.passes;
        assert_fails_only_for_a_reason(&hub, run, &ended);
    }
    hub.assert_converged();
    hub.assert_no_duplicates();
    hub.assert_every_write_is_in_the_ledger();
    assert!(passes <= 8, "{passes} passes: 6, and one in each run that finds nothing left to do");
    assert_eq!(*hub.lease.state.lock().unwrap(), LeaseState::default());

    hub.sim.reset_calls();
    let _ = hub.run("nothing-left", json!({})).await;
    assert_eq!(hub.sim.calls().mutating(), 0, "{:#?}", hub.sim.calls().counts);
}

/// An execution from where it stands until it ends, or dies at a wait; `happens` is what people do meanwhile.
pub(crate) async fn faulty(
    hub: &Hub,
    execution: &mut Execution,
    twice: bool,
    untouched: &mut Untouched,
    chance: &mut Chance,
    happens: impl AsyncFn(&Hub, &mut Chance),
) {
    let killed = Notify::new();
    let mut at_every_wait = async |hub: &Hub| {
        untouched.look(hub);
        hub.assert_no_duplicates();
        match chance.below(200) {
            0..8 => happens(hub, chance).await,
            8 => {
                killed.notify_one();
                pending::<()>().await;
            }
            _ => {}
        }
    };
    let name = execution.name.clone();
    tokio::select! {
        _ended = hub.drive(execution, twice, &mut at_every_wait) => {}
        () = killed.notified() => hub.kill(&name),
    }
}

/// P7: without faults, a run succeeds or says what a person has to do.
fn assert_fails_only_for_a_reason(hub: &Hub, run: &str, ended: &Ended) {
    let Err(error) = &ended.result else { return };
    assert_eq!(error.name(), "AccountsFailed", "{error}");
    for row in hub.report(run).outcomes.iter().filter(|row| row.result == ActionResult::Failed) {
        let left_to_a_person = [Some(Class::Rejected), Some(Class::WorkflowFailed)].contains(&row.class);
        assert!(left_to_a_person, "{row:#?}");
    }
}

pub(crate) fn draw_world(chance: &mut Chance) -> WorldFile {
    let tags: Vec<_> = (0..ACCOUNTS)
        .map(|number| {
            if number == 0 {
                Some("true")
            } else {
                chance.one_of(&[Some("true"), Some("true"), Some("false"), None])
            }
        })
        .collect();
    let mut world = world(&tags);
    for account in 2..=ACCOUNTS {
        for product in 0..3 {
            let status = chance.one_of(&[
                GrantStatus::Active,
                GrantStatus::Active,
                GrantStatus::Disabled,
                GrantStatus::FailedWorkflow,
                GrantStatus::Deleted,
            ]);
            match chance.below(12) {
                0..3 => world.grants.push(owned(&world, account, product, status)),
                3 => world.grants.push(foreign(&world, account, product, status)),
                // A person named it like ours.
                4 => {
                    let mut grant = owned(&world, account, product, status);
                    grant.tags.clear();
                    world.grants.push(grant);
                }
                5 => world.failed_workflows.push(FailedWorkflowEntry {
                    account: id(account),
                    sku: world.licenses[product].sku.clone(),
                    times: chance.below(2) + 1,
                }),
                _ => {}
            }
        }
    }
    if chance.happens(20) {
        world.licenses.push(bought_by(&world, 3, 0));
    }
    world.accounts[4].without_member_roles = chance.happens(50);
    world
}

pub(crate) fn draw_options(seed: u64, chance: &mut Chance) -> Options {
    Options {
        seed,
        paging: Paging { items_max: Some(7), ..Paging::default() },
        conflict: chance.one_of(&[
            ConflictShows::DisabledWithReason,
            ConflictShows::FailedWorkflow,
            ConflictShows::Refused,
        ]),
        duplicate_grant_code: chance.one_of(&[
            DuplicateGrantCode::Validation,
            DuplicateGrantCode::InvalidParameterValue,
            DuplicateGrantCode::Conflict,
        ]),
        ..options()
    }
}

/// The mix of a fault run; every third seed gets twice as much.
pub(crate) fn draw_faults(seed: u64, chance: &mut Chance) -> Faults {
    match chance.below(3) {
        0 => Faults { throttle: 0.20, server_error: 0.10, lost_answer: 0.10, ..Faults::mixed(seed) },
        _ => Faults::mixed(seed),
    }
}

/// Somebody changes something. The first account stays as it is, so that something is always wanted.
async fn something_happens(hub: &Hub, chance: &mut Chance) {
    let account = id(chance.below(ACCOUNTS - 1) + 2);
    // An account that left in the meantime cannot be changed any more, which is as good.
    let _ = match chance.below(7) {
        0 | 1 => hub.sim.tag_account(&account, TAG_KEY, "true"),
        2 => hub.sim.tag_account(&account, TAG_KEY, "false"),
        3 => hub.sim.untag_account(&account, TAG_KEY),
        4 if chance.happens(50) => {
            hub.sim.suspend_account(&account);
            Ok(())
        }
        4 => hub.sim.remove_account(&account),
        5 => match hub.live_of(&account).iter().find(|grant| grant.status == GrantStatus::PendingAccept) {
            Some(grant) => hub.sim.reject_grant(&account, &grant.arn),
            None => Ok(()),
        },
        _ => {
            let license = chance.one_of(&hub.world.licenses).arn;
            a_person_shares(hub, &account, &license).await;
            Ok(())
        }
    };
    if chance.happens(50) {
        let nudged = format!("nudged-{}", hub.sim.now().epoch_milliseconds());
        let ended = Box::pin(hub.run(&nudged, json!({"look_closer": [account]}))).await;
        assert!(matches!(ended.lease, Some(Lease::Coalesced { .. })), "P9: {ended:?}");
    }
}

pub(crate) async fn a_person_shares(hub: &Hub, account: &str, license: &str) {
    share(hub, account, license, account, json!([])).await;
}

/// A person shares under our name and tag.
pub(crate) async fn a_person_shares_as_us(hub: &Hub, account: &str, license: &str) {
    let name = format!("{NAME_PREFIX}{account}");
    share(hub, account, license, &name, json!([{"Key": OWNER_TAG, "Value": HUB}])).await;
}

async fn share(hub: &Hub, account: &str, license: &str, name: &str, tags: serde_json::Value) {
    let request = json!({
        "ClientToken": format!("{account}-{}", hub.sim.now().epoch_milliseconds()),
        "GrantName": name,
        "Tags": tags,
        "LicenseArn": license,
        "Principals": [format!("arn:aws:iam::{account}:root")],
        "HomeRegion": "us-east-1",
        "AllowedOperations": ["CheckoutLicense"],
    });
    let target = "AWSLicenseManager.CreateGrant";
    // When there is a grant already, AWS refuses it.
    let _ = hub.aws.write("license-manager:CreateGrant", target, request, Some(PERSON)).await;
}

/// P1: grants of others, and that nobody touched them.
#[derive(Default)]
pub(crate) struct Untouched(BTreeMap<String, u64>);

impl Untouched {
    pub(crate) fn look(&mut self, hub: &Hub) {
        let ended = [GrantStatus::PendingDelete, GrantStatus::Deleted];
        // A part of a wider grant goes with that.
        let is_whole = |grant: &GrantView| grant.parent == grant.license;
        for grant in hub.given().into_iter().filter(|grant| is_whole(grant) && !is_owned(grant)) {
            let known = self.0.get(&grant.arn);
            if known.is_none() && ended.contains(&grant.status) {
                continue;
            }
            assert!(!ended.contains(&grant.status), "a foreign grant was deleted: {grant:#?}");
            let version = *self.0.entry(grant.arn.clone()).or_insert(grant.version);
            assert_eq!(grant.version, version, "a foreign grant was changed: {grant:#?}");
        }
    }
}

#[tokio::test]
async fn converges_after_faults_first_quarter() {
    try_part(0, 4, 200, converges).await;
}

#[tokio::test]
async fn converges_after_faults_second_quarter() {
    try_part(1, 4, 200, converges).await;
}

#[tokio::test]
async fn converges_after_faults_third_quarter() {
    try_part(2, 4, 200, converges).await;
}

#[tokio::test]
async fn converges_after_faults_fourth_quarter() {
    try_part(3, 4, 200, converges).await;
}
