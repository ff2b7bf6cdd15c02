//! What has to be set up before anything can be shared (AWS-FACTS 2.6, 7.4 to 7.6, 10).

mod control_policies;
mod delegation;
mod deletion;
mod denials;
mod handles;
mod link;
mod linked_roles;
mod trusted_access;
mod worlds;

use serde_json::{Value, json};
use sim::{Sim, WorldFile};

use crate::client::{Answer, Client, by_hand, start_world, walk};

const LICENSE_MANAGER: &str = "license-manager.amazonaws.com";
const MARKETPLACE: &str = "license-management.marketplace.amazonaws.com";
const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";
const PURCHASE_ORDERS: &str = "purchase-orders.marketplace.amazonaws.com";
const PURCHASE_ORDERS_ROLE: &str = "AWSServiceRoleForMarketplacePurchaseOrders";

/// The sample organization in which nobody set up anything.
async fn bare() -> (Sim, Client) {
    start_world(&WorldFile::sample().unwrap().with_nothing_enabled(), by_hand()).await
}

/// The sample organization in which everything is set up.
async fn ready() -> (Sim, Client) {
    start_world(&WorldFile::sample().unwrap().with_everything_enabled(), by_hand()).await
}

/// Every item of a list of Organizations.
async fn all(hub: &Client, operation: &str, member: &str, request: Value) -> Vec<Value> {
    walk(member, request, async |request| hub.organizations(operation, request).await).await.0
}

/// Code and `Reason` of an error of Organizations.
fn reason(answer: Answer) -> (String, String) {
    let reason = crate::client::text(&answer.body["Reason"]);
    (answer.error().0, reason)
}

/// A request about a service principal.
fn about(service: &str) -> Value {
    json!({"ServicePrincipal": service})
}
