//! Accept a grant in the account that received it, by the member role where there is one.
//!
//! Without the role the account's owner has to accept: the action ends as waiting, which is not a failure.

use domain::report::{ActionResult, Class};
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites};
use crate::refusal::{Refusal, read};
use crate::writing::{end, ready_for, recorded, wait, written};

const OPERATION: &str = "license-manager:AcceptGrant";

/// Accepts it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(ports: &impl GrantPorts, mut action: Action) -> Result<Action, StepError> {
    fence(ports.leasing(), &action.run).await?;
    let Some(grant) = ready_for(NextTask::Accept, ports.grants(), &mut action).await? else {
        return Ok(action);
    };
    let call = ports.writes().accept(&action.account, &grant.arn);
    match recorded(ports, &action, OPERATION, grant.arn.as_str(), call).await? {
        Ok(answer) => written(&mut action, &answer),
        Err(error) if error.operation == "sts:AssumeRole" && read(&error) == Refusal::Denied => {
            let reason = format!(
                "the account has to accept the grant: in its License Manager console, or deploy the member role there \
                 ({error})"
            );
            end(&mut action, ActionResult::Waiting, Some(Class::NotAccepted), reason);
        }
        Err(error) => match read(&error) {
            Refusal::AlreadyAccepted | Refusal::InWorkflow => wait(&mut action),
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}
