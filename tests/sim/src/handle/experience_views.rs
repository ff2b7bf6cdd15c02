//! Looking into private marketplaces, without pages or faults.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::clock::VirtualTime;
use crate::world::World;
use crate::world::catalog::PRIVATE_MARKETPLACE;
use crate::world::catalog::change::Request;
use crate::world::catalog::change_set::{ChangeSet, ChangeSetStatus, FailureCode};
use crate::world::catalog::experience::{Effect, Experience, Look, Policy};

use super::Sim;

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganizationView {
    /// `o-...`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its management account.
    pub management_account: String,
    /// The member that administers its private marketplace as well.
    pub delegated_administrator: Option<String>,
}

/// An experience as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExperienceView {
    /// The organization it belongs to.
    pub organization: String,
    /// Its id, without revision.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// How often it changed.
    pub revision: u64,
    /// Whether it is in force.
    pub is_enabled: bool,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Its policy; `None` allows everything.
    pub policy: Option<PolicyView>,
    /// How it looks.
    pub look: Option<Look>,
    /// Whom it is for.
    pub principals: BTreeSet<String>,
}

/// A procurement policy as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyView {
    /// Its id, without revision.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How often it changed.
    pub revision: u64,
    /// Whether users may request products.
    pub requests_allowed: bool,
    /// Allowed products.
    pub allowed: BTreeSet<String>,
    /// Denied products.
    pub denied: BTreeSet<String>,
}

/// A change set as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeSetView {
    /// The organization it belongs to.
    pub organization: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// How far it is.
    pub status: ChangeSetStatus,
    /// Who failed, if it failed.
    pub failure: Option<FailureCode>,
    /// When it started, in milliseconds since the Unix epoch.
    pub started_epoch_milliseconds: i64,
    /// When it ended.
    pub ended_epoch_milliseconds: Option<i64>,
    /// What it changes.
    pub changes: Vec<ChangeView>,
}

/// One change of a change set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeView {
    /// AWS's word for it, such as `AllowProductProcurement`.
    pub change_type: String,
    /// The experience it is about.
    pub experience: String,
    /// The products it names.
    pub products: Vec<String>,
    /// Code and text of each error.
    pub errors: Vec<(String, String)>,
}

impl Sim {
    /// All organizations; the first is the one that a story is about when it names none.
    #[must_use]
    pub fn organizations(&self) -> Vec<OrganizationView> {
        let state = self.engine.state();
        let view = |world: &World| OrganizationView {
            id: world.organization.id.clone(),
            name: world.organization.name.clone(),
            management_account: world.organization.management_account.clone(),
            delegated_administrator: world.organization.delegate_of(PRIVATE_MARKETPLACE).map(str::to_owned),
        };
        state.worlds.iter().map(view).collect()
    }

    /// Every experience of every organization.
    #[must_use]
    pub fn experiences(&self) -> Vec<ExperienceView> {
        let state = self.engine.state();
        let of_world = |world: &World| -> Vec<_> {
            world.catalog.experiences.values().map(|one| view(world, one)).collect()
        };
        state.worlds.iter().flat_map(of_world).collect()
    }

    /// One experience.
    #[must_use]
    pub fn experience(&self, id: &str) -> Option<ExperienceView> {
        let state = self.engine.state();
        state.worlds.experience(id).map(|(world, experience)| view(world, experience))
    }

    /// Every change set of every organization, in the order of their start within each.
    #[must_use]
    pub fn change_sets(&self) -> Vec<ChangeSetView> {
        let state = self.engine.state();
        let of_world = |world: &World| -> Vec<_> {
            world.catalog.change_sets.iter().map(|set| view_set(world, set)).collect()
        };
        state.worlds.iter().flat_map(of_world).collect()
    }
}

fn view(world: &World, experience: &Experience) -> ExperienceView {
    let identity = &experience.identity;
    let principals = experience.audience.as_ref().map(|audience| audience.principals.clone());
    ExperienceView {
        organization: world.organization.id.clone(),
        id: identity.id.clone(),
        name: identity.name.clone(),
        description: identity.description.clone(),
        revision: identity.revision,
        is_enabled: experience.is_enabled,
        is_archived: experience.is_archived,
        policy: experience.policy.as_ref().map(view_policy),
        look: experience.branding.as_ref().map(|branding| branding.look.clone()),
        principals: principals.unwrap_or_default(),
    }
}

fn view_policy(policy: &Policy) -> PolicyView {
    let list = |effect: Effect| {
        let of_effect = policy.products.iter().filter(|(_, decision)| decision.effect == effect);
        of_effect.map(|(id, _)| id.clone()).collect()
    };
    PolicyView {
        id: policy.identity.id.clone(),
        name: policy.identity.name.clone(),
        revision: policy.identity.revision,
        requests_allowed: policy.requests_allowed,
        allowed: list(Effect::Allow),
        denied: list(Effect::Deny),
    }
}

fn view_set(world: &World, set: &ChangeSet) -> ChangeSetView {
    let changes = set.changes.iter().map(|change| ChangeView {
        change_type: change.change_type.clone(),
        experience: change.experience.clone(),
        products: match &change.request {
            Request::Decide { products, .. } => products.iter().map(|(id, _)| id.clone()).collect(),
            _ => Vec::new(),
        },
        errors: change.faults.iter().map(|fault| (fault.code.to_owned(), fault.message.clone())).collect(),
    });
    ChangeSetView {
        organization: world.organization.id.clone(),
        id: set.id.clone(),
        name: set.name.clone(),
        status: set.status,
        failure: set.failure.as_ref().map(|(code, _)| *code),
        started_epoch_milliseconds: set.started.epoch_milliseconds(),
        ended_epoch_milliseconds: set.ended.map(VirtualTime::epoch_milliseconds),
        changes: changes.collect(),
    }
}
