//! Changes of for whom an experience is: principals are added and taken away, never replaced.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::VirtualTime;
use crate::world::World;
use crate::world::catalog::change::{Change, ChangeFault, Naming, Request};
use crate::world::catalog::experience::{Audience, Experience, Identity};
use crate::world::catalog::{ChangeSetIndex, PRIVATE_MARKETPLACE};

use super::fault;

/// Adds principals to an experience.
pub(super) fn associate(
    experience: &mut Experience,
    id: String,
    naming: &Naming,
    principals: &[String],
    at: VirtualTime,
) {
    match &mut experience.audience {
        Some(audience) => {
            audience.identity.take_over(naming);
            audience.identity.touch(at);
            audience.principals.extend(principals.iter().cloned());
        }
        None => {
            let identity = Identity::named(id, at, naming);
            experience.audience =
                Some(Audience { identity, principals: principals.iter().cloned().collect::<BTreeSet<_>>() });
        }
    }
}

/// Takes principals away from an experience.
pub(super) fn dissociate(experience: &mut Experience, principals: &[String], at: VirtualTime) {
    if let Some(audience) = &mut experience.audience {
        audience.identity.touch(at);
        audience.principals.retain(|principal| !principals.contains(principal));
    }
}

impl World {
    /// Experiences and audiences need the private marketplace's integration with Organizations.
    pub(super) fn check_integration(&self) -> Result<(), ChangeFault> {
        if self.organization.trusts(PRIVATE_MARKETPLACE) {
            return Ok(());
        }
        let text = "Private marketplace does not have trusted access to the organization.";
        Err(fault("CALLER_NOT_AUTHORIZED", text.to_owned()))
    }

    /// Whether the principals of a change may be moved now.
    pub(super) fn check_principals(
        &self,
        experiences: &BTreeMap<String, Experience>,
        index: ChangeSetIndex,
        change: &Change,
    ) -> Result<(), ChangeFault> {
        let moved = change.request.principals();
        if let Some(principal) = moved.iter().find(|principal| self.moves_elsewhere(index, principal)) {
            let text = format!("Another change for {principal} is running.");
            return Err(fault("ENTITY_IN_USE", text));
        }
        if !matches!(change.request, Request::AssociateAudience { .. }) {
            return Ok(());
        }
        self.check_integration()?;
        if let Some(stranger) = moved.iter().find(|principal| !self.is_principal(principal)) {
            let text = format!("The principal {stranger} does not belong to the organization.");
            return Err(fault("CALLER_NOT_AUTHORIZED", text));
        }
        let elsewhere = experiences.values().filter(|other| other.identity.id != change.experience);
        let taken: Vec<&String> = elsewhere
            .filter_map(|other| other.audience.as_ref())
            .flat_map(|audience| &audience.principals)
            .collect();
        match moved.iter().find(|principal| taken.contains(principal)) {
            Some(principal) => {
                let text = format!("The principal {principal} is associated to another experience.");
                Err(fault("ENTITY_ALREADY_EXISTS", text))
            }
            None => Ok(()),
        }
    }

    fn is_principal(&self, principal: &str) -> bool {
        let organization = &self.organization;
        principal == organization.id
            || organization.accounts.contains_key(principal)
            || organization.units.contains_key(principal)
    }

    /// Whether a change set that began earlier and still runs moves the same principal.
    fn moves_elsewhere(&self, index: ChangeSetIndex, principal: &String) -> bool {
        let earlier = self.catalog.change_sets[..index].iter().filter(|set| !set.status.is_final());
        earlier.flat_map(|set| &set.changes).any(|change| change.request.principals().contains(principal))
    }
}
