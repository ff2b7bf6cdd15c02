//! Client tokens for `CreateGrant` and `CreateGrantVersion`, made from content alone.
//!
//! The same wish gives the same token however often it is sent, so a retry after a lost answer finds the grant that the
//! first try made (P3; seed defect S6 took the clock). The generation counts the grants that were made and ended for a
//! share: without it AWS could answer a later wish with a grant that is long deleted.

use sha2::{Digest, Sha256};

use crate::grant::{Operation, OverrideBehavior, Share};
use crate::identifier::GrantArn;

/// The token for creating the `generation`-th grant of a share, activated in the same call if that is said.
pub fn create(
    share: &Share,
    operations: &[Operation],
    activate: Option<OverrideBehavior>,
    generation: u32,
) -> String {
    let mut fields = vec!["create".to_owned(), share.license.to_string(), share.principal.to_string()];
    fields.extend(operations.iter().map(ToString::to_string));
    fields.extend(activate.map(|behavior| behavior.as_str().to_owned()));
    fields.push(generation.to_string());
    digest(&fields)
}

/// The token for activating a grant whose newest version is `version`.
pub fn activate(grant: &GrantArn, version: &str, behavior: Option<OverrideBehavior>) -> String {
    let mut fields = vec!["activate".to_owned(), grant.to_string(), version.to_owned()];
    fields.extend(behavior.map(|behavior| behavior.as_str().to_owned()));
    digest(&fields)
}

/// The token for giving a grant whose newest version is `version` our name.
pub fn rename(grant: &GrantArn, version: &str) -> String {
    digest(&["rename".to_owned(), grant.to_string(), version.to_owned()])
}

/// A digest of texts, none of which can run into its neighbour.
pub fn digest(fields: &[String]) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(account: &str) -> Share {
        Share {
            license: "arn:aws:license-manager::999999999999:license:l-00000000000000000000000000000001"
                .parse()
                .unwrap(),
            principal: format!("arn:aws:iam::{account}:root").into(),
        }
    }

    /// Seed defect S6: a clock in the token makes a second grant after a lost answer.
    #[test]
    fn the_same_wish_has_the_same_token_and_another_wish_another() {
        let operations = [Operation::CheckoutLicense];
        let token = create(&share("222222222222"), &operations, None, 0);
        assert_eq!(token, create(&share("222222222222"), &operations, None, 0));
        assert_ne!(token, create(&share("333333333333"), &operations, None, 0));
        assert_ne!(token, create(&share("222222222222"), &operations, None, 1));
        assert_ne!(token, create(&share("222222222222"), &[], None, 0));
        let swap = Some(OverrideBehavior::AllGrantsPermittedByIssuer);
        assert_ne!(token, create(&share("222222222222"), &operations, swap, 0));
        assert_eq!(token.len(), 64);
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        assert_ne!(digest(&["ab".into(), "c".into()]), digest(&["a".into(), "bc".into()]));
    }
}
