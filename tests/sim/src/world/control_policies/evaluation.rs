//! What service control policies let a principal do: every level from the root down to its account has to allow it, and
//! none may deny it. They bind neither the management account nor service-linked roles (AWS-FACTS 7.6).

use crate::world::World;

use super::condition::{self, Keys};
use super::document::{Document, Effect, OneOrMany, Statement};
use super::wildcard::matches;

/// Something that a principal wants to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt<'a> {
    /// The account of the principal.
    pub(crate) account: &'a str,
    /// The principal as `aws:PrincipalArn` shows it: for a session its role.
    pub(crate) principal_arn: &'a str,
    /// `service:Operation`.
    pub(crate) action: &'a str,
    /// The ARN it is done to; `*` where that is not known.
    pub(crate) resource: &'a str,
    /// To which Region it goes.
    pub(crate) region: &'a str,
}

impl World {
    /// Whether a service control policy keeps a principal from doing this.
    pub(crate) fn is_denied(&self, attempt: Attempt<'_>) -> bool {
        let organization = &self.organization;
        let policies = &organization.control_policies;
        let Some(account) = organization.accounts.get(attempt.account) else { return false };
        let is_bound = policies.is_enabled()
            && attempt.account != organization.management_account
            && !attempt.principal_arn.contains(":role/aws-service-role/");
        if !is_bound {
            return false;
        }
        let known = Keys::from([
            ("aws:principalarn", attempt.principal_arn.to_owned()),
            ("aws:principalaccount", attempt.account.to_owned()),
            ("aws:principalorgid", organization.id.clone()),
            ("aws:requestedregion", attempt.region.to_owned()),
            ("aws:principalisawsservice", "false".to_owned()),
            ("aws:viaawsservice", "false".to_owned()),
        ]);
        let mut levels = organization.path_to(&account.parent);
        levels.push(account.id.clone());
        levels.iter().any(|level| {
            let applies = |effect: Effect| {
                policies
                    .of_target(level)
                    .filter_map(|id| policies.policies.get(id))
                    .flat_map(|policy| policy.document.statements())
                    .any(|statement| statement.effect == effect && statement.is_about(attempt, &known))
            };
            applies(Effect::Deny) || !applies(Effect::Allow)
        })
    }
}

impl Document {
    /// Whether the policies of a role allow an action on some resource: one allows it, and none denies it on all.
    pub(crate) fn allow(policies: &[Self], action: &str, known: &Keys) -> bool {
        let statements = || policies.iter().flat_map(Self::statements);
        let about =
            |statement: &&Statement| statement.names(action) && condition::holds(&statement.condition, known);
        let is_denied = |statement: &Statement| statement.effect == Effect::Deny && statement.covers("*");
        statements().filter(about).any(|statement| statement.effect == Effect::Allow)
            && !statements().filter(about).any(is_denied)
    }
}

impl Statement {
    fn is_about(&self, attempt: Attempt<'_>, known: &Keys) -> bool {
        self.names(attempt.action)
            && self.covers(attempt.resource)
            && condition::holds(&self.condition, known)
    }

    fn names(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        is_one_of(&self.action, &self.not_action, |pattern| matches(&pattern.to_ascii_lowercase(), &action))
    }

    fn covers(&self, resource: &str) -> bool {
        is_one_of(&self.resource, &self.not_resource, |pattern| matches(pattern, resource))
    }
}

/// Whether something is in the first list, or there is a second one that it is not in.
fn is_one_of(
    wanted: &Option<OneOrMany<String>>,
    unwanted: &Option<OneOrMany<String>>,
    is_alike: impl Fn(&String) -> bool,
) -> bool {
    match (wanted, unwanted) {
        (Some(wanted), _) => wanted.items().iter().any(is_alike),
        (None, Some(unwanted)) => !unwanted.items().iter().any(is_alike),
        (None, None) => false,
    }
}
