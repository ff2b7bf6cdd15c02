//! Changing the world from a story. What a person does goes through the service itself, as the management account, and
//! so puts the same event on the bus; what AWS does on its own has no event.

use serde_json::{Value, json};

use crate::services::{Operation, Service, ServiceError};
use crate::wire::caller::Caller;
use crate::world::failure::Failure;
use crate::world::happening::Departure;
use crate::world::license::LicenseStatus;
use crate::world::organization::AccountState;

use super::Sim;

/// A change that the service refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} was refused: {code}: {message}; look at the world this simulation was started with")]
pub struct ChangeError {
    /// `service.Operation`.
    pub operation: String,
    /// The service's error code.
    pub code: String,
    /// The service's text.
    pub message: String,
}

impl Sim {
    /// Tags an account, as the management account; puts the `TagResource` event on the bus.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn tag_account(&self, account: &str, key: &str, value: &str) -> Result<(), ChangeError> {
        let request = json!({"ResourceId": account, "Tags": [{"Key": key, "Value": value}]});
        self.as_management("TagResource", &request)
    }

    /// Takes a tag from an account; puts the `UntagResource` event on the bus.
    ///
    /// # Errors
    ///
    /// When there is no such account.
    pub fn untag_account(&self, account: &str, key: &str) -> Result<(), ChangeError> {
        self.as_management("UntagResource", &json!({"ResourceId": account, "TagKeys": [key]}))
    }

    /// Moves an account below another unit or the root; puts the `MoveAccount` event on the bus.
    ///
    /// # Errors
    ///
    /// When there is no such account or parent, or it is there already.
    pub fn move_account(&self, account: &str, parent: &str) -> Result<(), ChangeError> {
        let from =
            self.accounts().into_iter().find(|member| member.id == account).map(|member| member.parent);
        let request = json!({
            "AccountId": account,
            "SourceParentId": from.unwrap_or_default(),
            "DestinationParentId": parent,
        });
        self.as_management("MoveAccount", &request)
    }

    /// Requests the closure of an account; it is `PENDING_CLOSURE` at once and `CLOSED` one workflow later.
    ///
    /// # Errors
    ///
    /// When there is no such account or it can not be closed.
    pub fn close_account(&self, account: &str) -> Result<(), ChangeError> {
        self.as_management("CloseAccount", &json!({"AccountId": account}))
    }

    /// Takes an account out of the organization; its tags go with it.
    ///
    /// # Errors
    ///
    /// When there is no such account or it is the management account.
    pub fn remove_account(&self, account: &str) -> Result<(), ChangeError> {
        self.as_management("RemoveAccountFromOrganization", &json!({"AccountId": account}))
    }

    /// Requests a new account, with its tags: lists show it at once below the root, and one workflow later it is
    /// `ACTIVE` and Organizations tells of it. Tags that come with an account have no event of their own.
    pub fn create_account(&self, id: &str, name: &str, tags: &[(&str, &str)]) {
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        self.engine.state().worlds.home.create_account(id, name, tags);
    }

    /// An account that was invited joins the organization, below the root.
    pub fn join_account(&self, id: &str, name: &str) {
        let mut state = self.engine.state();
        state.worlds.home.join(id, name);
        state.publish_happenings();
    }

    /// An account leaves the organization without the management account's doing; its tags go with it.
    pub fn depart_account(&self, account: &str, departure: Departure) {
        let mut state = self.engine.state();
        state.worlds.home.depart(account, departure);
        state.publish_happenings();
    }

    /// Sets an account's state as AWS does on its own: without an event.
    pub fn set_account_state(&self, account: &str, state: AccountState) {
        self.engine.state().worlds.home.set_account_state(account, state);
    }

    /// Suspends an account, as AWS does on its own: without an event.
    pub fn suspend_account(&self, account: &str) {
        self.set_account_state(account, AccountState::Suspended);
    }

    /// Switches trusted access of a service.
    pub fn set_trust(&self, service_principal: &str, trusted: bool) {
        self.engine.state().worlds.home.set_trust(service_principal, trusted);
    }

    /// Links or unlinks License Manager and the organization; unlinked, grants wait for their grantee to accept.
    pub fn link_license_manager(&self, linked: bool) {
        self.engine.state().worlds.home.link_license_manager(linked);
    }

    /// Lets grants to single accounts wait for their grantee to accept although everything is linked: AWS's guide says that
    /// they do not, an AWS sample that they do (AWS-FACTS 3.1).
    pub fn let_grants_wait(&self, wait: bool) {
        self.engine.state().worlds.home.organization.grants_wait = wait;
    }

    /// Sets the status of a license, as its issuer does.
    pub fn set_license_status(&self, license: &str, status: LicenseStatus) {
        self.engine.state().worlds.home.set_license_status(license, status);
    }

    /// Lets something fail for an account until it is healed.
    pub fn break_account(&self, account: &str, failure: Failure) {
        self.engine.state().worlds.home.failures.add(account, failure);
    }

    /// Ends every failure of an account.
    pub fn heal_account(&self, account: &str) {
        self.engine.state().worlds.home.failures.heal(account);
    }

    /// Lets the next distributions of a product to an account, a unit or the organization, by its id, end in
    /// `FAILED_WORKFLOW`. For an account that goes for its part of a wider grant as well.
    pub fn fail_workflows(&self, principal: &str, sku: &str, times: u64) {
        self.engine.state().worlds.home.failures.fail_workflows(principal, sku, times);
    }

    fn as_management(&self, operation: &str, request: &Value) -> Result<(), ChangeError> {
        self.change(Service::Organizations, &self.management_account(), operation, request).map(|_| ())
    }

    /// Calls a service as the administrator of an account, and gives the answer.
    pub(super) fn change(
        &self,
        service: Service,
        account: &str,
        name: &str,
        request: &Value,
    ) -> Result<Value, ChangeError> {
        let operation = Operation { service, name: name.to_owned() };
        let caller = Caller::root(account, "us-east-1");
        let mut state = self.engine.state();
        let request_id = state.next_request_id();
        let refused = |error: ServiceError| ChangeError {
            operation: operation.path(),
            code: error.code,
            message: error.message,
        };
        state.apply(&caller, &operation, request, &request_id).map_err(refused)
    }
}
