//! Service-linked roles: one listing an account, split by path.

use std::collections::BTreeSet;

use domain::observation::Complete;
use domain::setup::observed::{Observed, Read, Role};
use domain::setup::prerequisite::{Place, Prerequisite};
use domain::setup::service::Service;

use super::reading::{listed, read};
use crate::error::StepError;
use crate::ports::setup::{ListedRole, SetupReads};

/// The roles that are wanted in one account.
pub(super) async fn observe<A: SetupReads>(
    account: &Read<A>,
    place: Place,
    wanted: &BTreeSet<Prerequisite>,
    seen: &mut Observed,
) -> Result<(), StepError> {
    let services: BTreeSet<Service> = wanted.iter().filter_map(|wanted| role_of(wanted, place)).collect();
    if services.is_empty() {
        return Ok(());
    }
    let all = async |account: &A| listed(async |token| account.linked_roles(token).await).await;
    let all: Read<Complete<ListedRole>> = read(account, all).await?;
    let of = |service: Service| {
        let roles = match &all {
            Read::NotAsked => Read::NotAsked,
            Read::Unread(why) => Read::Unread(why.clone()),
            Read::Known(all) => Read::Known(ListedRole::of(service, all)),
        };
        (service, roles)
    };
    seen.roles.insert(place, services.into_iter().map(of).collect());
    Ok(())
}

/// The service whose role has to be looked for.
fn role_of(wanted: &Prerequisite, place: Place) -> Option<Service> {
    match wanted {
        Prerequisite::Role { service, place: wanted } => (*wanted == place).then_some(*service),
        Prerequisite::PurchaseOrdersTrust
        | Prerequisite::PurchaseOrdersPolicy
        | Prerequisite::PurchaseOrdersDescription
        | Prerequisite::PurchaseOrdersGone => (place == Place::Management).then_some(Service::PurchaseOrders),
        _ => None,
    }
}

/// The policies of the purchase-orders role, where it exists, and how far its deletion is.
pub(super) async fn of_purchase_orders<A: SetupReads>(
    management: &Read<A>,
    wanted: &BTreeSet<Prerequisite>,
    deletion: Option<&str>,
    seen: &mut Observed,
) -> Result<(), StepError> {
    if let Some(task) = deletion {
        let deletion = async |account: &A| Ok(account.deletion(task).await?);
        seen.purchase_orders_deletion = read(management, deletion).await?;
    }
    if !wanted.contains(&Prerequisite::PurchaseOrdersPolicy) {
        return Ok(());
    }
    let role: Option<Role> = match seen.roles_of(Place::Management, Service::PurchaseOrders) {
        Read::Known(roles) => roles.items().first().cloned(),
        Read::Unread(why) => {
            seen.purchase_orders_policies = Read::Unread(why.clone());
            None
        }
        Read::NotAsked => None,
    };
    if let Some(role) = role {
        let all = async |account: &A| {
            listed(async |token| account.attached_policies(&role.name, token).await).await
        };
        seen.purchase_orders_policies = read(management, all).await?;
    }
    Ok(())
}
