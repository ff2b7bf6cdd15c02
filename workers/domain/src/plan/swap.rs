//! What activating a grant for an area would exchange in the accounts below it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::area::{Area, AreaGrant};
use super::area_line::Scene;
use super::prepare::{Receiver, reaches};
use crate::cover::Standing;
use crate::grant::{Grant, GrantStatus, OverrideBehavior, Principal};
use crate::identifier::{AccountId, GrantArn};

/// What an activation meets below an area.
pub(super) struct Swap {
    /// Somebody is to get the product by it.
    pub(super) wanted: bool,
    /// Something of ours is active in an account that keeps the product: by another license, or for another principal.
    pub(super) ours: bool,
    /// Accounts that have the product, or would not let it in, by what is not ours; an exchange would switch that off.
    pub(super) others: Arc<BTreeSet<AccountId>>,
    /// Accounts to which the grant came and was not activated, since something of ours was active in them.
    pub(super) left_behind: bool,
    /// Where the grant came to and is off, though nothing else of ours is active there.
    pub(super) off: Off,
}

/// In which accounts a grant is switched off.
#[derive(Default)]
pub(super) struct Off {
    /// In some that are to have the product.
    pub(super) wanted: bool,
    /// In some others.
    pub(super) not_wanted: bool,
}

impl Swap {
    /// Looks below an area. `best` is its own grant, if it is there already.
    pub(super) fn of<'a>(scene: &Scene<'a, '_>, area: &Area<'a>, best: Option<&AreaGrant<'a>>) -> Self {
        let mut swap = Self {
            wanted: false,
            ours: false,
            others: Arc::default(),
            left_behind: false,
            off: Off::default(),
        };
        let mut others = BTreeSet::new();
        let own_arn = best.map(|best| &best.grant.arn);
        for (number, receiver) in area.receivers(scene.receivers) {
            let standing = scene.covered.standing_of(number);
            let is_active = is_ours_active(scene, receiver, own_arn);
            if has_others(scene, receiver)
                || scene.product.is_left_over_in(receiver)
                || (!is_active && tells_of_others(scene, area, receiver))
            {
                others.insert(receiver.id.clone());
            }
            let part = best.and_then(|best| best.part(receiver.id));
            let has_it = part.is_some_and(|part| part.status == GrantStatus::Active);
            // Also where it is still on its way it would be switched on.
            if matches!(standing, Standing::Excluded | Standing::AsItIs) && !has_it {
                swap.off.not_wanted = true;
            }
            if is_served_elsewhere(scene, area, number, receiver) {
                continue;
            }
            let stays = matches!(standing, Standing::Selected | Standing::AsItIs);
            swap.ours |= is_active && stays;
            swap.wanted |= standing == Standing::Selected;
            let Some(part) = part else { continue };
            match standing {
                Standing::Selected if is_off(part) && is_active => swap.left_behind = true,
                Standing::Selected if is_off(part) => swap.off.wanted |= !part.tells_of_a_conflict(),
                _ => {}
            }
        }
        swap.others = Arc::new(others);
        swap
    }

    /// What the activation says to AWS; `None` where it would take from accounts what is not ours.
    pub(super) fn override_behavior(&self, replaces_own: bool) -> Option<OverrideBehavior> {
        if (self.ours || replaces_own) && self.others.is_empty() {
            Some(OverrideBehavior::AllGrantsPermittedByIssuer)
        } else {
            (!self.ours).then_some(OverrideBehavior::DistributedGrantsOnly)
        }
    }
}

fn is_off(part: &Grant) -> bool {
    matches!(part.status, GrantStatus::Disabled | GrantStatus::FailedWorkflow)
}

/// Whether another grant of ours that stays serves an account: a change was begun there and not approved again, so what is
/// active stays so.
fn is_served_elsewhere(
    scene: &Scene<'_, '_>,
    area: &Area<'_>,
    number: usize,
    receiver: &Receiver<'_>,
) -> bool {
    let is_active = |grant: &Grant| grant.status == GrantStatus::Active && scene.view.owns(grant);
    let singly = scene.covered.is_served_singly(number)
        && receiver.grants_of(Some(scene.product_number)).any(is_active);
    singly || scene.covered.area_of(number).is_none_or(|by| by.principal != area.principal)
}

/// Whether an account has the product now by a grant of ours, other than the one named.
fn is_ours_active(scene: &Scene<'_, '_>, receiver: &Receiver<'_>, but: Option<&GrantArn>) -> bool {
    let mut direct = receiver.grants_of(Some(scene.product_number));
    let mut areas = scene.covered.areas.iter().flat_map(Area::grants);
    direct.any(|grant| grant.status == GrantStatus::Active && scene.view.owns(grant))
        || areas.any(|it| Some(&it.grant.arn) != but && it.is_active_in(receiver.id))
}

/// Whether an account has a license of its own that stays, or a live grant of others.
pub(super) fn has_others(scene: &Scene<'_, '_>, receiver: &Receiver<'_>) -> bool {
    let is_foreign = |grant: &Grant| !grant.status.is_terminal() && !scene.view.owns(grant);
    let own = receiver.owns(scene.product.sku()) && !scene.product.replaces_own();
    let by_area = |account| scene.covered.foreign.iter().any(|grant| reaches(grant, account));
    own || receiver.grants_of(Some(scene.product_number)).any(is_foreign)
        || receiver.account.is_some_and(by_area)
}

/// Whether AWS told that the account uses the product by something that nobody else tells of.
fn tells_of_others(scene: &Scene<'_, '_>, area: &Area<'_>, receiver: &Receiver<'_>) -> bool {
    if scene.product.replaces_own() {
        return false;
    }
    let direct = Principal::Account(receiver.id.clone());
    let part = |it: &AreaGrant<'_>| {
        it.part(receiver.id)
            .is_some_and(|part| part.status != GrantStatus::Active && part.tells_of_a_conflict())
    };
    area.grants().any(part) || scene.view.remembered(&scene.product.current.arn, &direct).conflict
}
