//! Ids and ARNs, checked once at the door so that nothing behind it has to.

use serde::{Deserialize, Serialize};

/// A text that is not the id or ARN it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not {expected}")]
pub struct IdentifierError {
    /// What was expected, with its form.
    pub expected: &'static str,
    /// What was found.
    pub found: String,
}

macro_rules! identifier {
    ($(#[$outer:meta])* $name:ident, $expected:literal, $accepts:expr) => {
        $(#[$outer])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text as AWS writes it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdentifierError;
            fn try_from(text: String) -> Result<Self, IdentifierError> {
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(&text) {
                    Ok(Self(text))
                } else {
                    Err(IdentifierError { expected: $expected, found: text })
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdentifierError;
            fn from_str(text: &str) -> Result<Self, IdentifierError> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

pub(crate) use identifier;

identifier!(
    /// An AWS account id.
    AccountId,
    "an AWS account id (12 digits)",
    |text| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
);
identifier!(
    /// The id of an organizational unit, `ou-<root>-<unit>`.
    OrgUnitId,
    "the id of an organizational unit (ou-....-........)",
    |text| text.strip_prefix("ou-").and_then(|rest| rest.split_once('-')).is_some_and(|(root, unit)| {
        let is_made_of = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        (4..=32).contains(&root.len()) && (8..=32).contains(&unit.len()) && is_made_of(root) && is_made_of(unit)
    })
);
identifier!(
    /// The ARN of a license, `arn:aws:license-manager::<owner>:license:l-<32 hex>`; the Region field is empty.
    LicenseArn,
    "a license ARN (arn:aws:license-manager::<account>:license:l-...)",
    |text| is_license_manager_arn(text, "license:l-")
);
identifier!(
    /// The ARN of a grant, `arn:aws:license-manager::<granter>:grant:g-<32 hex>`; the Region field is empty.
    GrantArn,
    "a grant ARN (arn:aws:license-manager::<account>:grant:g-...)",
    |text| is_license_manager_arn(text, "grant:g-")
);
identifier!(
    /// The Marketplace product behind a license; two licenses of one product share it (a renewal).
    ProductSku,
    "a product SKU (1 to 1024 characters)",
    |text| (1..=1024).contains(&text.len())
);
identifier!(
    /// The ARN of a Step Functions execution: the identity of a run.
    ExecutionArn,
    "an execution ARN (arn:aws:states:<region>:<account>:execution:<machine>:<name>)",
    |text| text.split(':').nth(2) == Some("states") && text.split(':').nth(5) == Some("execution")
        && text.split(':').count() >= 8
);

impl ExecutionArn {
    /// The execution's name, which names the run everywhere.
    pub fn name(&self) -> &str {
        self.0.rsplit(':').next().unwrap_or(&self.0)
    }

    /// The ARN of the state machine that the run is an execution of.
    pub fn machine(&self) -> String {
        let mut fields: Vec<_> = self.0.split(':').take(7).collect();
        if let Some(kind) = fields.get_mut(5) {
            *kind = "stateMachine";
        }
        fields.join(":")
    }

    /// The Region the run works in.
    pub fn region(&self) -> &str {
        self.0.split(':').nth(3).unwrap_or_default()
    }

    /// The account the run works in: the hub, which holds the agreements.
    ///
    /// # Errors
    /// When the ARN carries no 12-digit account.
    pub fn account(&self) -> Result<AccountId, IdentifierError> {
        self.0.split(':').nth(4).unwrap_or_default().parse()
    }
}

fn is_license_manager_arn(text: &str, resource: &str) -> bool {
    let mut fields = text.splitn(6, ':');
    fields.next() == Some("arn")
        && fields.next().is_some_and(|partition| partition.starts_with("aws"))
        && fields.next() == Some("license-manager")
        && fields.next().is_some()
        && fields.next().is_some()
        && fields.next().is_some_and(|rest| rest.starts_with(resource) && rest.len() > resource.len())
        && text.len() <= 2048
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_has_twelve_digits() {
        assert!("111111111111".parse::<AccountId>().is_ok());
        for bad in ["", "11111111111", "1111111111111", "ou-ab12-cdef3456", "11111111111a"] {
            let error = bad.parse::<AccountId>().unwrap_err();
            assert!(error.to_string().contains("12 digits"), "{error}");
        }
    }

    #[test]
    fn license_and_grant_arns_are_not_mixed_up() {
        let license = "arn:aws:license-manager::999999999999:license:l-0123456789abcdef0123456789abcdef";
        let grant = "arn:aws:license-manager::111111111111:grant:g-0123456789abcdef0123456789abcdef";
        assert!(license.parse::<LicenseArn>().is_ok() && grant.parse::<GrantArn>().is_ok());
        assert!(license.parse::<GrantArn>().is_err() && grant.parse::<LicenseArn>().is_err());
        assert!("arn:aws:license-manager::1:license:l-".parse::<LicenseArn>().is_err());
    }

    #[test]
    fn an_execution_names_its_run_and_its_account() {
        let arn: ExecutionArn =
            "arn:aws:states:us-east-1:111111111111:execution:marketplace-steward-share-licenses:tag-1"
                .parse()
                .unwrap();
        assert_eq!(arn.name(), "tag-1");
        assert_eq!(
            arn.machine(),
            "arn:aws:states:us-east-1:111111111111:stateMachine:marketplace-steward-share-licenses"
        );
        assert_eq!(arn.account().unwrap().as_str(), "111111111111");
    }
}
