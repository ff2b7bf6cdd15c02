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
        let known: Keys = [
            ("aws:principalarn", attempt.principal_arn),
            ("aws:principalaccount", attempt.account),
            ("aws:principalorgid", &organization.id),
            ("aws:requestedregion", attempt.region),
            ("aws:principalisawsservice", "false"),
            ("aws:viaawsservice", "false"),
        ]
        .map(|(key, value)| (key.to_owned(), vec![value.to_owned()]))
        .into();
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
    /// The `Sid` of each statement by which the policies of a role allow an action on a resource; `None` when they do not:
    /// none allows it, or one denies it.
    pub(crate) fn allowing(
        policies: &[Self],
        action: &str,
        resource: &str,
        known: &Keys,
    ) -> Option<Vec<String>> {
        let about = |statement: &&Statement| {
            statement.names(action)
                && statement.covers(resource)
                && condition::holds(&statement.condition, known)
        };
        let (allowing, denying): (Vec<_>, Vec<_>) = policies
            .iter()
            .flat_map(Self::statements)
            .filter(about)
            .partition(|statement| statement.effect == Effect::Allow);
        let is_allowed = denying.is_empty() && !allowing.is_empty();
        is_allowed.then(|| allowing.iter().filter_map(|statement| statement.sid.clone()).collect())
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
