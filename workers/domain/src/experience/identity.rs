//! Ids of the Marketplace Catalog, and as whom an account may ask for them.

use serde::{Deserialize, Serialize};

use crate::identifier::{AccountId, IdentifierError, identifier};

identifier!(
    /// An experience, `exp-...`, without the revision that the Catalog writes behind it.
    ExperienceId,
    "an experience id (exp-..., without @revision)",
    |text| text.strip_prefix("exp-").is_some_and(is_word)
);
identifier!(
    /// An entity below an experience (`procpolicy-...`, `brandsettings-...`, an audience), without its revision.
    EntityId,
    "an entity id (letters, digits and -, without @revision)",
    is_word
);
identifier!(
    /// A Marketplace product, as procurement policies name it. At most 255 characters, as every id of the Catalog, so that
    /// 50 of them stay well below the 16,384 characters of a change's details.
    ProductId,
    "a product id (1 to 255 visible ASCII characters)",
    |text| (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
);
identifier!(
    /// A change set, as `StartChangeSet` names it.
    ChangeSetId,
    "a change set id (1 to 255 visible ASCII characters)",
    |text| (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
);
identifier!(
    /// Whom an experience applies to: an account, an OU or an organization.
    AudiencePrincipal,
    "an audience principal (12 digits, ou-... or o-...)",
    |text| text.parse::<AccountId>().is_ok()
        || ["ou-", "o-"].iter().any(|kind| text.strip_prefix(kind).is_some_and(is_word))
);

fn is_word(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// An id as the Catalog answers it, `exp-abc@6`: the identity, and a revision that goes up with every applied change.
///
/// # Errors
/// When what stands behind the `@` is no number.
pub fn split_revision(identifier: &str) -> Result<(&str, Option<u64>), IdentifierError> {
    match identifier.split_once('@') {
        None => Ok((identifier, None)),
        Some((id, revision)) => match revision.parse() {
            Ok(revision) => Ok((id, Some(revision))),
            Err(_) => Err(IdentifierError {
                expected: "an entity identifier (id, or id@revision with a number)",
                found: identifier.to_owned(),
            }),
        },
    }
}

/// As whom an account administers the private marketplace of its organization (AWS-FACTS 9.5).
///
/// Entities belong to the management account and are shared with the delegated administrator, and the filter for shared
/// ones leaves out one's own. So whoever always sets it finds nothing in a management account and calls that a success
/// (seed defect P9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Administrator {
    /// The organization's management account.
    ManagementAccount,
    /// The account that it delegated to.
    Delegated,
}

impl Administrator {
    /// As whom `caller` asks, in the organization whose management account is `management`.
    pub fn of(caller: &AccountId, management: &AccountId) -> Self {
        if caller == management { Self::ManagementAccount } else { Self::Delegated }
    }

    /// Name and value of the filter that `ListEntities` and `ListChangeSets` need.
    pub fn filter(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::ManagementAccount => None,
            Self::Delegated => Some(("Scope", "SharedWithMe")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_no_part_of_an_identity() {
        assert_eq!(split_revision("exp-abc@6").unwrap(), ("exp-abc", Some(6)));
        assert_eq!(split_revision("exp-abc").unwrap(), ("exp-abc", None));
        assert!(split_revision("exp-abc@new").unwrap_err().to_string().contains("exp-abc@new"));
        assert!("exp-abc@6".parse::<ExperienceId>().is_err());
    }

    /// Seed defect P10: a list split at its commas kept the spaces, and the ids were asked for for ever.
    #[test]
    fn an_id_with_a_space_is_refused_by_name() {
        let error = " exp-abc".parse::<ExperienceId>().unwrap_err().to_string();
        assert!(error.contains("` exp-abc`"), "{error}");
        assert!("prod a".parse::<ProductId>().is_err() && "".parse::<ProductId>().is_err());
    }

    #[test]
    fn an_audience_is_an_account_a_unit_or_an_organization() {
        for good in ["123456789012", "ou-ab12-cdef3456", "o-a1b2c3d4e5"] {
            assert!(good.parse::<AudiencePrincipal>().is_ok(), "{good}");
        }
        for bad in ["12345678901", "r-ab12", "arn:aws:iam::123456789012:root", "o-"] {
            assert!(bad.parse::<AudiencePrincipal>().is_err(), "{bad}");
        }
    }

    /// Seed defect P9: in a management account nothing is shared with oneself.
    #[test]
    fn only_a_delegated_administrator_asks_for_what_is_shared_with_it() {
        let (one, other): (AccountId, AccountId) =
            ("111111111111".parse().unwrap(), "222222222222".parse().unwrap());
        assert_eq!(Administrator::of(&one, &one).filter(), None);
        assert_eq!(Administrator::of(&other, &one).filter(), Some(("Scope", "SharedWithMe")));
    }
}
