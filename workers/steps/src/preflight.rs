//! Stop a run before its first write when something is missing that it needs.
//!
//! Expected flow: once a run, after it took the lease. It asks for what its side needs and this account can know, in four
//! calls and the further pages of them: the organization, the services with trusted access, and in the management account
//! License Manager's link and the roles; elsewhere the roles that have to be here and the delegated administrators.
//!
//! Guarantees: no write; what was not asked for stops nothing; what was asked for and not read does. The message of the error
//! is the finding that setup would tell: its id, what, why, where, and the fix.

use std::collections::BTreeMap;

use domain::identifier::{AccountId, ExecutionArn};
use domain::run::Run;
use domain::setup::finding::Finding;
use domain::setup::observed::{Observed, Organization, Read};
use domain::setup::preflight::{Refusal, preflight, refused};
use domain::setup::prerequisite::{Place, Prerequisite};
use domain::setup::service::Service;
use domain::setup::settings::{PurchaseOrders, Settings, Side};
use serde::{Deserialize, Serialize};

use crate::error::{StepError, bug, invalid};
use crate::listing::whole;
use crate::ports::setup::ListedRole;
use crate::ports::{ApiError, Prerequisites};
use crate::refusal::class_of;

/// Which run begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
}

/// Nothing stops it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The management account of its organization.
    pub management_account: AccountId,
}

/// Looks whether a run that shares licenses may begin.
///
/// # Errors
/// `Invalid` with the finding that stops it; `Denied` when what has to be read may not be; or what AWS answered.
pub async fn run(aws: &impl Prerequisites, request: Request) -> Result<Answer, StepError> {
    let organization = check(aws, &request.run.execution, Side::Hub).await?;
    Ok(Answer { management_account: organization.management_account })
}

/// Looks whether a run of this side of the product may begin, and tells its organization.
///
/// # Errors
/// As [`run`].
pub(crate) async fn check(
    aws: &impl Prerequisites,
    execution: &ExecutionArn,
    side: Side,
) -> Result<Organization, StepError> {
    let account = execution.account().map_err(|error| invalid(error.to_string()))?;
    // Until the organization says otherwise, this is its management account.
    let mut settings = Settings {
        account: account.clone(),
        management_account: account.clone(),
        acts_in_management: false,
        sides: [side].into(),
        purchase_orders: PurchaseOrders::Leave,
        guard_rail: None,
    };
    let mut seen = Observed {
        region: Read::Known(execution.region().to_owned()),
        account: Read::Known(account),
        ..Observed::default()
    };
    stop(&settings, &seen)?;

    let organization = aws.organization().await.map_err(|error| denied(&settings, error))?;
    if let Some(found) = &organization {
        settings.management_account = found.management_account.clone();
    }
    seen.organization = Read::Known(organization.clone());
    stop(&settings, &seen)?;
    let organization = organization.ok_or_else(|| bug("preflight", &"no organization stops nothing"))?;

    ask(aws, &settings, &mut seen).await?;
    stop(&settings, &seen)?;
    Ok(organization)
}

/// Asks for what is wanted and can be known in this account.
async fn ask(aws: &impl Prerequisites, settings: &Settings, seen: &mut Observed) -> Result<(), StepError> {
    let place = if settings.in_management() { Place::Management } else { Place::Own };
    let wanted = settings.wanted();
    if wanted.iter().any(|one| matches!(one, Prerequisite::TrustedAccess(_))) {
        let page = async |token| aws.trusted_services(token).await.map_err(|error| denied(settings, error));
        seen.trusted_access = Read::Known(whole(page).await?);
    }
    if settings.in_management() && wanted.contains(&Prerequisite::Link) {
        seen.linked = Read::Known(aws.linked().await.map_err(|error| denied(settings, error))?);
    }
    if wanted.iter().any(|one| matches!(one, Prerequisite::Role { place: there, .. } if *there == place)) {
        let page = async |token| aws.linked_roles(token).await.map_err(|error| denied(settings, error));
        let listed = whole(page).await?;
        let of = |service: Service| (service, Read::Known(ListedRole::of(service, &listed)));
        seen.roles = BTreeMap::from([(place, Service::ALL.map(of).into())]);
    }
    for one in &wanted {
        let Prerequisite::DelegatedAdministrator(service) = one else { continue };
        let page = async |token| {
            let listed = aws.delegated_administrators(service.principal(), token).await;
            listed.map_err(|error| denied(settings, error))
        };
        seen.delegated_administrators.insert(*service, Read::Known(whole(page).await?));
    }
    Ok(())
}

/// Ends the run at the gravest thing that was seen.
fn stop(settings: &Settings, seen: &Observed) -> Result<(), StepError> {
    preflight(settings, seen).map_or(Ok(()), |finding| Err(stopped(&finding)))
}

/// What a refused read means, for this account and side.
fn denied(settings: &Settings, error: ApiError) -> StepError {
    match refused(settings, &Refusal::from(&error)) {
        Some(finding) => stopped(&finding),
        None => error.into(),
    }
}

fn stopped(finding: &Finding) -> StepError {
    StepError::new(class_of(finding.id), finding.sentence())
}
