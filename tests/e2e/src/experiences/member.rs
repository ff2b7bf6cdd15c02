//! The stack of an organization that follows.

use local::Deployment;

use super::output;
use crate::StoryError;

/// A member organization, by what its stack made.
#[derive(Debug)]
pub struct Member {
    name: String,
    account: String,
    machine: String,
    bucket: String,
    ledger: String,
    alerts: String,
}

impl Member {
    pub(super) fn of(name: &str, account: &str, stack: &Deployment) -> Result<Self, StoryError> {
        Ok(Self {
            name: name.to_owned(),
            account: account.to_owned(),
            machine: output(stack, "StateMachineAliasArn")?,
            bucket: output(stack, "StateBucketName")?,
            ledger: output(stack, "LedgerTableName")?,
            alerts: output(stack, "AlertsTopicArn")?,
        })
    }

    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The account of its stack.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The alias of its state machine: where people, messages and the schedule start runs.
    #[must_use]
    pub fn machine(&self) -> &str {
        &self.machine
    }

    /// Its state bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Its ledger.
    #[must_use]
    pub fn ledger(&self) -> &str {
        &self.ledger
    }

    /// The topic where it asks and tells people.
    #[must_use]
    pub fn alerts(&self) -> &str {
        &self.alerts
    }
}
