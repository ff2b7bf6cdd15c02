//! The private marketplace of one organization: its experiences with policy, branding and audience, and the change sets
//! by which alone they change (AWS-FACTS 9).

pub(crate) mod apply;
pub(crate) mod change;
pub(crate) mod change_set;
pub(crate) mod experience;
mod life;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use change_set::ChangeSet;
use experience::Experience;

/// Trusted access of the private marketplace; without it there is no delegated administrator (AWS-FACTS 10).
pub(crate) const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";

/// Where a change set stands in [`Catalog::change_sets`]; none is ever forgotten, so it stays valid.
pub(crate) type ChangeSetIndex = usize;

/// The answer that belongs to a client request token.
#[derive(Debug, Clone)]
pub(crate) struct TokenUse {
    pub(crate) body: String,
    pub(crate) change_set: ChangeSetIndex,
}

/// Everything the Catalog API knows about one organization.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// By id, without revision.
    pub(crate) experiences: BTreeMap<String, Experience>,
    /// Products that this organization can not name: withdrawn, private to others, or not sold in its countries.
    pub(crate) unknown_products: BTreeSet<String>,
    /// In the order of their start.
    pub(crate) change_sets: Vec<ChangeSet>,
    /// By caller account and token.
    pub(crate) tokens: HashMap<(String, String), TokenUse>,
    /// By ARN, of entities and change sets.
    pub(crate) tags: BTreeMap<String, BTreeMap<String, String>>,
    /// How many more change sets end in `SERVER_FAULT`.
    pub(crate) server_faults_left: u64,
}

impl Catalog {
    /// The change sets that have not ended.
    pub(crate) fn open_change_sets(&self) -> impl Iterator<Item = &ChangeSet> {
        self.change_sets.iter().filter(|set| !set.status.is_final())
    }

    /// The change set that has locked an experience.
    pub(crate) fn lock_of(&self, experience: &str) -> Option<&ChangeSet> {
        self.open_change_sets().find(|set| set.names(experience))
    }

    /// Whether this organization can name a product.
    pub(crate) fn knows_product(&self, id: &str) -> bool {
        !self.unknown_products.contains(id)
    }
}
