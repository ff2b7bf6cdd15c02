//! Adopt a grant that somebody else made, because a person asked for it: from then on it is ours (P1).
//!
//! Our tag is put on first, then our name given: what stops in between leaves a grant that planning still takes for another's,
//! and the same run, or the next one that adopts, ends it. The role may rename only what carries the tag.

use domain::ownership::{TAG_KEY, bears_our_name, grant_name};
use domain::token;
use domain::work::{Action, NextTask};

use crate::error::{StepError, invalid};
use crate::fence::fence;
use crate::ports::{GrantPorts, GrantWrites, Grants, Head, Ledger};
use crate::refusal::{Refusal, read};
use crate::writing::{go_on, head, observe, recorded, recorded_with, wait, written};

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
    let grant = observe(ports.grants(), &arn).await?;
    go_on(&mut action, grant.as_ref());
    let Some(grant) = grant.filter(|_| action.next == NextTask::Adopt) else { return Ok(action) };
    if !ports.grants().grant_tags(&arn).await?.contains_key(TAG_KEY) {
        let hub = action.run.account().map_err(|error| invalid(error.to_string()))?;
        let token = format!("{arn} {TAG_KEY}");
        recorded_with(ports, &action, MARK, &token, ports.writes().mark(&arn, &hub), String::clone).await??;
    }
    debug_assert!(!bears_our_name(&grant), "what bears our name is adopted already");
    let (token, name) = (token::rename(&arn, &grant.version), grant_name(&action.share.principal));
    let call = ports.writes().rename(&arn, &grant.version, &token, &name);
    match recorded(ports, &action, RENAME, &token, call).await? {
        Ok(answer) => {
            let head = head(ports.ledger(), &action).await?;
            if head.grant.is_none() || head.deleted {
                let version = Some(answer.version.clone());
                ports.ledger().set_head(&Head { grant: Some(arn), version, deleted: false, ..head }).await?;
            }
            written(&mut action, &answer);
        }
        Err(error) => match read(&error) {
            Refusal::InWorkflow | Refusal::StaleVersion => wait(&mut action),
            _ => return Err(error.into()),
        },
    }
    Ok(action)
}
