//! Preflight: what stops a run before its first write, from what it has read anyway.
//!
//! A run that shares licenses lists accounts, licenses and grants; a run about experiences lists them and describes the
//! organization. AWS's refusal of such a call often says which prerequisite is missing. What was not asked for is not looked
//! at here: setup is for that.

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Id, Severity, finding, look};
use super::fix::Fix;
use super::observed::Observed;
use super::prerequisite::Prerequisite;
use super::service::Service;
use super::settings::{Settings, Side};

/// A call that AWS refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The call, `License Manager CreateGrant` or the like: the words for people.
    pub operation: String,
    /// AWS's error code, with or without `Exception`.
    pub code: String,
    /// AWS's words.
    pub message: String,
}

/// The gravest thing for which a run must not write; `None`: go on.
///
/// Guarantees: it stops for nothing that was neither read nor refused.
pub fn preflight(settings: &Settings, observed: &Observed, refusals: &[Refusal]) -> Option<Finding> {
    let of_refusals = refusals.iter().filter_map(|refusal| refused(settings, refusal));
    let wanted = settings.wanted();
    let of_prerequisites =
        wanted.iter().flat_map(|wanted| look(wanted, settings, observed).unwrap_or_default());
    of_refusals.chain(of_prerequisites).filter(|finding| finding.severity == Severity::Blocking).min()
}

/// What a refused call says about the prerequisites, if anything (AWS-FACTS sections 1.5, 3.1, 4).
pub fn refused(settings: &Settings, refusal: &Refusal) -> Option<Finding> {
    let code = refusal.code.strip_suffix("Exception").unwrap_or(&refusal.code);
    let said = |text| refusal.message.contains(text);
    let permission = (Prerequisite::Permission(refusal.operation.clone()), Id::PermissionMissing, None);
    let (subject, id, fix) = match code {
        "AWSOrganizationsNotInUse" => (Prerequisite::AllFeatures, Id::NotAllFeatures, None),
        "Validation" if said("disabled Trusted Access") => {
            let subject = Prerequisite::TrustedAccess(Service::LicenseManager);
            (subject, Id::LicenseManagerNotTrusted, Some(Fix::LinkLicenseManager))
        }
        "Validation" if said("resource home AWS region") => (Prerequisite::Region, Id::WrongRegion, None),
        "AccessDenied" | "Authorization" if said("is not authorized to perform") => permission,
        "AccessDenied" if refusal.operation.ends_with("ForOrganization") => {
            let service = Service::MarketplaceLicenses;
            let fix = Some(Fix::EnableTrustedAccess(service));
            (Prerequisite::TrustedAccess(service), Id::MarketplaceLicensesNotTrusted, fix)
        }
        "AccessDenied" if refusal.operation.starts_with("Organizations ") && !settings.in_management() => {
            let experiences = !settings.sides.contains(&Side::Hub);
            let (service, id) = if experiences {
                (Service::PrivateMarketplace, Id::NotMarketplaceAdministrator)
            } else {
                (Service::LicenseManager, Id::NotLicenseAdministrator)
            };
            let fix = Fix::RegisterDelegatedAdministrator { service, account: settings.account.clone() };
            (Prerequisite::DelegatedAdministrator(service), id, Some(fix))
        }
        "AccessDenied" | "Authorization" => permission,
        _ => return None,
    };
    let what = format!("{} was refused: {code}: {}", refusal.operation, refusal.message);
    Some(finding(settings, &subject, id, what, fix))
}
