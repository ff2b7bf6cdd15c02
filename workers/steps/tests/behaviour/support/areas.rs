//! Units and the organization as principals.

use std::collections::BTreeMap;

use domain::grant::{OverrideBehavior, Principal, Share};
use domain::life_cycle::Wish;
use domain::ownership::{NAME_PREFIX, TAG_KEY as OWNER_TAG};
use domain::work::{Action, NextTask};
use sim::{AreaGrantEntry, GrantView, UnitEntry, WorldFile};

use super::hub::Hub;
use super::world::{HUB, id};

/// The id of the n-th unit.
pub(crate) fn unit_id(number: u32) -> String {
    format!("ou-gen1-{number:08x}")
}

/// Puts accounts into the n-th unit below the root, which is made if it is not there; answers its id.
pub(crate) fn move_into_unit(world: &mut WorldFile, number: u32, accounts: &[u64]) -> String {
    let unit = unit_id(number);
    if world.units.iter().all(|known| known.id != unit) {
        world.units.push(UnitEntry {
            id: unit.clone(),
            name: format!("Unit {number}"),
            parent: world.organization.root.clone(),
            tags: BTreeMap::new(),
        });
    }
    for account in accounts {
        let account = world.accounts.iter_mut().find(|known| known.id == id(*account)).unwrap();
        account.parent.clone_from(&unit);
    }
    unit
}

/// The ARN of a unit, or of the organization, by its id.
pub(crate) fn area_arn(world: &WorldFile, area: &str) -> String {
    let organization = &world.organization.id;
    match area.strip_prefix("ou-") {
        Some(_) => format!("arn:aws:organizations::{HUB}:ou/{organization}/{area}"),
        None => format!("arn:aws:organizations::{HUB}:organization/{area}"),
    }
}

/// A grant of ours for a unit or the organization, activated.
pub(crate) fn owned_area(world: &WorldFile, product: usize, area: &str) -> AreaGrantEntry {
    let number = world.area_grants.len();
    AreaGrantEntry {
        arn: Some(format!("arn:aws:license-manager::{HUB}:grant:g-a{number:031x}")),
        name: format!("{NAME_PREFIX}{area}"),
        license: world.licenses[product].arn.clone(),
        area: area.to_owned(),
        activated: true,
        tags: [(OWNER_TAG.to_owned(), HUB.to_owned())].into(),
    }
}

impl Hub {
    /// An action on the share of a unit or the organization, by a run that holds the lease.
    pub(crate) fn area_action(&self, area: &str, product: usize, wish: Wish, next: NextTask) -> Action {
        let action = self.action(1, product, wish, next);
        let principal = Principal::from(area_arn(&self.world, area));
        Action {
            account: HUB.parse().unwrap(),
            account_name: "organization and OUs".to_owned(),
            share: Share { license: action.share.license.clone(), principal },
            override_behavior: Some(OverrideBehavior::DistributedGrantsOnly),
            ..action
        }
    }

    /// The live grants of the hub for units and the organization.
    pub(crate) fn live_areas(&self) -> Vec<GrantView> {
        let is_area = |grant: &GrantView| grant.account.is_none() && !grant.status.is_terminal();
        self.given().into_iter().filter(is_area).collect()
    }
}
