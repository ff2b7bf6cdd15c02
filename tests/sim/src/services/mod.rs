//! The simulated services: each reads a request, asks or changes the world, and answers in AWS's words. They know
//! operations and errors, no HTTP.

pub(crate) mod catalog;
pub(crate) mod error;
pub(crate) mod iam;
pub(crate) mod input;
pub(crate) mod license_manager;
pub(crate) mod organizations;
mod paging;
pub(crate) mod sts;
mod tagging;

use serde_json::Value;

use crate::wire::caller::Caller;
use crate::wire::xml;
use crate::world::World;

pub(crate) use error::ServiceError;

/// A simulated service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Service {
    LicenseManager,
    Organizations,
    Tagging,
    Catalog,
    Sts,
    Iam,
}

impl Service {
    /// The name used in the record of calls.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LicenseManager => "license-manager",
            Self::Organizations => "organizations",
            Self::Tagging => "tagging",
            Self::Catalog => "marketplace-catalog",
            Self::Sts => "sts",
            Self::Iam => "iam",
        }
    }

    /// The type of its answers.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::LicenseManager | Self::Organizations | Self::Tagging => "application/x-amz-json-1.1",
            Self::Catalog => "application/json",
            Self::Sts | Self::Iam => "text/xml",
        }
    }

    /// The service that a request of the query protocol is signed for.
    pub(crate) fn from_query_scope(service: &str) -> Option<Self> {
        match service {
            "sts" => Some(Self::Sts),
            "iam" => Some(Self::Iam),
            _ => None,
        }
    }

    /// The namespace of its XML; empty where it answers JSON.
    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::Sts => xml::STS,
            Self::Iam => xml::IAM,
            Self::LicenseManager | Self::Organizations | Self::Tagging | Self::Catalog => "",
        }
    }

    /// What stands before the colon of its actions in a policy.
    pub(crate) fn action_prefix(self) -> &'static str {
        match self {
            Self::Tagging => "tag",
            Self::Catalog => "aws-marketplace",
            Self::LicenseManager | Self::Organizations | Self::Sts | Self::Iam => self.name(),
        }
    }

    /// The code with which it tells a caller that it may not do something, and the status.
    pub(crate) fn denial(self) -> (&'static str, u16) {
        match self {
            Self::LicenseManager | Self::Organizations | Self::Tagging => ("AccessDeniedException", 400),
            Self::Catalog => ("AccessDeniedException", 403),
            Self::Sts | Self::Iam => ("AccessDenied", 403),
        }
    }

    /// How it answers a call of nobody it knows: over REST with a status of its own.
    pub(crate) fn unsigned(self, error: ServiceError) -> ServiceError {
        if self == Self::Catalog { error.with_status(403) } else { error }
    }

    /// The service behind an `X-Amz-Target` prefix.
    pub(crate) fn from_target_prefix(prefix: &str) -> Option<Self> {
        match prefix {
            "AWSLicenseManager" => Some(Self::LicenseManager),
            "AWSOrganizationsV20161128" => Some(Self::Organizations),
            "ResourceGroupsTaggingAPI_20170126" => Some(Self::Tagging),
            _ => None,
        }
    }

    /// The error with which this service throttles.
    pub(crate) fn throttled(self) -> ServiceError {
        match self {
            Self::LicenseManager => ServiceError::new(
                "RateLimitExceededException",
                "Too many requests have been submitted. Try again after a brief wait.",
            ),
            Self::Organizations => ServiceError::new(
                "TooManyRequestsException",
                "AWS Organizations can't complete your request because another request is already in progress. \
                 Try again later.",
            )
            .with("Type", "TOO_MANY_REQUESTS"),
            Self::Tagging => ServiceError::new("ThrottledException", "Rate exceeded"),
            Self::Catalog => catalog::throttled(),
            Self::Sts | Self::Iam => ServiceError::new("Throttling", "Rate exceeded"),
        }
    }

    /// The error of this service when it is the service's fault.
    pub(crate) fn broken(self) -> ServiceError {
        let (code, message) = match self {
            Self::LicenseManager => {
                ("ServerInternalException", "The server experienced an internal error. Try again.")
            }
            Self::Organizations => (
                "ServiceException",
                "AWS Organizations can't complete your request because of an internal service error. \
                 Try again later.",
            ),
            Self::Tagging => ("InternalServiceException", "The request processing failed. Try again."),
            Self::Catalog => ("InternalServiceException", "There was an internal service exception."),
            Self::Iam => ("ServiceFailure", "The request processing has failed because of an unknown error."),
            Self::Sts => {
                ("InternalFailure", "The request processing has failed because of an unknown error.")
            }
        };
        ServiceError::new(code, message).with_status(500)
    }
}

/// One operation of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) service: Service,
    pub(crate) name: String,
}

impl Operation {
    /// `service.Operation`, as the record of calls writes it.
    pub(crate) fn path(&self) -> String {
        format!("{}.{}", self.service.name(), self.name)
    }
}

/// Answers one JSON operation.
pub(crate) fn answer(
    world: &mut World,
    caller: &Caller,
    operation: &Operation,
    request: &Value,
) -> Result<Value, ServiceError> {
    match operation.service {
        Service::LicenseManager => license_manager::answer(world, caller, &operation.name, request),
        Service::Organizations => organizations::answer(world, caller, &operation.name, request),
        Service::Tagging => tagging::answer(world, caller, &operation.name, request),
        Service::Catalog => catalog::answer(world, caller, &operation.name, request),
        Service::Sts | Service::Iam => Err(ServiceError::unknown_operation(&operation.name)),
    }
}
