//! Adopt a grant that somebody else made, because a person asked for it: from then on it is ours (P1).
//!
//! Our tag is put on first, then our name given: what stops in between leaves a grant that planning still takes for another's,
//! and the same run, or the next one that adopts, ends it. The role may rename only what carries the tag.

use domain::identifier::GrantArn;
use domain::ownership::{TAG_KEY, bears_our_name, grant_name};
use domain::token;
use domain::work::{Action, NextTask};

use crate::error::{StepError, invalid};
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Grants, Head, Ledger};
use crate::refusal::{Refusal, read};
use crate::worth::{Looked, look};
use crate::writing::{head, recorded, recorded_with, wait, written};

const MARK: &str = "license-manager:TagResource";
const RENAME: &str = "license-manager:CreateGrantVersion";

/// Adopts it.
///
/// # Errors
/// The class of what AWS answered.
pub async fn run(ports: &impl GrantPorts, mut action: Action) -> Result<Action, StepError> {
    fence(ports.leasing(), &action.run).await?;
    let Some(arn) = action.grant.clone() else {
        return Err(invalid("an action without a grant cannot adopt one"));
    };
    let Looked { grant, .. } = look(ports.grants(), &mut action, &arn).await?;
    let Some(grant) = grant else { return Ok(action) };
    if bears_our_name(&grant) && !grant.status.is_terminal() {
        // A delivery before this one adopted it, and its answer was lost.
        remember(ports.ledger(), &action, &arn, &grant.version).await?;
    }
    if action.next != NextTask::Adopt {
        return Ok(action);
    }
    if !ports.grants().grant_tags(&arn).await?.contains_key(TAG_KEY) {
        let hub = action.run.account().map_err(|error| invalid(error.to_string()))?;
        let token = format!("{arn} {TAG_KEY}");
        recorded_with(ports, &action, MARK, &token, ports.writes().mark(&arn, &hub), String::clone).await??;
    }
    let (token, name) = (token::rename(&arn, &grant.version), grant_name(&action.share.principal));
    let call = ports.writes().rename(&arn, &grant.version, &token, &name);
    match recorded(ports, &action, RENAME, &token, call).await? {
        Ok(answer) => {
            remember(ports.ledger(), &action, &arn, &answer.version).await?;
            written(&mut action, &answer);
        }
        Err(error) => match read(&error) {
            Refusal::InWorkflow | Refusal::OneAtATime | Refusal::StaleVersion => wait(&mut action),
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}

/// Keeps the grant in the head of its share, unless that remembers another one that lives.
async fn remember(
    ledger: &impl Ledger,
    action: &Action,
    arn: &GrantArn,
    version: &str,
) -> Result<(), StepError> {
    let head = head(ledger, action).await?;
    if head.grant.is_none() || head.deleted {
        let (grant, version) = (Some(arn.clone()), Some(version.to_owned()));
        ledger.set_head(&Head { grant, version, deleted: false, ..head }).await?;
    }
    Ok(())
}
