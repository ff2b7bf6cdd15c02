//! Accounts of an organization: their state and their tags, and how far each was read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::closed_enum::closed_enum;
use crate::grant::Principal;
use crate::identifier::AccountId;

closed_enum!(
    /// Where an account is in its life (Organizations `State`, which replaced `Status` on 2026-09-09).
    AccountState {
        /// Created, sign-up not finished: not usable yet.
        PendingActivation = "PENDING_ACTIVATION",
        /// Normal.
        Active = "ACTIVE",
        /// Restricted by AWS. The old `Status` says this for closed accounts too.
        Suspended = "SUSPENDED",
        /// A closure is running; the account still works.
        PendingClosure = "PENDING_CLOSURE",
        /// Closed by its owner, listed for up to 90 days more.
        Closed = "CLOSED",
    }
);

impl AccountState {
    /// Reads `State`, or the retired `Status` where an older endpoint sends only that.
    ///
    /// An account without either is `Unknown("(absent)")`: never taken for an active one.
    pub fn from_answer(state: Option<&str>, status: Option<&str>) -> Self {
        state.or(status).map_or_else(|| Self::Unknown("(absent)".to_owned()), Self::from)
    }
}

/// Where tags were read, which decides what may rest on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagSource {
    /// The Resource Groups Tagging index: one bulk read, behind by seconds to minutes. No write rests on it alone.
    Index,
    /// `organizations:ListTagsForResource`: the account itself.
    Account,
}

/// An account as the run saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its name, for people.
    pub name: String,
    /// Where it is in its life.
    pub state: AccountState,
    /// The way from the organization down, as Organizations writes it (`o-x/r-x/ou-x-1/`); empty if not told.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Where the tags were read.
    pub tags_from: TagSource,
}

/// The ARN of the organization that an account is in, by the account's own; `None` when that does not tell it.
pub fn organization_of(arn: &str) -> Option<String> {
    // arn:aws:organizations::<management account>:account/<organization>/<account>
    let (management, resource) = arn.rsplit_once(':')?;
    let organization = resource.strip_prefix("account/")?.split('/').next()?;
    Some(format!("{management}:organization/{organization}"))
}

/// The principals above an account, whose grants reach it as well: the organization and every OU on the way down.
///
/// `arn` and `path` are the account's own, as Organizations writes them. `None` when they do not tell where it is.
pub fn areas_above(arn: &str, path: &str) -> Option<Vec<Principal>> {
    let whole = organization_of(arn)?;
    let (management, organization) = whole.split_once(":organization/")?;
    let mut way = path.split('/');
    if way.next() != Some(organization) || !way.next().is_some_and(|root| root.starts_with("r-")) {
        return None;
    }
    let units: Vec<_> = way
        .filter(|step| step.starts_with("ou-"))
        .map(|unit| Principal::OrgUnit(format!("{management}:ou/{organization}/{unit}")))
        .collect();
    Some(std::iter::once(Principal::Organization(whole)).chain(units).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_an_account_is_told_by_its_arn_and_path() {
        let arn = "arn:aws:organizations::111111111111:account/o-a1b2c3d4e5/222222222222";
        let above = |path: &str| {
            let principals = areas_above(arn, path)?.into_iter();
            Some(principals.map(|principal| principal.to_string()).collect::<Vec<_>>())
        };
        let whole = "arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5";
        assert_eq!(above("o-a1b2c3d4e5/r-ab12/222222222222/"), Some(vec![whole.to_owned()]));
        let unit = "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111";
        assert_eq!(
            above("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/222222222222/"),
            Some(vec![
                whole.to_owned(),
                unit.to_owned(),
                unit.replace("ou-ab12-11111111", "ou-ab12-22222222")
            ])
        );
        for unknown in ["", "o-a1b2c3d4e5", "o-another123/r-ab12/", "r-ab12/ou-ab12-11111111/"] {
            assert_eq!(above(unknown), None, "{unknown}");
        }
        assert_eq!(areas_above("", "o-a1b2c3d4e5/r-ab12/"), None);
    }

    #[test]
    fn state_wins_over_the_retired_status() {
        assert_eq!(AccountState::from_answer(Some("CLOSED"), Some("SUSPENDED")), AccountState::Closed);
        assert_eq!(AccountState::from_answer(None, Some("SUSPENDED")), AccountState::Suspended);
        assert!(matches!(AccountState::from_answer(None, None), AccountState::Unknown(_)));
    }

    /// Seed defect S3: `SUSPEND` was compared with, `SUSPENDED` is what AWS says.
    #[test]
    fn a_value_that_aws_never_had_is_unknown_and_named() {
        assert_eq!(AccountState::from("SUSPEND"), AccountState::Unknown("SUSPEND".to_owned()));
        assert_eq!(AccountState::KNOWN.len(), 5);
        for known in AccountState::KNOWN {
            assert_eq!(AccountState::from(*known).as_str(), *known);
            assert!(!matches!(AccountState::from(*known), AccountState::Unknown(_)));
        }
    }
}
