//! Create the grant of a license for an account, an OU or the organization.
//!
//! AWS activates a grant for an OU or the organization in the same call, one for an account by another step.
//!
//! Guarantees: at most one live grant for a share (P3). The ledger's head says which grant we made last; while it lives it
//! is taken up instead of making another, however far behind the listing is. A retry sends the same token, so an answer
//! that was lost is given again.

use domain::ownership::grant_name;
use domain::report::{ActionResult, Class};
use domain::token;
use domain::work::Action;

use crate::error::{StepError, invalid};
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Head, Ledger, NewGrant};
use crate::refusal::{Refusal, read};
use crate::worth::{look, observe};
use crate::writing::{end, head, recorded, refused_by_conflict, refused_for_good, written};

const OPERATION: &str = "license-manager:CreateGrant";

/// Creates it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(ports: &impl GrantPorts, mut action: Action) -> Result<Action, StepError> {
    fence(ports.leasing(), &action.run).await?;
    let mut head = head(ports.ledger(), &action).await?;
    if let Some(made) = &head.grant {
        let grant = observe(ports.grants(), made).await?;
        if grant.as_ref().is_some_and(|grant| !grant.status.is_terminal()) {
            action.grant = Some(made.clone());
            look(ports.grants(), &mut action, made).await?;
            return Ok(action);
        }
        head = Head { generation: head.generation + 1, grant: None, version: None, deleted: false, ..head };
        ports.ledger().set_head(&head).await?;
    }

    let activate = action.override_behavior.filter(|_| action.share.principal.account().is_none());
    let token = token::create(&action.share, &action.operations, activate, head.generation);
    let grant = NewGrant {
        name: grant_name(&action.share.principal),
        share: action.share.clone(),
        home_region: action.home_region.clone(),
        operations: action.operations.clone(),
        activate,
        token: token.clone(),
        hub: action.run.account().map_err(|error| invalid(error.to_string()))?,
    };
    match recorded(ports, &action, OPERATION, &token, ports.writes().create(&grant)).await? {
        Ok(answer) => {
            let (arn, version) = (Some(answer.arn.clone()), Some(answer.version.clone()));
            let head =
                Head { grant: arn, version, conflict: false, unshareable: false, left_off: None, ..head };
            ports.ledger().set_head(&head).await?;
            action.activated = activate.is_some();
            written(&mut action, &answer);
        }
        Err(error) => match read(&error) {
            Refusal::Conflict => refused_by_conflict(ports.ledger(), &mut action, &error.message).await?,
            Refusal::NotSupported => refused_for_good(ports.ledger(), &mut action, &error.message).await?,
            Refusal::OneAtATime => {
                let reason = format!(
                    "AWS works on one grant for an OU or the organization at a time; the next pass makes it ({error})"
                );
                end(&mut action, ActionResult::Waiting, Some(Class::Busy), reason);
            }
            Refusal::Duplicate => {
                let reason = format!(
                    "a grant for it exists that is not listed yet; the next pass takes it up ({error})"
                );
                end(&mut action, ActionResult::Waiting, Some(Class::Busy), reason);
            }
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}
