//! The one function that decides the next step of a change set from its observed status (AWS-FACTS 9.3, 9.8).

use serde::{Deserialize, Serialize};

use super::follow::{Hold, Next};
use super::request::ChangeType;
use super::split::split;
use super::work::PlannedSet;
use crate::closed_enum::closed_enum;
use crate::experience::identity::ChangeSetId;
use crate::experience::limits::{POLLS_MAX, SENDS_AGAIN_MAX};

closed_enum!(
    /// Where a change set stands.
    ChangeSetStatus {
        /// Being looked at; it can still be cancelled.
        Preparing = "PREPARING",
        /// Being applied.
        Applying = "APPLYING",
        /// Applied, all of it.
        Succeeded = "SUCCEEDED",
        /// Cancelled, nothing of it is applied.
        Cancelled = "CANCELLED",
        /// Failed, nothing of it is applied.
        Failed = "FAILED",
    }
);

closed_enum!(
    /// Whose fault a failure is.
    FailureCode {
        /// The content's: sent again as it is, it fails again.
        ClientError = "CLIENT_ERROR",
        /// The service's.
        ServerFault = "SERVER_FAULT",
    }
);

closed_enum!(
    /// What is wrong with one change. A product that the organization's Marketplace does not know has no documented code:
    /// whatever is not named here is found out by halving.
    ErrorCode {
        /// We may not; or, for an audience, the principal is of another organization.
        CallerNotAuthorized = "CALLER_NOT_AUTHORIZED",
        /// Another change of the same account is at work.
        EntityInUse = "ENTITY_IN_USE",
    }
);

/// What was seen of a change set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Which one.
    pub change_set: ChangeSetId,
    /// Where it stands.
    pub status: ChangeSetStatus,
    /// Whose fault it is that it failed.
    pub failure: Option<FailureCode>,
    /// What is said of the failure as a whole.
    pub description: Option<String>,
    /// What is said of its changes (`ErrorDetailList`).
    pub errors: Vec<ChangeError>,
    /// Whether the experience, read after a `CLIENT_ERROR`, still takes changes. Without this look a policy that is gone
    /// would put every product into quarantine, one by one. `true` for any other status.
    pub takes_changes: bool,
}

/// What is wrong with one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeError {
    /// With which.
    pub change_type: ChangeType,
    /// What.
    pub code: ErrorCode,
    /// In words.
    pub message: String,
}

impl Observed {
    /// Everything that was said of the failure, in one line.
    pub fn said(&self) -> String {
        let errors = self.errors.iter().map(|error| format!("{} {}", error.code, error.message.trim()));
        let said: Vec<String> = match (self.errors.is_empty(), &self.description) {
            (true, Some(description)) => vec![description.trim().to_owned()],
            (true, None) => vec!["no reason given".to_owned()],
            (false, _) => errors.collect(),
        };
        said.join("; ").split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The next step for a set that was started and looked at `polls` times before.
pub fn next_step(set: &PlannedSet, observed: &Observed, polls: u32) -> Next {
    match &observed.status {
        ChangeSetStatus::Preparing | ChangeSetStatus::Applying if polls < POLLS_MAX => Next::Wait,
        ChangeSetStatus::Preparing | ChangeSetStatus::Applying => Next::Hold(Hold::TooSlow),
        ChangeSetStatus::Succeeded => Next::Applied,
        ChangeSetStatus::Cancelled => Next::Hold(Hold::Cancelled),
        ChangeSetStatus::Unknown(status) => Next::Hold(Hold::UnknownStatus(status.clone())),
        ChangeSetStatus::Failed => match &observed.failure {
            Some(FailureCode::ClientError) => after_client_error(set, observed),
            Some(FailureCode::ServerFault) => again(set, Hold::ServerFault),
            Some(FailureCode::Unknown(code)) => Next::Hold(Hold::UnknownFailure(code.clone())),
            None => Next::Hold(Hold::UnknownFailure(observed.said())),
        },
    }
}

fn after_client_error(set: &PlannedSet, observed: &Observed) -> Next {
    if !observed.takes_changes {
        return Next::Hold(Hold::ClosedToChanges);
    }
    let errors = &observed.errors;
    if !errors.is_empty() && errors.iter().all(|error| error.code == ErrorCode::EntityInUse) {
        return again(set, Hold::AudienceInUse);
    }
    let forbidden = errors.iter().any(|error| {
        error.code == ErrorCode::CallerNotAuthorized && error.change_type != ChangeType::AssociateAudience
    });
    if forbidden {
        return Next::Hold(Hold::NotAuthorized(observed.said()));
    }
    match split(set, errors) {
        Some((first, second)) => Next::Split(first, second),
        None => Next::Refuse(observed.said()),
    }
}

fn again(set: &PlannedSet, otherwise: Hold) -> Next {
    if set.sends < SENDS_AGAIN_MAX { Next::SendAgain } else { Next::Hold(otherwise) }
}
