//! Many worlds from which everything is taken back (P12), with faults, with people who change things and their mind, and with
//! runs that die and are redriven.

use std::collections::BTreeSet;
use std::future::pending;

use domain::approval::{Decision, Record};
use serde_json::json;
use sim::{Faults, GrantStatus};
use steps::take_lease::Answer as Lease;
use tokio::sync::Notify;

use crate::seeds::{
    ACCOUNTS, Untouched, a_person_shares, a_person_shares_as_us, draw_faults, draw_options, draw_world,
};
use crate::support::chance::{Chance, try_part};
use crate::support::hub::Hub;
use crate::support::retiring::{Around, Retiring, all_stopped, approving};
use crate::support::truth::is_owned;
use crate::support::world::id;

/// What a person approved so far.
type Approved = BTreeSet<String>;

/// Two runs retire while everything goes wrong; then nothing does any more, and one run has to finish.
async fn retires(seed: u64) {
    let mut chance = Chance(seed);
    let world = draw_world(&mut chance);
    let hub = Hub::with(world, draw_options(seed, &mut chance)).await;
    hub.let_a_person_in();
    hub.allow_every_revocation();
    let _ = hub.run("share", json!({})).await;
    let twice = chance.happens(25);
    let (mut untouched, mut approved) = (Untouched::default(), Approved::new());
    untouched.look(&hub);

    hub.sim.set_faults(draw_faults(seed, &mut chance));
    for run in ["faulty-1", "faulty-2"] {
        let mut retiring = Retiring::of(run, json!({"remove_guard_rail": chance.happens(50)}));
        faulty(&hub, &mut retiring, twice, &mut untouched, &mut approved, &mut chance).await;
        if !retiring.is_over() && chance.happens(50) {
            retiring.redrive();
            faulty(&hub, &mut retiring, twice, &mut untouched, &mut approved, &mut chance).await;
        }
        assert_only_what_was_approved_is_gone(&hub, run, &approved);
    }
    hub.sim.set_faults(Faults::none());

    let mut calm = Retiring::of("calm", json!({"remove_guard_rail": true}));
    hub.retire_with(&mut calm, &mut approving()).await.unwrap();
    untouched.look(&hub);
    let left: Vec<_> =
        hub.given().into_iter().filter(|grant| is_owned(grant) && !grant.status.is_terminal()).collect();
    assert!(left.is_empty(), "{left:#?}");
    assert!(calm.stopped && calm.removed_guard_rail);
    hub.assert_every_write_is_in_the_ledger();
    let lease = hub.lease.state.lock().unwrap().clone();
    assert!(lease.paused && lease.holder.is_none(), "{lease:?}");
    assert_eq!(hub.run("after", json!({})).await.lease, Some(Lease::Paused));
}

/// An execution from where it stands until it ends, or dies at a wait.
async fn faulty(
    hub: &Hub,
    retiring: &mut Retiring,
    twice: bool,
    untouched: &mut Untouched,
    approved: &mut Approved,
    chance: &mut Chance,
) {
    let killed = Notify::new();
    let mut decides = Chance(chance.below(u64::MAX));
    let name = retiring.name.clone();
    let mut around = Around {
        person: async |_: &Hub, record: &Record| match decides.below(10) {
            0 => Some(Decision::Reject),
            1 => None,
            _ => {
                approved.extend(record.covers.iter().cloned());
                Some(Decision::Approve)
            }
        },
        at_every_wait: async |hub: &Hub| {
            untouched.look(hub);
            match chance.below(200) {
                0..8 => something_happens(hub, chance).await,
                8 => {
                    killed.notify_one();
                    pending::<()>().await;
                }
                _ => {}
            }
        },
        twice,
        aftermath: all_stopped(),
    };
    tokio::select! {
        _ended = hub.retire_with(retiring, &mut around) => {}
        () = killed.notified() => hub.kill(&name),
    }
}

/// Somebody changes something, and a run that would share finds all runs paused (P9).
async fn something_happens(hub: &Hub, chance: &mut Chance) {
    let account = id(chance.below(ACCOUNTS - 1) + 2);
    let license = chance.one_of(&hub.world.licenses).arn;
    // An account that left in the meantime cannot be changed any more, which is as good.
    let _ = match chance.below(5) {
        0 => {
            hub.sim.suspend_account(&account);
            Ok(())
        }
        1 => hub.sim.remove_account(&account),
        2 => match hub.live_of(&account).iter().find(|grant| grant.status == GrantStatus::PendingAccept) {
            Some(grant) => hub.sim.reject_grant(&account, &grant.arn),
            None => Ok(()),
        },
        3 => {
            a_person_shares(hub, &account, &license).await;
            Ok(())
        }
        _ => {
            a_person_shares_as_us(hub, &account, &license).await;
            Ok(())
        }
    };
    let name = format!("share-{}", hub.sim.now().epoch_milliseconds());
    let ended = Box::pin(hub.run(&name, json!({}))).await;
    assert!(matches!(ended.lease, Some(Lease::Paused) | None), "P9: {ended:?}");
}

/// P4: a run that retires deletes nothing that no person saw.
fn assert_only_what_was_approved_is_gone(hub: &Hub, run: &str, approved: &Approved) {
    for entry in hub.ledger.entries.lock().unwrap().values().filter(|entry| entry.run.name() == run) {
        assert_eq!(entry.operation, "license-manager:DeleteGrant");
        let grant = entry.token.split('@').next().unwrap();
        assert!(approved.contains(grant), "nobody approved {entry:?}");
    }
}

#[tokio::test]
async fn retires_after_faults_first_half() {
    try_part(0, 2, 100, retires).await;
}

#[tokio::test]
async fn retires_after_faults_second_half() {
    try_part(1, 2, 100, retires).await;
}
