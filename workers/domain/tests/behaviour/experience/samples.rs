//! Experiences, snapshots and terms, built in a few words.

use std::collections::{BTreeMap, BTreeSet};

use domain::experience::entity::{
    Experience, ExperienceStatus, ObservedExperience, ProcurementPolicy, Products, RequestSetting,
};
use domain::experience::identity::{AudiencePrincipal, ExperienceId, ProductId};
use domain::experience::plan::{Elsewhere, ExperiencePlan, Terms, plan};
use domain::experience::quarantine::{Quarantine, Refusal, Subject};
use domain::experience::settings::{Assignment, Mirror};
use domain::experience::snapshot::{Content, Head, Publication, Snapshot, Source, join};

pub(crate) const SOURCE: &str = "exp-management";
pub(crate) const TARGET: &str = "exp-member";

pub(crate) fn experience_id(id: &str) -> ExperienceId {
    id.parse().unwrap()
}

pub(crate) fn product(number: usize) -> ProductId {
    format!("prod-{number:04}").parse().unwrap()
}

pub(crate) fn products(numbers: impl IntoIterator<Item = usize>) -> BTreeSet<ProductId> {
    numbers.into_iter().map(product).collect()
}

pub(crate) fn principal(text: &str) -> AudiencePrincipal {
    text.parse().unwrap()
}

/// An enabled experience with these products.
pub(crate) fn observed(
    id: &str,
    allowed: BTreeSet<ProductId>,
    denied: BTreeSet<ProductId>,
) -> ObservedExperience {
    let policy = format!("procpolicy-{}", id.trim_start_matches("exp-")).parse().unwrap();
    let experience = Experience {
        id: experience_id(id),
        revision: Some(1),
        name: format!("The {}", id.trim_start_matches("exp-")),
        status: ExperienceStatus::Enabled,
        admin_status: None,
        policy: Some(policy),
        branding: None,
    };
    let policy = ProcurementPolicy {
        id: experience.policy.clone().unwrap(),
        revision: Some(1),
        products: Some(Products { allowed, denied }),
        requests: RequestSetting::Allow,
    };
    ObservedExperience::new(experience, Some(policy), None, &[]).unwrap()
}

pub(crate) fn source(allowed: BTreeSet<ProductId>, denied: BTreeSet<ProductId>) -> Source {
    Source::of(&observed(SOURCE, allowed, denied))
}

pub(crate) fn target(allowed: BTreeSet<ProductId>, denied: BTreeSet<ProductId>) -> ObservedExperience {
    observed(TARGET, allowed, denied)
}

/// The snapshot of these sources, as a member reads it.
pub(crate) fn snapshot(sources: Vec<Source>) -> (Head, Snapshot) {
    let content = Content::new(sources).unwrap();
    let Publication::New { head, parts } = Publication::of(None, &content, 350_000).unwrap() else {
        panic!("a first snapshot is always new")
    };
    let snapshot = join(&head, parts).unwrap();
    (head, snapshot)
}

pub(crate) fn assignment() -> Assignment {
    Assignment { experience: experience_id(TARGET), follows: experience_id(SOURCE), found: true }
}

/// Everything that a test may want to set about terms.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) mirror: Mirror,
    pub(crate) counterparts: BTreeMap<AudiencePrincipal, BTreeSet<AudiencePrincipal>>,
    pub(crate) elsewhere: Elsewhere,
    pub(crate) quarantine: Quarantine,
    pub(crate) logo_applied: Option<String>,
}

impl Conditions {
    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms {
            mirror: self.mirror,
            counterparts: &self.counterparts,
            elsewhere: &self.elsewhere,
            quarantine: &self.quarantine,
            logo_applied: self.logo_applied.as_deref(),
        }
    }

    /// The plan for a target that follows one source.
    pub(crate) fn plan(&self, source: &Source, target: &ObservedExperience) -> ExperiencePlan {
        let (_, snapshot) = snapshot(vec![source.clone()]);
        plan(&snapshot, &assignment(), target, &self.terms())
    }
}

pub(crate) fn quarantine(numbers: impl IntoIterator<Item = usize>) -> Quarantine {
    let refusals = numbers.into_iter().map(|number| Refusal {
        subject: Subject::Product(product(number)),
        atom: domain::experience::plan::Atom::Allow(product(number)),
        error: "PRODUCT_NOT_FOUND not here".to_owned(),
        change_set: "cs-earlier".parse().unwrap(),
    });
    Quarantine::from(refusals.collect::<Vec<_>>())
}
