//! Carrying out the changes of a set on a copy of the experiences: all of them, or the reasons why not (AWS-FACTS 9.6,
//! 9.8).

mod audience;
mod branding;
mod policy;

use std::collections::BTreeMap;

use crate::clock::VirtualTime;
use crate::world::World;

use super::ChangeSetIndex;
use super::change::{Change, ChangeFault, Request};
use super::experience::{Experience, Identity};

/// What is wrong, by the position of the change.
pub(crate) type Faults = Vec<(usize, ChangeFault)>;

/// The code for a change that the state of the experience forbids. AWS does not publish it: nothing may depend on it.
const WRONG_STATE: &str = "INVALID_ENTITY_STATE";

impl World {
    /// The experiences as they are after a change set; nothing is changed yet.
    pub(super) fn carry_out(
        &self,
        index: ChangeSetIndex,
        at: VirtualTime,
    ) -> Result<BTreeMap<String, Experience>, Faults> {
        let mut experiences = self.catalog.experiences.clone();
        let mut faults = Vec::new();
        for (position, change) in self.catalog.change_sets[index].changes.iter().enumerate() {
            let done = self
                .check_principals(&experiences, index, change)
                .and_then(|()| self.carry_out_one(&mut experiences, change, at));
            faults.extend(done.err().map(|fault| (position, fault)));
        }
        if faults.is_empty() { Ok(experiences) } else { Err(faults) }
    }

    fn carry_out_one(
        &self,
        experiences: &mut BTreeMap<String, Experience>,
        change: &Change,
        at: VirtualTime,
    ) -> Result<(), ChangeFault> {
        let id = &change.experience;
        if let Request::CreateExperience { naming } = &change.request {
            self.check_integration()?;
            experiences.insert(id.clone(), new_experience(Identity::named(id.clone(), at, naming)));
            return Ok(());
        }
        let Some(experience) = experiences.get_mut(id) else {
            return Err(fault("ENTITY_NOT_FOUND", format!("The experience {id} does not exist.")));
        };
        if experience.is_archived && change.request != Request::Revive {
            return Err(fault(WRONG_STATE, format!("The experience {id} is archived.")));
        }
        match &change.request {
            Request::CreateExperience { .. } => {}
            Request::UpdateExperience { naming, is_enabled } => {
                experience.identity.take_over(naming);
                experience.is_enabled = is_enabled.unwrap_or(experience.is_enabled);
            }
            Request::CreatePolicy { naming, requests_allowed } => {
                policy::create(experience, self.entity_id("procpolicy", id), naming, *requests_allowed, at)?;
            }
            Request::UpdatePolicy { naming, requests_allowed } => {
                policy::update(experience, naming, *requests_allowed, at)?;
            }
            Request::Decide { effect, products } => {
                policy::decide(experience, &self.catalog, *effect, products, at)?;
            }
            Request::CreateBranding { naming, look } => {
                branding::create(experience, self.entity_id("brandsettings", id), naming, look, at)?;
            }
            Request::UpdateBranding { naming, look } => branding::update(experience, naming, look, at)?,
            Request::AssociateAudience { naming, principals } => {
                audience::associate(experience, self.entity_id("aud", id), naming, principals, at);
            }
            Request::DisassociateAudience { principals } => audience::dissociate(experience, principals, at),
            Request::Restrict if experience.is_enabled => {
                return Err(fault(WRONG_STATE, format!("The experience {id} must be disabled first.")));
            }
            Request::Restrict => experience.is_archived = true,
            Request::Revive if !experience.is_archived => {
                return Err(fault(WRONG_STATE, format!("The experience {id} is not archived.")));
            }
            Request::Revive => experience.is_archived = false,
        }
        experience.identity.touch(at);
        Ok(())
    }
}

/// A new experience is disabled, and allows everything until it gets a policy.
fn new_experience(identity: Identity) -> Experience {
    Experience {
        identity,
        is_enabled: false,
        is_archived: false,
        policy: None,
        branding: None,
        audience: None,
    }
}

fn fault(code: &'static str, message: String) -> ChangeFault {
    ChangeFault { code, message }
}
