//! How a product is shared: what each rule says of it, and what follows from all of them.

use std::collections::BTreeSet;

use super::Policy;
use super::rule::{Closeness, Rule};
use crate::grant::Operation;
use crate::license::License;

/// With what kind of principal a product is shared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShareAs {
    /// One grant for each account.
    #[default]
    Account,
    /// One grant for each organizational unit directly below the root.
    OrgUnit,
    /// One grant for the organization.
    Organization,
    /// Whatever covers the selected accounts exactly with the fewest grants.
    Auto,
}

impl ShareAs {
    /// How the file spells it.
    pub(super) const SPELLINGS: &'static [(&'static str, Self)] = &[
        ("account", Self::Account),
        ("ou", Self::OrgUnit),
        ("organization", Self::Organization),
        ("auto", Self::Auto),
    ];
}

/// What becomes of a member account's own active license of the product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActivationOverride {
    /// It stays active; ours is not given.
    #[default]
    Keep,
    /// Ours takes its place.
    Replace,
}

impl ActivationOverride {
    /// How the file spells it.
    pub(super) const SPELLINGS: &'static [(&'static str, Self)] =
        &[("keep", Self::Keep), ("replace", Self::Replace)];
}

/// What one rule says of its products; what it does not say is left to others, or to the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleSettings {
    /// With what kind of principal.
    pub share_as: Option<ShareAs>,
    /// Whether a member's own license is replaced.
    pub activation_override: Option<ActivationOverride>,
    /// What the grants allow, at most; never empty, never sharing on.
    pub operations: Option<BTreeSet<Operation>>,
}

/// How a product is shared; where no rule says it, with accounts, without replacing what a member has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductSettings {
    /// With what kind of principal.
    pub share_as: ShareAs,
    /// Whether a member's own license is replaced.
    pub activation_override: ActivationOverride,
    /// What the grants allow; `None`: all that the parent grant allows but sharing on. The parent grant is looked at later.
    pub operations: Option<BTreeSet<Operation>>,
}

/// Two rules that name a product equally closely, by patterns that both fit its name, and say different things of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "two rules of policy.toml whose patterns both fit its name say different things of its {setting}; say it once, in a \
     rule that names the SKU"
)]
pub struct Disagreement {
    /// Of what.
    pub setting: &'static str,
}

impl Policy {
    /// How the product of a license is shared. A rule that names the SKU goes before one that names the product by a
    /// pattern, and that before one about all products.
    ///
    /// # Errors
    /// When equally close rules say different things; then the product is left alone.
    pub fn settings(&self, license: &License) -> Result<ProductSettings, Disagreement> {
        let mut rules: Vec<_> =
            self.rules.iter().filter_map(|rule| Some((rule.products.closeness(license)?, rule))).collect();
        rules.sort_by_key(|(closeness, _)| std::cmp::Reverse(*closeness));
        Ok(ProductSettings {
            share_as: said(&rules, "share_as", |settings| settings.share_as)?.unwrap_or_default(),
            activation_override: said(&rules, "activation_override", |settings| {
                settings.activation_override
            })?
            .unwrap_or_default(),
            operations: said(&rules, "operations", |settings| settings.operations.clone())?,
        })
    }
}

/// What the closest rules that say anything say, if they are at one.
fn said<T: PartialEq>(
    rules: &[(Closeness, &Rule)],
    setting: &'static str,
    of: impl Fn(&RuleSettings) -> Option<T>,
) -> Result<Option<T>, Disagreement> {
    let mut said = rules.iter().filter_map(|(closeness, rule)| Some((closeness, of(&rule.settings)?)));
    let Some((closest, first)) = said.next() else { return Ok(None) };
    if said.take_while(|(closeness, _)| *closeness == closest).any(|(_, other)| other != first) {
        return Err(Disagreement { setting });
    }
    Ok(Some(first))
}
