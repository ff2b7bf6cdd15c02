//! What a grant is worth: its status, or for an OU or the organization what its parts make of that.

use domain::grant::{Grant, GrantStatus};
use domain::identifier::GrantArn;
use domain::life_cycle::{Wish, left_off, spread};
use domain::observation::Complete;
use domain::plan::Decision;
use domain::report::ActionResult;
use domain::work::{Action, NextTask};

use crate::error::StepError;
use crate::listing::whole;
use crate::ports::Grants;
use crate::refusal::if_there;
use crate::writing::go_on;

/// Reads a grant; one that AWS does not know is DELETED.
///
/// # Errors
/// When it cannot be read.
pub(crate) async fn observe(grants: &impl Grants, arn: &GrantArn) -> Result<Option<Grant>, StepError> {
    if_there(grants.grant(arn).await)
}

/// The parts, one for each account, of a grant for an OU or the organization.
///
/// # Errors
/// When a page could not be had.
pub(crate) async fn parts(grants: &impl Grants, area: &Grant) -> Result<Complete<Grant>, StepError> {
    let Grant { arn, share, .. } = area;
    whole(async |token| grants.parts(&share.license, arn, token).await).await
}

/// What a look at a grant saw.
pub(crate) struct Looked {
    /// The grant, with the status that it is worth.
    pub(crate) grant: Option<Grant>,
    /// In which accounts it is off, if it is for an area; see [`left_off`].
    pub(crate) left_off: Option<String>,
}

/// Looks at the grant of an action and moves the action on from what it is worth.
///
/// # Errors
/// When the grant, or one of its parts, cannot be read.
pub(crate) async fn look(
    grants: &impl Grants,
    action: &mut Action,
    arn: &GrantArn,
) -> Result<Looked, StepError> {
    let grant = observe(grants, arn).await?;
    let Some(area) = grant.as_ref().filter(|grant| shows_in_parts(action, grant)) else {
        go_on(action, grant.as_ref());
        return Ok(Looked { grant, left_off: None });
    };
    let parts = parts(grants, area).await?;
    let grant = Grant { status: spread(&area.status, parts.items()), ..area.clone() };
    if is_to_be_activated_again(action, &grant.status, parts.items()) {
        action.next = NextTask::Activate;
        return Ok(Looked { grant: Some(grant), left_off: None });
    }
    go_on(action, Some(&grant));
    if let Some(outcome) = action.outcome.as_mut().filter(|outcome| outcome.result == ActionResult::Done) {
        let live = parts.items().iter().filter(|part| !part.status.is_terminal());
        let (all, active) = live.fold((0_u32, 0_u32), |(all, active), part| {
            (all + 1, active + u32::from(part.status == GrantStatus::Active))
        });
        outcome.reason = format!("{}; it is ACTIVE in {active} of {all} accounts", outcome.reason);
    }
    Ok(Looked { grant: Some(grant), left_off: left_off(parts.items()) })
}

/// Whether the plan wants a grant activated for the accounts in which it is off, although it is ACTIVE in others.
fn is_to_be_activated_again(action: &Action, worth: &GrantStatus, parts: &[Grant]) -> bool {
    let is_off = |part: &Grant| !part.status.is_terminal() && part.status != GrantStatus::Active;
    action.planned == Decision::Activate
        && !action.activated
        && *worth == GrantStatus::Active
        && parts.iter().any(is_off)
}

/// Whether only the parts of a grant say if it is as wanted.
fn shows_in_parts(action: &Action, grant: &Grant) -> bool {
    action.wish == Wish::Shared
        && action.planned != Decision::Adopt
        && grant.share.principal.account().is_none()
        && matches!(
            grant.status,
            GrantStatus::WorkflowCompleted | GrantStatus::Disabled | GrantStatus::Active
        )
}
