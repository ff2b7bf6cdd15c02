//! A rule: it gives products to accounts, and says how they are shared.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::RuleSettings;
use crate::account::Account;
use crate::identifier::{AccountId, IdentifierError, OrgUnitId, ProductSku, identifier};
use crate::license::License;

identifier!(
    /// The name of a product as AWS Marketplace shows it, with `*` for any text. Capitals make no difference.
    NamePattern,
    "a product name of 1 to 255 characters, with * for any text",
    |text| super::fields::is_one_line(text, 255) && text.bytes().any(|byte| byte != b'*')
);

impl NamePattern {
    /// Whether it describes this name.
    pub fn matches(&self, name: &str) -> bool {
        let (pattern, name) = (self.as_str().to_lowercase(), name.to_lowercase());
        let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
        let Some(mut name) = name.strip_prefix(first) else { return false };
        let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        // The earliest place of each part leaves the most room for those that follow.
        for part in between.split('*') {
            let Some(at) = name.find(part) else { return false };
            name = &name[at + part.len()..];
        }
        name.ends_with(last)
    }
}

/// Gives products to accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// What reasons call it.
    pub name: Option<String>,
    /// What is given.
    pub products: Products,
    /// To whom.
    pub receivers: Receivers,
    /// How.
    pub settings: RuleSettings,
}

/// The products of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Products {
    /// Every product that may be shared.
    All,
    /// Those that either list names.
    These {
        /// By SKU.
        skus: BTreeSet<ProductSku>,
        /// By name.
        names: BTreeSet<NamePattern>,
    },
}

/// How a rule names a product; the later, the closer. What is said of a SKU goes before what is said of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    All,
    Name,
    Sku,
}

impl Products {
    /// How this names the product of a license; `None` when it does not.
    pub(super) fn closeness(&self, license: &License) -> Option<Closeness> {
        match self {
            Self::All => Some(Closeness::All),
            Self::These { skus, .. } if skus.contains(&license.product) => Some(Closeness::Sku),
            Self::These { names, .. } if names.iter().any(|name| name.matches(&license.product_name)) => {
                Some(Closeness::Name)
            }
            Self::These { .. } => None,
        }
    }
}

/// The accounts of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Receivers {
    /// All accounts of the organization.
    All,
    /// Every account that is in one of the places or, if `tagged`, has a tag that says so.
    Any {
        /// By id, or by organizational unit.
        places: Places,
        /// By tag.
        tagged: bool,
    },
}

/// Accounts by id, and by the organizational unit that they are in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Places {
    /// Accounts.
    pub accounts: BTreeSet<AccountId>,
    /// Organizational units, with all that are below them.
    pub organizational_units: BTreeSet<OrgUnitId>,
}

impl Places {
    /// Whether it names nothing at all.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.organizational_units.is_empty()
    }

    /// The unit that the account is in; of several the one next to the root.
    pub(super) fn unit_of(&self, account: &Account) -> Option<&OrgUnitId> {
        account
            .path
            .split('/')
            .find_map(|step| self.organizational_units.iter().find(|unit| unit.as_str() == step))
    }

    /// Whether it goes by units while AWS did not tell those of the account.
    pub(super) fn is_undecided_for(&self, account: &Account) -> bool {
        account.path.is_empty() && !self.organizational_units.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_names_that_it_describes() {
        let fits = |pattern: &str, name: &str| pattern.parse::<NamePattern>().unwrap().matches(name);
        for (pattern, name) in [
            ("Keel Scanner", "keel scanner"),
            ("Keel *", "Keel Container Scanner"),
            ("*Scanner", "Keel Container Scanner"),
            ("*Con*ner*", "Keel Container Scanner"),
            ("a*b*c", "abbc"),
            ("a**c", "ac"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("Keel", "Keel Scanner"), ("Keel *", "Keel"), ("ab*ba", "aba"), ("a*b*b", "ab"), ("*x*", "Keel")]
        {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        for everything in ["*", "**", "", " Keel"] {
            assert!(everything.parse::<NamePattern>().is_err(), "{everything}");
        }
    }
}
