//! Breaking and mending what a steward needs, and looking at it. What is changed here has been so for long: it has
//! effect at once and no event.

use serde::Serialize;

use crate::permissions::UsedRight;
use crate::services::ServiceError;
use crate::world::control_policies::document::Document;
use crate::world::linked_roles::LinkedRole;
use crate::world::linked_roles::deletion::Usage;

use super::Sim;

/// A service-linked role as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkedRoleView {
    /// The account that has it.
    pub account: String,
    /// The service principal.
    pub service: String,
    /// Its ARN.
    pub arn: String,
    /// Its description.
    pub description: Option<String>,
}

impl Sim {
    /// Gives the organization all features, or consolidated billing alone.
    pub fn set_all_features(&self, all: bool) {
        self.engine.state().worlds.home.organization.all_features = all;
    }

    /// Makes the role of a service in an account.
    pub fn add_linked_role(&self, account: &str, service_principal: &str) {
        let mut state = self.engine.state();
        let world = state.worlds.of_mut(account);
        let since = world.now.minus_seconds(world.options.prerequisites.role_lag_seconds);
        world.add_linked_role_of(account, service_principal, since);
    }

    /// Takes the role of a service from an account, whatever uses it.
    pub fn remove_linked_role(&self, account: &str, service_principal: &str) {
        self.engine.state().worlds.of_mut(account).remove_linked_role(account, service_principal);
    }

    /// Writes another description over that of the role of a service in an account.
    pub fn describe_linked_role(&self, account: &str, service_principal: &str, description: &str) {
        let mut state = self.engine.state();
        if let Some(role) = state.worlds.of_mut(account).linked_role_mut(account, service_principal) {
            role.description = Some(description.to_owned());
        }
    }

    /// Lets these ARNs keep the role of a service from being deleted; none let it go.
    pub fn use_linked_role(&self, account: &str, service_principal: &str, region: &str, resources: &[&str]) {
        let mut state = self.engine.state();
        if let Some(role) = state.worlds.of_mut(account).linked_role_mut(account, service_principal) {
            role.usage.retain(|usage| usage.region != region);
            if !resources.is_empty() {
                let resources = resources.iter().map(|arn| (*arn).to_owned()).collect();
                role.usage.push(Usage { region: region.to_owned(), resources });
            }
        }
    }

    /// The service-linked roles of every organization.
    #[must_use]
    pub fn linked_roles(&self) -> Vec<LinkedRoleView> {
        let state = self.engine.state();
        let view = |(account, role): (&String, &LinkedRole)| LinkedRoleView {
            account: account.clone(),
            service: role.service.principal.to_owned(),
            arn: role.service.role_arn(account),
            description: role.description.clone(),
        };
        let roles = state.worlds.iter().flat_map(|world| &world.linked_roles.roles);
        roles.map(|((account, _), role)| view((account, role))).collect()
    }

    /// Makes a member the delegated administrator of a service, or nobody.
    pub fn delegate(&self, service_principal: &str, account: Option<&str>) {
        self.engine.state().worlds.home.delegate(service_principal, account);
    }

    /// Lets a member write policies besides the management account, or nobody.
    pub fn delegate_policies(&self, account: Option<&str>) {
        self.engine.state().worlds.home.organization.policy_administrator = account.map(str::to_owned);
    }

    /// The delegated administrators, by service principal and account.
    #[must_use]
    pub fn delegated_administrators(&self) -> Vec<(String, String)> {
        self.engine.state().worlds.home.organization.delegations.keys().cloned().collect()
    }

    /// The services with trusted access, whether it has reached them or not.
    #[must_use]
    pub fn trusted_services(&self) -> Vec<String> {
        self.engine.state().worlds.home.organization.trusted_services.keys().cloned().collect()
    }

    /// Whether License Manager is linked in us-east-1 and the link has reached every account.
    #[must_use]
    pub fn is_license_manager_linked(&self) -> bool {
        self.engine.state().worlds.home.organization.links_in_effect.of("us-east-1")
    }

    /// Refuses the next calls of an operation (`service.Operation`) with this error, whoever makes them, as a missing
    /// permission or a lasting trouble does: `u64::MAX` times until [`Sim::stop_refusing`].
    pub fn refuse(&self, operation: &str, (status, code, message): (u16, &str, &str), times: u64) {
        let error = ServiceError::new(code, message).with_status(status);
        self.engine.state().refusals.add(operation, error, times);
    }

    /// Holds the sessions of a role to these policy documents from now on: what they do not allow is refused.
    ///
    /// # Errors
    ///
    /// What is wrong with a document.
    pub fn hold_role_to(&self, account: &str, role: &str, documents: &[&str]) -> Result<(), String> {
        let parsed = documents.iter().map(|document| Document::parse(document));
        let policies = parsed.collect::<Result<Vec<_>, _>>()?;
        self.engine.state().permissions.hold(account, role, policies);
        Ok(())
    }

    /// What was needed so far of the policies of the roles that are held to theirs.
    #[must_use]
    pub fn used_rights(&self) -> Vec<UsedRight> {
        self.engine.state().permissions.used()
    }

    /// Answers an operation again.
    pub fn stop_refusing(&self, operation: &str) {
        self.engine.state().refusals.end(operation);
    }
}
