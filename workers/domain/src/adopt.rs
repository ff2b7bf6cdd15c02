//! Which grants of others a run takes over, on request of a person (P1).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::identifier::{AccountId, GrantArn, ProductSku};
use crate::policy::NamePattern;

/// Describes grants: one that meets everything that is said here is adopted. Nothing said means nothing, see
/// [`Adopt::is_empty`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Adopt {
    /// For one of these accounts.
    pub accounts: BTreeSet<AccountId>,
    /// Of one of these products.
    pub products: BTreeSet<ProductSku>,
    /// One of these.
    pub grants: BTreeSet<GrantArn>,
    /// With a name that one of these describes.
    pub names: BTreeSet<NamePattern>,
    /// With the id of its account for a name, as scripts make them.
    pub named_after_account: bool,
}

impl Adopt {
    /// Whether it says nothing at all; then it would describe everything, which nobody means by leaving it out.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many entries its lists have.
    pub fn entries(&self) -> usize {
        self.accounts.len() + self.products.len() + self.grants.len() + self.names.len()
    }

    /// Whether a grant is described. `product` is that of its license, if it is known.
    pub fn describes(&self, grant: &Grant, product: Option<&ProductSku>) -> bool {
        let account = grant.share.principal.account();
        (self.accounts.is_empty() || account.is_some_and(|account| self.accounts.contains(account)))
            && (self.products.is_empty() || product.is_some_and(|product| self.products.contains(product)))
            && (self.grants.is_empty() || self.grants.contains(&grant.arn))
            && (self.names.is_empty() || self.names.iter().any(|name| name.matches(&grant.name)))
            && (!self.named_after_account || account.is_some_and(|account| account.as_str() == grant.name))
    }
}
