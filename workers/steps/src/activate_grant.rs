//! Activate a grant that was accepted: until then it conveys nothing.
//!
//! Of a grant for an OU or the organization that activates all of its parts. What an account uses already makes way only where the planner said so ([`domain::work::Action::override_behavior`]).

use domain::token;
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Head, Ledger};
use crate::refusal::{Refusal, read};
use crate::writing::{head, ready_for, recorded, refused_by_conflict, wait, written};

const OPERATION: &str = "license-manager:CreateGrantVersion";

/// Activates it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(ports: &impl GrantPorts, mut action: Action) -> Result<Action, StepError> {
    fence(ports.leasing(), &action.run).await?;
    let Some(grant) = ready_for(NextTask::Activate, ports.grants(), &mut action).await? else {
        return Ok(action);
    };
    let behavior = action.override_behavior;
    let token = token::activate(&grant.arn, &grant.version, behavior);
    let call = ports.writes().activate(&grant.arn, &grant.version, &token, behavior);
    match recorded(ports, &action, OPERATION, &token, call).await? {
        Ok(answer) => {
            let head = head(ports.ledger(), &action).await?;
            let (arn, version) = (Some(answer.arn.clone()), Some(answer.version.clone()));
            ports
                .ledger()
                .set_head(&Head { grant: arn, version, deleted: false, conflict: false, ..head })
                .await?;
            action.activated = true;
            written(&mut action, &answer);
        }
        Err(error) => match read(&error) {
            Refusal::Conflict => refused_by_conflict(ports.ledger(), &mut action, &error.message).await?,
            Refusal::InWorkflow | Refusal::OneAtATime | Refusal::StaleVersion => wait(&mut action),
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}
