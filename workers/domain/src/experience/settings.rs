//! What a member organization is configured to do: which experience follows which, and how closely.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::guard::DenyLimits;
use super::identity::{AudiencePrincipal, ExperienceId};

/// The settings of a member stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberSettings {
    /// Which management experience is followed, by which experiences here.
    pub follows: Vec<Follow>,
    /// What is mirrored besides the products.
    #[serde(default)]
    pub mirror: Mirror,
    /// How much one run may deny.
    #[serde(default)]
    pub guard: DenyLimits,
}

/// A management experience and who follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// The management experience.
    pub source: ExperienceId,
    /// The experiences of this organization that follow it; empty: every one there is.
    #[serde(default)]
    pub experiences: BTreeSet<ExperienceId>,
    /// For each principal of the management organization, who is its counterpart here. Only counterparts are ever associated
    /// or disassociated. Empty: audiences are left alone.
    #[serde(default)]
    pub audiences: BTreeMap<AudiencePrincipal, BTreeSet<AudiencePrincipal>>,
}

/// What is mirrored besides the products; everything is off unless it is turned on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mirror {
    /// Whether the experience is enabled. Without it, what is disabled on either side is skipped.
    pub status: bool,
    /// Whether users may ask for more products.
    pub requests: bool,
    /// Title, information, color and logo, as far as the management experience states them.
    pub branding: bool,
}

/// Settings that contradict themselves.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Nothing is followed.
    #[error("`follows` is empty; name the management experience to follow, and deploy again")]
    Nothing,
    /// Two entries would claim every experience.
    #[error(
        "`follows[{index}].experiences` is empty, which means every experience, but there are other entries; \
         name its experiences, and deploy again"
    )]
    EveryOneTwice {
        /// Which entry.
        index: usize,
    },
    /// One experience follows two.
    #[error("{experience} follows {one} and {other}; let it follow one of them, and deploy again")]
    FollowsTwo {
        /// Which one.
        experience: ExperienceId,
        /// The one.
        one: ExperienceId,
        /// The other.
        other: ExperienceId,
    },
    /// Audiences for more than one experience.
    #[error(
        "`follows[{index}].audiences` needs exactly one entry in `experiences`, \
         since a principal is associated with one experience only; correct it, and deploy again"
    )]
    Audiences {
        /// Which entry.
        index: usize,
    },
}

/// An experience here and the one that it follows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Assignment {
    /// The experience here.
    pub experience: ExperienceId,
    /// The one that it follows.
    pub follows: ExperienceId,
    /// Whether it was found here.
    pub found: bool,
}

impl MemberSettings {
    /// Checks what the types cannot.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self) -> Result<(), SettingsError> {
        if self.follows.is_empty() {
            return Err(SettingsError::Nothing);
        }
        let mut claimed: BTreeMap<&ExperienceId, &ExperienceId> = BTreeMap::new();
        for (index, follow) in self.follows.iter().enumerate() {
            if follow.experiences.is_empty() && self.follows.len() > 1 {
                return Err(SettingsError::EveryOneTwice { index });
            }
            if !follow.audiences.is_empty() && follow.experiences.len() != 1 {
                return Err(SettingsError::Audiences { index });
            }
            for experience in &follow.experiences {
                if let Some(one) = claimed.insert(experience, &follow.source) {
                    return Err(SettingsError::FollowsTwo {
                        experience: experience.clone(),
                        one: one.clone(),
                        other: follow.source.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Which experience here follows which, `listed` being all experiences of the organization.
    pub fn assignments(&self, listed: &BTreeSet<ExperienceId>) -> Vec<Assignment> {
        let mut assignments: Vec<Assignment> = self
            .follows
            .iter()
            .flat_map(|follow| {
                let all = if follow.experiences.is_empty() { listed } else { &follow.experiences };
                all.iter().map(|experience| Assignment {
                    experience: experience.clone(),
                    follows: follow.source.clone(),
                    found: listed.contains(experience),
                })
            })
            .collect();
        assignments.sort();
        assignments
    }

    /// The counterparts of principals for one experience here; empty: its audience is left alone.
    pub fn counterparts(
        &self,
        experience: &ExperienceId,
    ) -> BTreeMap<AudiencePrincipal, BTreeSet<AudiencePrincipal>> {
        self.follows
            .iter()
            .find(|follow| follow.experiences.contains(experience))
            .map(|follow| follow.audiences.clone())
            .unwrap_or_default()
    }
}
