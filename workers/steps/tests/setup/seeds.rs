//! Many seeds: organizations in any state, faults of every kind, people who break things; it always ends and converges.

use serde_json::json;
use sim::{Faults, Options, Paging};

use crate::support::chance::{Chance, try_part};
use crate::support::execution::Execution;
use crate::support::stack::{Stack, options};
use crate::support::world::{
    LICENSE_MANAGER, LICENSES, MANAGEMENT, MEMBER, PRIVATE_MARKETPLACE, PURCHASE_ORDERS, UNIT, everything,
    member, nothing_for,
};

/// Runs and redrives under faults, before they stop.
const FAULTY: u32 = 2;

/// From a seed to an organization that has everything.
async fn converges(seed: u64) {
    let mut chance = Chance(seed);
    let in_member = chance.happens(50);
    let own = if in_member { MEMBER } else { MANAGEMENT };
    let mut world = nothing_for(own);
    if chance.happens(30) {
        world = world.with_everything_enabled();
    }
    let settings = if in_member { member() } else { everything() };
    let stack = Stack::of(world, settings, draw_options(seed, &mut chance)).await;
    for number in 0..FAULTY {
        stack.sim.set_faults(draw_faults(seed + u64::from(number), &mut chance));
        let mut execution =
            Execution::of(&format!("faulty-{number}"), json!({"fix": true}), chance.happens(20));
        let mut changes = async |stack: &Stack| {
            if chance.happens(5) {
                somebody_changes_something(stack, &mut chance);
            }
        };
        let ended = stack.drive(&mut execution, &mut changes).await;
        if ended.result.is_err() {
            execution.redrive();
            // Red again or not: it ends.
            let _ended = stack.drive(&mut execution, &mut changes).await;
        }
    }
    stack.sim.set_faults(Faults::none());
    // What somebody changed is still on its way.
    stack.pass_seconds(300);

    let ended = stack.fix("healed").await;

    assert!(ended.result.is_ok() && ended.ids() == ["SETUP-014"], "seed {seed}: {ended:#?}");
    stack.assert_no_write_without_its_entry();
    stack.sim.reset_calls();
    stack.fix("settled").await.result.unwrap();
    assert_eq!(stack.sim.calls().mutating(), 0, "seed {seed}");
}

fn somebody_changes_something(stack: &Stack, chance: &mut Chance) {
    match chance.below(6) {
        0 => stack.sim.set_trust(chance.one_of(&[LICENSES, PRIVATE_MARKETPLACE, LICENSE_MANAGER]), false),
        1 => stack.sim.link_license_manager(false),
        2 => stack.sim.remove_linked_role(
            MANAGEMENT,
            chance.one_of(&[LICENSES, PRIVATE_MARKETPLACE, LICENSE_MANAGER, PURCHASE_ORDERS]),
        ),
        3 => stack.sim.use_control_policies(false),
        4 => {
            let policies = stack.sim.control_policies();
            if let Some(ours) = policies.iter().find(|policy| policy.name.contains("steward")) {
                // Not attached yet is as good.
                drop(stack.sim.detach_control_policy(&ours.id, UNIT));
            }
        }
        _ => {
            let writes = u32::try_from(chance.below(4)).unwrap();
            *stack.ledger.writes_until_broken.lock().unwrap() = Some(writes);
        }
    }
}

fn draw_options(seed: u64, chance: &mut Chance) -> Options {
    let paging = Paging { items_max: Some(chance.one_of(&[1, 2, 3, 4])), ..Paging::default() };
    Options { seed, paging, ..options() }
}

/// The mix of a fault run; every third seed gets twice as much.
fn draw_faults(seed: u64, chance: &mut Chance) -> Faults {
    match chance.below(3) {
        0 => Faults { throttle: 0.20, server_error: 0.10, lost_answer: 0.10, ..Faults::mixed(seed) },
        _ => Faults::mixed(seed),
    }
}

#[tokio::test]
async fn converges_after_faults_first_half() {
    try_part(0, 2, 100, converges).await;
}

#[tokio::test]
async fn converges_after_faults_second_half() {
    try_part(1, 2, 100, converges).await;
}
