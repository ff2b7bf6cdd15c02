//! What an answer of AWS means: the only place that reads error codes and texts.
//!
//! License Manager has no "not found" and few distinct codes, so some meanings hang on the words of a message; each is
//! listed with its source in AWS's own behaviour. What is not recognized is permanent for the item and told as it came.

use domain::setup::finding::Id;
use domain::setup::preflight::{self, cause};

use crate::error::{ErrorClass, StepError};
use crate::ports::{ApiError, ApiResult};

/// What an [`ApiError`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer calls, or no answer, or a fault of the service: send the same again later.
    Throttled,
    /// AWS is at work on the thing: look again later.
    InWorkflow,
    /// There is no such thing.
    Missing,
    /// AWS is at work on another grant for an OU or the organization, and takes one at a time: send the same again later.
    OneAtATime,
    /// Licenses of such a product are not shared.
    NotSupported,
    /// The version that was sent is not the newest.
    StaleVersion,
    /// The grant needs no acceptance (any more).
    AlreadyAccepted,
    /// There is a live grant for the license and principal.
    Duplicate,
    /// The account already uses the product.
    Conflict,
    /// A permission is missing, or trusted access.
    Denied,
    /// A setting or quota stands in the way.
    Configuration,
    /// A change set that is at work holds the experience.
    InUse,
    /// Too many change sets of the account are at work.
    TooManyOpen,
    /// An answer that this version cannot read.
    Unreadable,
    /// Anything else: permanent for this item.
    Permanent,
}

/// Codes that ask for fewer calls, or tell of a fault of the service. botocore does not retry the first one (measured).
const AGAIN: [&str; 19] = [
    "RateLimitExceededException",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "BandwidthLimitExceeded",
    "SlowDown",
    "ServerInternalException",
    "InternalServiceException",
    "InternalServerError",
    "ServiceException",
    "ServiceUnavailable",
    "ConcurrentModificationException",
    "PriorRequestNotComplete",
];

/// Reads an answer.
pub fn read(error: &ApiError) -> Refusal {
    let code = error.code.as_str();
    let text = error.message.to_lowercase();
    if code == ApiError::UNREADABLE {
        return Refusal::Unreadable;
    }
    if code == ApiError::NO_ANSWER || error.status >= 500 || AGAIN.contains(&code) {
        return Refusal::Throttled;
    }
    if code.starts_with("AccessDenied")
        || code.starts_with("Authorization")
        || code.starts_with("Unauthorized")
    {
        return Refusal::Denied;
    }
    if error.operation.starts_with("aws-marketplace:") {
        return of_the_catalog(code);
    }
    let rejected =
        matches!(code, "ValidationException" | "InvalidParameterValueException" | "ConflictException");
    match code {
        "ResourceLimitExceededException" if text.contains("concurrent") => Refusal::OneAtATime,
        "ResourceLimitExceededException" | "AWSOrganizationsNotInUseException" => Refusal::Configuration,
        // A table, a bucket or a machine of our own stack.
        "ResourceNotFoundException" | "NoSuchBucket" | "StateMachineDoesNotExist" => Refusal::Configuration,
        "TargetNotFoundException" | "AccountNotFoundException" => Refusal::Missing,
        _ if rejected && text.contains("not supported for licenses") => Refusal::NotSupported,
        _ if rejected && text.contains("match the latest version") => Refusal::StaleVersion,
        _ if rejected && text.contains("not allowed to accept") => Refusal::AlreadyAccepted,
        _ if text.contains("trusted access") || text.contains("home aws region") => Refusal::Configuration,
        _ if domain::grant::tells_of_a_conflict(&text) => Refusal::Conflict,
        _ if rejected
            && (text.contains("workflow") || text.contains("in progress") || text.contains("pending")) =>
        {
            Refusal::InWorkflow
        }
        _ if error.operation == "license-manager:CreateGrant"
            && (text.contains("already") || text.contains("duplicate") || code == "ConflictException") =>
        {
            Refusal::Duplicate
        }
        _ if rejected && error.operation == "license-manager:GetGrant" => Refusal::Missing,
        _ => Refusal::Permanent,
    }
}

/// The Marketplace Catalog has a code for everything (AWS-FACTS 4.3).
fn of_the_catalog(code: &str) -> Refusal {
    match code {
        "ResourceInUseException" => Refusal::InUse,
        "ServiceQuotaExceededException" => Refusal::TooManyOpen,
        "ResourceNotFoundException" => Refusal::Missing,
        _ => Refusal::Permanent,
    }
}

/// What was asked for, if there is such a thing.
///
/// # Errors
/// When the answer says neither.
pub fn if_there<T>(answer: ApiResult<T>) -> Result<Option<T>, StepError> {
    match answer {
        Ok(thing) => Ok(Some(thing)),
        Err(error) if read(&error) == Refusal::Missing => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The error of a step for an answer that the step has no better use for.
pub fn step_error(error: &ApiError) -> StepError {
    let (class, hint) = match read(error) {
        Refusal::Throttled => (ErrorClass::Throttled, "it is tried again by itself"),
        Refusal::InWorkflow | Refusal::OneAtATime => {
            (ErrorClass::Busy, "it is looked at again in the next pass")
        }
        Refusal::Missing => {
            (ErrorClass::Gone, "start the run again: it was removed while the run was at work")
        }
        Refusal::StaleVersion => {
            (ErrorClass::Busy, "somebody else changed it at the same time; start the run again")
        }
        Refusal::Denied | Refusal::Configuration => return prerequisite(error),
        Refusal::InUse => (ErrorClass::Busy, "another change set holds it; the next run tries again"),
        Refusal::TooManyOpen => (
            ErrorClass::Busy,
            "other change sets of this account have to end first; the next run tries again",
        ),
        Refusal::Unreadable => (ErrorClass::Bug, "report the message: this version cannot read the answer"),
        Refusal::Permanent if error.operation.starts_with("aws-marketplace:") => (
            ErrorClass::Invalid,
            "AWS Marketplace will not have it this way, and nothing of it was applied; report the message",
        ),
        Refusal::AlreadyAccepted
        | Refusal::Duplicate
        | Refusal::Conflict
        | Refusal::NotSupported
        | Refusal::Permanent => (
            ErrorClass::Invalid,
            "AWS will not have it this way; look at the grant in the License Manager console",
        ),
    };
    StepError::new(class, format!("{error}; {hint}"))
}

/// The error for an answer that tells of something that has to be set up: the finding that preflight and setup would tell,
/// unless it is about the stack itself.
fn prerequisite(error: &ApiError) -> StepError {
    let own = ["dynamodb:", "s3:", "states:"].iter().any(|service| error.operation.starts_with(service));
    let cause = cause(&preflight::Refusal::from(error)).filter(|_| !own);
    let denied = read(error) == Refusal::Denied;
    let class = match &cause {
        Some(cause) => class_of(cause.id),
        None if denied => ErrorClass::Denied,
        None => ErrorClass::Invalid,
    };
    let advice = match cause {
        Some(cause) => cause.advice(),
        None if denied => "check the function's role and the key policy, or deploy the stack again; then start the run \
                           again"
            .to_owned(),
        None if own => "a part of the stack is missing: deploy it again, then start the run again".to_owned(),
        None => "a quota of License Manager is used up (2,000 grants for one license): ask AWS for more, or share with \
                 an OU"
            .to_owned(),
    };
    StepError::new(class, format!("{error}; {advice}"))
}

/// The class of a finding that stops a run.
pub(crate) fn class_of(finding: Id) -> ErrorClass {
    if finding == Id::PermissionMissing { ErrorClass::Denied } else { ErrorClass::Invalid }
}

impl From<&ApiError> for preflight::Refusal {
    fn from(error: &ApiError) -> Self {
        Self {
            operation: error.operation.to_owned(),
            code: error.code.clone(),
            message: error.message.clone(),
        }
    }
}

/// [`step_error`] with `?`.
impl From<ApiError> for StepError {
    fn from(error: ApiError) -> Self {
        step_error(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(operation: &'static str, code: &str, message: &str) -> ApiError {
        ApiError { operation, code: code.into(), message: message.into(), status: 400 }
    }

    #[test]
    fn the_texts_that_were_seen_are_understood() {
        let delete = "license-manager:DeleteGrant";
        for (operation, code, message, meaning) in [
            (
                delete,
                "ValidationException",
                "A grant cannot be deleted since the version provided doesn't match the latest version 3 in our records",
                Refusal::StaleVersion,
            ),
            (
                "license-manager:AcceptGrant",
                "ValidationException",
                "Caller arn:aws:iam::222222222222:root is not allowed to accept this grant.",
                Refusal::AlreadyAccepted,
            ),
            (
                "license-manager:CreateGrant",
                "ValidationException",
                "Grantor has disabled Trusted Access to AWS License Manager Service in AWS Organizations",
                Refusal::Configuration,
            ),
            (
                "license-manager:CreateGrant",
                "ValidationException",
                "Grant can only be created in resource home AWS region: us-east-1",
                Refusal::Configuration,
            ),
            (
                "license-manager:CreateGrant",
                "ResourceLimitExceededException",
                "Too many concurrent org grants are in progress.",
                Refusal::OneAtATime,
            ),
            (
                "license-manager:CreateGrant",
                "ResourceLimitExceededException",
                "The number of grants is exceeded.",
                Refusal::Configuration,
            ),
            (
                "license-manager:CreateGrant",
                "ValidationException",
                "Grants are not supported for licenses of SaaS products.",
                Refusal::NotSupported,
            ),
            (
                "license-manager:GetGrant",
                "InvalidParameterValueException",
                "Invalid grant ARN.",
                Refusal::Missing,
            ),
            (delete, "RateLimitExceededException", "slow down", Refusal::Throttled),
            (delete, "ServerInternalException", "", Refusal::Throttled),
            (delete, "AuthorizationException", "", Refusal::Denied),
            (delete, "AccessDeniedException", "", Refusal::Denied),
            (delete, "ValidationException", "no such thing", Refusal::Permanent),
            ("organizations:ListTagsForResource", "TargetNotFoundException", "", Refusal::Missing),
            ("organizations:DescribeAccount", "AccountNotFoundException", "", Refusal::Missing),
            ("aws-marketplace:StartChangeSet", "ResourceInUseException", "locked", Refusal::InUse),
            ("aws-marketplace:StartChangeSet", "ServiceQuotaExceededException", "", Refusal::TooManyOpen),
            ("aws-marketplace:StartChangeSet", "ThrottlingException", "", Refusal::Throttled),
            ("aws-marketplace:StartChangeSet", "ValidationException", "in progress", Refusal::Permanent),
            ("aws-marketplace:DescribeEntity", "ResourceNotFoundException", "", Refusal::Missing),
            ("aws-marketplace:DescribeEntity", "AccessDeniedException", "", Refusal::Denied),
        ] {
            assert_eq!(read(&answer(operation, code, message)), meaning, "{operation} {code} {message}");
        }
    }

    #[test]
    fn no_answer_and_server_faults_are_sent_again() {
        let mut error = answer("license-manager:CreateGrant", ApiError::NO_ANSWER, "connection closed");
        error.status = 0;
        assert_eq!(read(&error), Refusal::Throttled);
        error = answer("license-manager:CreateGrant", "Whatever", "");
        error.status = 503;
        assert_eq!(read(&error), Refusal::Throttled);
    }

    #[test]
    fn every_error_ends_with_what_to_do() {
        let create = "license-manager:CreateGrant";
        let trust = "Grantor has disabled Trusted Access to AWS License Manager Service in AWS Organizations";
        for (operation, code, message, name, told) in [
            (create, "AccessDeniedException", "no", "Denied", "SETUP-004: "),
            (create, "ValidationException", trust, "Invalid", "SETUP-011: "),
            (create, "ResourceLimitExceededException", "too many", "Invalid", "ask AWS for more"),
            ("s3:GetObject", "AccessDenied", "Access Denied", "Denied", "deploy the stack again"),
            ("s3:PutObject", "NoSuchBucket", "", "Invalid", "deploy it again"),
        ] {
            let error = step_error(&answer(operation, code, message));
            assert_eq!(error.name(), name, "{error}");
            assert!(error.to_string().contains(operation) && error.to_string().contains(told), "{error}");
        }
    }
}
