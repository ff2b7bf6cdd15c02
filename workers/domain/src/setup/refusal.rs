//! What it means when AWS refuses a fix: already there, not yet, or not at all (AWS-FACTS sections 4.2 and 10).

use super::fix::Fix;

/// What a refusal means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// It is as wanted already; a look confirms it.
    AlreadyThere,
    /// Something is under way; the same call works later.
    NotYet,
    /// It will not work. What to do next.
    Refused(String),
}

/// Reads a refusal. `code` is AWS's error code with or without `Exception`, `reason` its `Reason` where Organizations gives
/// one, `message` its words.
pub fn meaning(fix: &Fix, code: &str, reason: &str, message: &str) -> Meaning {
    let code = code.strip_suffix("Exception").unwrap_or(code);
    match (fix, code) {
        (Fix::CreateRole { .. }, "InvalidInput")
            if message.contains("has been taken") || message.contains("already exists") =>
        {
            Meaning::AlreadyThere
        }
        (Fix::RegisterDelegatedAdministrator { .. }, "AccountAlreadyRegistered")
        | (Fix::EnableServiceControlPolicies { .. }, "PolicyTypeAlreadyEnabled")
        | (Fix::AttachGuardRail { .. }, "DuplicatePolicyAttachment")
        | (Fix::CreateGuardRail { .. }, "DuplicatePolicy")
        | (Fix::DetachGuardRail { .. }, "PolicyNotAttached" | "PolicyNotFound" | "TargetNotFound")
        | (Fix::DeleteGuardRail { .. }, "PolicyNotFound")
        | (Fix::DeletePurchaseOrders { .. }, "NoSuchEntity") => Meaning::AlreadyThere,
        (_, "TooManyRequests" | "ConcurrentModification" | "Service" | "PolicyChangesInProgress")
        | (_, "ServiceFailure" | "Throttling" | "RateLimitExceeded" | "ServerInternal")
        | (Fix::LinkLicenseManager, "Conflict")
        // Made a moment ago and not visible everywhere yet; `next_step` bounds how often it is tried.
        | (Fix::AttachGuardRail { .. }, "PolicyNotFound" | "PolicyTypeNotEnabled")
        | (Fix::DeleteGuardRail { .. }, "PolicyInUse") => Meaning::NotYet,
        (_, "ConstraintViolation") => constraint(reason, message),
        (_, "AccessDenied" | "Authorization") => Meaning::Refused(format!(
            "AWS denied it: {message}; let the role of setup do it (deploy its stack again), or run the command by hand"
        )),
        (Fix::CreateRole { .. }, "LimitExceeded") => {
            Meaning::Refused("the account has as many roles as it may; delete one, and run setup again".to_owned())
        }
        (_, code) => Meaning::Refused(format!(
            "{code}: {message}; run the command by hand to see more, and run setup again"
        )),
    }
}

/// The reasons of a `ConstraintViolationException` that say what to do.
fn constraint(reason: &str, message: &str) -> Meaning {
    Meaning::Refused(match reason {
        // The trusted access was enabled by the fix before this one.
        "SERVICE_ACCESS_NOT_ENABLED" => return Meaning::NotYet,
        "DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE"
        | "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED" => {
            "another account is delegated administrator; deregister it if nobody needs it, and run setup again".to_owned()
        }
        "POLICY_CONTENT_LIMIT_EXCEEDED" => {
            "the policy is too long for Organizations; name fewer roles in `guard_rail.exempt_roles`, and deploy again"
                .to_owned()
        }
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" => {
            "as many service control policies are attached there as may be (10); detach or join some, and run setup again"
                .to_owned()
        }
        "POLICY_NUMBER_LIMIT_EXCEEDED" => {
            "the organization has as many policies as it may; delete one, and run setup again".to_owned()
        }
        other => format!("{other}: {message}; run the command by hand to see more, and run setup again"),
    })
}
