//! An experience and what belongs to it, in the Catalog's own words (AWS-FACTS 9.6, 9.7).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::identity::{AudiencePrincipal, EntityId, ExperienceId, ProductId};
use super::skip::Skip;
use crate::closed_enum::closed_enum;

closed_enum!(
    /// Whether an experience governs its audience.
    ExperienceStatus {
        /// It does.
        Enabled = "Enabled",
        /// It does not: where no other experience applies, everything may be bought.
        Disabled = "Disabled",
        /// It was put away and takes no changes. The Catalog says so by `AdminStatus`; this spelling is understood as well.
        Archived = "Archived",
    }
);

closed_enum!(
    /// What an administrator may do with an experience. Mostly absent; anything but `Editable` is seen on archived ones.
    AdminStatus {
        /// As if it were absent.
        Editable = "Editable",
    }
);

closed_enum!(
    /// Whether users may ask for products that are not allowed (`PolicyResourceRequests`).
    RequestSetting {
        /// They may; the default.
        Allow = "Allow",
        /// They may not.
        Deny = "Deny",
    }
);

/// `Experience@1.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experience {
    /// Which one.
    pub id: ExperienceId,
    /// Goes up with every applied change.
    pub revision: Option<u64>,
    /// Its name.
    pub name: String,
    /// Whether it governs.
    pub status: ExperienceStatus,
    /// What an administrator may do.
    pub admin_status: Option<AdminStatus>,
    /// Its procurement policy; `None`: it has none, and everything is allowed.
    pub policy: Option<EntityId>,
    /// Its branding; `None`: the default.
    pub branding: Option<EntityId>,
}

impl Experience {
    /// Why it takes no changes, whatever is wished of its status.
    pub fn closed_to_changes(&self) -> Option<Skip> {
        match (&self.admin_status, &self.status) {
            (Some(AdminStatus::Unknown(how)), _) => Some(Skip::Archived(how.clone())),
            (_, ExperienceStatus::Archived) => Some(Skip::Archived(self.status.to_string())),
            (_, ExperienceStatus::Unknown(status)) => Some(Skip::UnknownStatus(status.clone())),
            (_, ExperienceStatus::Enabled | ExperienceStatus::Disabled) => {
                self.policy.is_none().then_some(Skip::NoPolicy)
            }
        }
    }
}

/// Which products may be bought and which must not. A product that was ever touched is in one of the two for good: the
/// Catalog has no change that takes it out of both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Products {
    /// May be bought.
    pub allowed: BTreeSet<ProductId>,
    /// Must not be bought.
    pub denied: BTreeSet<ProductId>,
}

/// `ProcurementPolicy@1.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcurementPolicy {
    /// Which one.
    pub id: EntityId,
    /// Goes up with every applied change.
    pub revision: Option<u64>,
    /// Its products; `None`: the answer has no list at all, which is not the same as an empty one.
    pub products: Option<Products>,
    /// Whether users may ask for more.
    pub requests: RequestSetting,
}

/// `BrandingSettings@1.0`: what the users of a private marketplace see. `None`: not stated, the Catalog's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Branding {
    /// The name shown.
    pub title: Option<String>,
    /// The paragraph below it.
    pub information: Option<String>,
    /// The color of the banner, `#rrggbb`.
    pub theme_color: Option<String>,
    /// Where the logo is fetched from, once, when a change is applied.
    pub logo_url: Option<String>,
}

/// `Audience@1.0`: principals and the experience that they are associated with directly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// Whom it applies to.
    pub principals: BTreeSet<AudiencePrincipal>,
    /// The experience.
    pub experience: ExperienceId,
}

/// An experience with all that was read for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedExperience {
    /// Itself.
    pub experience: Experience,
    /// Its policy.
    pub policy: Option<ProcurementPolicy>,
    /// Its branding.
    pub branding: Option<Branding>,
    /// Whom it applies to.
    pub audience: BTreeSet<AudiencePrincipal>,
}

/// Things that were read for one experience and do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "experience {experience} names {}, and {} was read; \
     it changed meanwhile and nothing is written for it: the next run reads it again",
    policy(named.as_ref()),
    policy(read.as_ref())
)]
pub struct Mismatch {
    experience: ExperienceId,
    named: Option<EntityId>,
    read: Option<EntityId>,
}

fn policy(id: Option<&EntityId>) -> String {
    id.map_or_else(|| "no policy".to_owned(), |id| format!("the policy {id}"))
}

impl ObservedExperience {
    /// Puts together what was read; of the audiences those of other experiences are left out.
    ///
    /// # Errors
    /// When the policy is not the one that the experience names, or one of both is missing.
    pub fn new(
        experience: Experience,
        policy: Option<ProcurementPolicy>,
        branding: Option<Branding>,
        audiences: &[Audience],
    ) -> Result<Self, Mismatch> {
        let read = policy.as_ref().map(|policy| policy.id.clone());
        if experience.policy != read {
            return Err(Mismatch { experience: experience.id, named: experience.policy, read });
        }
        let audience = audiences
            .iter()
            .filter(|audience| audience.experience == experience.id)
            .flat_map(|audience| audience.principals.iter().cloned())
            .collect();
        Ok(Self { experience, policy, branding, audience })
    }

    /// The products of its policy, if it states any list.
    pub fn products(&self) -> Option<&Products> {
        self.policy.as_ref()?.products.as_ref()
    }
}
