//! A fix as words and as a command, for whoever does it by hand.

use super::fix::Fix;
use super::prerequisite::Place;
use super::scp::{POLICY_DESCRIPTION, POLICY_NAME};
use crate::identifier::AccountId;
use crate::ownership::TAG_KEY;
use crate::shell::quoted;
use crate::token::digest;

impl Fix {
    /// The fix as a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::CreateRole { service, place, .. } => {
                let place = match place {
                    Place::Management => "the management account",
                    Place::Own => "the product's own account",
                };
                format!("Create the service-linked role of {service} in {place}.")
            }
            Self::LinkLicenseManager => {
                "Link License Manager with the organization: in the management account, in \
                 us-east-1, License Manager, Settings, Link AWS Organizations accounts."
                    .to_owned()
            }
            Self::EnableTrustedAccess(service) => format!("Enable trusted access for {service}."),
            Self::RegisterDelegatedAdministrator { service, account } => {
                format!("Register {account} as delegated administrator for {service}.")
            }
            Self::DescribePurchaseOrders { .. } => "Change the role's description.".to_owned(),
            Self::DeletePurchaseOrders { .. } => {
                "Delete the role, and follow the deletion task until it has ended.".to_owned()
            }
            Self::EnableServiceControlPolicies { root } => {
                format!("Enable service control policies at the root {root}.")
            }
            Self::CreateGuardRail { .. } => format!("Create the service control policy {POLICY_NAME}."),
            Self::UpdateGuardRail { policy, .. } => format!("Give the policy {policy} its text again."),
            Self::AttachGuardRail { target, .. } => format!("Attach the policy {POLICY_NAME} to {target}."),
            Self::DetachGuardRail { policy, target } => {
                format!("Detach the policy {policy} from {target}.")
            }
            Self::DeleteGuardRail { policy } => format!("Delete the policy {policy}."),
        }
    }

    /// The call exactly, and where: what a person approves, and what tells it from every other. A policy's text stands there by
    /// its digest, since it is longer than all the rest.
    pub fn call(&self, account: &AccountId) -> String {
        let short = |text: &String| {
            let digest: String = digest(std::slice::from_ref(text)).chars().take(16).collect();
            format!("<{} characters, digest {digest}>", text.chars().count())
        };
        let shortened = match self {
            Self::CreateGuardRail { text, owner } => {
                Self::CreateGuardRail { text: short(text), owner: owner.clone() }
            }
            Self::UpdateGuardRail { policy, text } => {
                Self::UpdateGuardRail { policy: policy.clone(), text: short(text) }
            }
            other => other.clone(),
        };
        format!("in {account}: {}", shortened.command())
    }

    /// The fix as a command of the AWS CLI, to be run with credentials of the account that has to do it.
    pub fn command(&self) -> String {
        match self {
            Self::CreateRole { service, description, .. } => {
                let command =
                    format!("aws iam create-service-linked-role --aws-service-name {}", service.principal());
                match description {
                    Some(description) => format!("{command} --description {}", quoted(description)),
                    None => command,
                }
            }
            Self::LinkLicenseManager => "aws license-manager update-service-settings --region us-east-1 \
                 --organization-configuration EnableIntegration=true"
                .to_owned(),
            Self::EnableTrustedAccess(service) => format!(
                "aws organizations enable-aws-service-access --service-principal {}",
                service.principal()
            ),
            Self::RegisterDelegatedAdministrator { service, account } => format!(
                "aws organizations register-delegated-administrator --account-id {account} --service-principal {}",
                service.principal()
            ),
            Self::DescribePurchaseOrders { role, description } => {
                format!(
                    "aws iam update-role --role-name {} --description {}",
                    quoted(role),
                    quoted(description)
                )
            }
            Self::DeletePurchaseOrders { role } => {
                format!("aws iam delete-service-linked-role --role-name {}", quoted(role))
            }
            Self::EnableServiceControlPolicies { root } => format!(
                "aws organizations enable-policy-type --policy-type SERVICE_CONTROL_POLICY --root-id {}",
                quoted(root)
            ),
            Self::CreateGuardRail { text, owner } => format!(
                "aws organizations create-policy --type SERVICE_CONTROL_POLICY --name {POLICY_NAME} --description {} \
                 --tags Key={TAG_KEY},Value={owner} --content {}",
                quoted(POLICY_DESCRIPTION),
                quoted(text)
            ),
            Self::UpdateGuardRail { policy, text } => {
                format!(
                    "aws organizations update-policy --policy-id {} --content {}",
                    quoted(policy),
                    quoted(text)
                )
            }
            Self::AttachGuardRail { target, .. } => format!(
                "aws organizations attach-policy --target-id {} --policy-id \"$(aws organizations list-policies \
                 --filter SERVICE_CONTROL_POLICY --query \"Policies[?Name=='{POLICY_NAME}'].Id\" --output text)\"",
                quoted(target)
            ),
            Self::DetachGuardRail { policy, target } => format!(
                "aws organizations detach-policy --policy-id {} --target-id {}",
                quoted(policy),
                quoted(target)
            ),
            Self::DeleteGuardRail { policy } => {
                format!("aws organizations delete-policy --policy-id {}", quoted(policy))
            }
        }
    }
}
