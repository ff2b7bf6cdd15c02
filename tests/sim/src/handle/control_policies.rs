//! Service control policies by hand, and what they deny.

use serde::Serialize;
use serde_json::json;

use crate::services::Service;
use crate::world::World;
use crate::world::control_policies::{Attempt, ControlPolicy};

use super::{ChangeError, Sim};

/// A service control policy as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ControlPolicyView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its document, as it was written.
    pub content: String,
    /// The root, units and accounts it is attached to.
    pub targets: Vec<String>,
}

impl Sim {
    /// Puts service control policies into use, or out of it, at once and without an event.
    pub fn use_control_policies(&self, used: bool) {
        self.engine.state().worlds.home.set_policy_type(used);
    }

    /// The service control policies of the organization, AWS's own among them.
    #[must_use]
    pub fn control_policies(&self) -> Vec<ControlPolicyView> {
        let state = self.engine.state();
        let world = &state.worlds.home;
        world.organization.control_policies.policies.values().map(|policy| view(world, policy)).collect()
    }

    /// Somebody makes a service control policy, as the management account; gives its id.
    ///
    /// # Errors
    ///
    /// When the document is wrong or too long, or the name is taken.
    pub fn create_control_policy(&self, name: &str, content: &str) -> Result<String, ChangeError> {
        let request =
            json!({"Name": name, "Description": "", "Content": content, "Type": "SERVICE_CONTROL_POLICY"});
        let account = self.management_account();
        let answer = self.change(Service::Organizations, &account, "CreatePolicy", &request)?;
        Ok(answer["Policy"]["PolicySummary"]["Id"].as_str().unwrap_or_default().to_owned())
    }

    /// Somebody writes another document into a policy, as the management account.
    ///
    /// # Errors
    ///
    /// When there is no such policy, or the document is wrong or too long.
    pub fn update_control_policy(&self, policy: &str, content: &str) -> Result<(), ChangeError> {
        let request = json!({"PolicyId": policy, "Content": content});
        self.change(Service::Organizations, &self.management_account(), "UpdatePolicy", &request).map(|_| ())
    }

    /// Somebody deletes a policy, as the management account.
    ///
    /// # Errors
    ///
    /// When there is no such policy, or it is still attached.
    pub fn delete_control_policy(&self, policy: &str) -> Result<(), ChangeError> {
        let request = json!({"PolicyId": policy});
        self.change(Service::Organizations, &self.management_account(), "DeletePolicy", &request).map(|_| ())
    }

    /// Somebody attaches a policy to the root, a unit or an account, as the management account.
    ///
    /// # Errors
    ///
    /// When there is no such policy or target, it is attached there already, or policies are not in use.
    pub fn attach_control_policy(&self, policy: &str, target: &str) -> Result<(), ChangeError> {
        self.change_attachment("AttachPolicy", policy, target)
    }

    /// Somebody detaches a policy, as the management account.
    ///
    /// # Errors
    ///
    /// When it is not attached there, or is the last one there.
    pub fn detach_control_policy(&self, policy: &str, target: &str) -> Result<(), ChangeError> {
        self.change_attachment("DetachPolicy", policy, target)
    }

    /// Whether a service control policy keeps a principal of an account from an action (`service:Operation`) on any
    /// resource. A principal is told by the ARN of its user or role, not of a session.
    #[must_use]
    pub fn is_denied(&self, account: &str, principal_arn: &str, action: &str) -> bool {
        let attempt = Attempt { account, principal_arn, action, resource: "*", region: "us-east-1" };
        self.engine.state().worlds.of(account).is_denied(attempt)
    }

    fn change_attachment(&self, operation: &str, policy: &str, target: &str) -> Result<(), ChangeError> {
        let request = json!({"PolicyId": policy, "TargetId": target});
        self.change(Service::Organizations, &self.management_account(), operation, &request).map(|_| ())
    }
}

fn view(world: &World, policy: &ControlPolicy) -> ControlPolicyView {
    ControlPolicyView {
        id: policy.id.clone(),
        name: policy.name.clone(),
        description: policy.description.clone(),
        content: policy.content.clone(),
        targets: world.organization.control_policies.targets_of(&policy.id).cloned().collect(),
    }
}
