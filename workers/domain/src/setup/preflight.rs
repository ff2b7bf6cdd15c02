//! Preflight: what stops a run before its first write.
//!
//! A run reads a few of the prerequisites before it does anything else, and AWS's refusal of any other call often says which
//! one is missing: both are told by the same finding. What was neither read nor refused stops nothing: setup is for that.

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Id, Severity, advice, finding, look};
use super::fix::Fix;
use super::observed::Observed;
use super::prerequisite::Prerequisite;
use super::service::Service;
use super::settings::{Settings, Side};

/// A call that AWS refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The call as IAM names it, `license-manager:CreateGrant` or the like.
    pub operation: String,
    /// AWS's error code, with or without `Exception`.
    pub code: String,
    /// AWS's words.
    pub message: String,
}

/// The prerequisite that a refusal means, as far as the call alone can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Which finding it is.
    pub id: Id,
    subject: Prerequisite,
    fix: Option<Fix>,
}

/// The gravest thing for which a run must not write; `None`: go on.
///
/// Guarantees: it stops for nothing that was not read. Something that was asked for and not read is a reason as well (P5).
pub fn preflight(settings: &Settings, observed: &Observed) -> Option<Finding> {
    let wanted = settings.wanted();
    let found = wanted.iter().flat_map(|wanted| look(wanted, settings, observed).unwrap_or_default());
    found.filter(|finding| finding.severity == Severity::Blocking).min()
}

/// What a refused call says about the prerequisites, if anything.
pub fn refused(settings: &Settings, refusal: &Refusal) -> Option<Finding> {
    let mut cause = cause(refusal)?;
    if matches!(cause.subject, Prerequisite::DelegatedAdministrator(_)) {
        cause = if settings.in_management() {
            // It needs no delegation.
            permission(refusal)
        } else {
            let hub = settings.sides.contains(&Side::Hub);
            let service = if hub { Service::LicenseManager } else { Service::PrivateMarketplace };
            let fix = Fix::RegisterDelegatedAdministrator { service, account: settings.account.clone() };
            Cause { fix: Some(fix), ..no_administrator(service) }
        };
    }
    let what = format!("{} was refused: {}: {}", refusal.operation, refusal.code, refusal.message);
    Some(finding(settings, &cause.subject, cause.id, what, cause.fix))
}

/// What a refused call means, whoever made it (AWS-FACTS sections 1.5, 3.1, 4).
pub fn cause(refusal: &Refusal) -> Option<Cause> {
    let code = refusal.code.strip_suffix("Exception").unwrap_or(&refusal.code);
    let said = |text| refusal.message.contains(text);
    // IAM names the policy that does not allow it, or denies it; a service that refuses by its own rules does not.
    let of_a_policy = said("because no ") || said("explicit deny");
    let (service, call) = refusal.operation.split_once(':').unwrap_or_default();
    Some(match (code, service) {
        ("AWSOrganizationsNotInUse", _) => {
            Cause { id: Id::NotAllFeatures, subject: Prerequisite::AllFeatures, fix: None }
        }
        ("Validation", "license-manager") if said("disabled Trusted Access") => Cause {
            id: Id::LicenseManagerNotTrusted,
            subject: Prerequisite::TrustedAccess(Service::LicenseManager),
            fix: Some(Fix::LinkLicenseManager),
        },
        ("Validation", "license-manager") if said("resource home AWS region") => {
            Cause { id: Id::WrongRegion, subject: Prerequisite::Region, fix: None }
        }
        ("AccessDenied" | "Authorization", _) if of_a_policy => permission(refusal),
        ("AccessDenied", "license-manager") if call.ends_with("ForOrganization") => Cause {
            id: Id::MarketplaceLicensesNotTrusted,
            subject: Prerequisite::TrustedAccess(Service::MarketplaceLicenses),
            fix: Some(Fix::EnableTrustedAccess(Service::MarketplaceLicenses)),
        },
        ("AccessDenied", "organizations") if !said("is not authorized to perform") => {
            no_administrator(Service::LicenseManager)
        }
        ("AccessDenied", "aws-marketplace") => no_administrator(Service::PrivateMarketplace),
        ("AccessDenied" | "Authorization", _) => permission(refusal),
        _ => return None,
    })
}

fn permission(refusal: &Refusal) -> Cause {
    let subject = Prerequisite::Permission(refusal.operation.clone());
    Cause { id: Id::PermissionMissing, subject, fix: None }
}

/// The account is neither the management account nor registered there.
fn no_administrator(service: Service) -> Cause {
    let id = match service {
        Service::PrivateMarketplace => Id::NotMarketplaceAdministrator,
        _ => Id::NotLicenseAdministrator,
    };
    Cause { id, subject: Prerequisite::DelegatedAdministrator(service), fix: None }
}

impl Cause {
    /// Why it matters and what to do, for an error that tells the call and AWS's words itself.
    pub fn advice(&self) -> String {
        advice(self.id, &self.subject, self.fix.as_ref())
    }
}
