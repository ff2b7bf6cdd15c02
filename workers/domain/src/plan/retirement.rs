//! The plan of retirement: every owned live grant is taken back, whoever has it and whatever became of its license (P12).
//!
//! It looks at grants and at nothing else, so it holds when accounts left, licenses ended, or nobody may list them any more.

use super::of_grants::{left_alone, of_grants};
use super::{Decision, Line, Plan, Progress, Reason};
use crate::grant::Grant;
use crate::identifier::AccountId;
use crate::life_cycle::{Next, Wish, next_step};
use crate::observation::Complete;
use crate::ownership::bears_our_name;

/// Plans to take back every grant of ours that `hub` gave; those of others are only told (P1). One that a step found out to
/// be another's was told by that.
pub fn retirement<'a>(hub: &'a AccountId, grants: &'a Complete<Grant>, progress: &'a Progress) -> Plan<'a> {
    let is_open = |grant: &&Grant| !grant.status.is_terminal() && !progress.foreign.contains(&grant.arn);
    let live = grants.items().iter().filter(is_open);
    of_grants(live.map(|grant| line(hub, grant, progress)).collect(), Vec::new(), grants)
}

fn line<'a>(hub: &'a AccountId, grant: &'a Grant, progress: &'a Progress) -> Line<'a> {
    let line = left_alone(hub, grant, None);
    if !bears_our_name(grant) {
        return line;
    }
    let (decision, reason) = take_back(grant, progress);
    Line { wish: Some(Wish::Revoked), decision, reason, loses: 1, ..line }
}

fn take_back<'a>(grant: &Grant, progress: &'a Progress) -> (Decision, Reason<'a>) {
    match (next_step(Wish::Revoked, Some(&grant.status), 0), progress.held.get(&grant.share)) {
        (Next::Hold(hold), _) => (Decision::Hold, Reason::Held(hold)),
        (_, Some(what)) => (Decision::Hold, Reason::EarlierInRun(what)),
        (next, None) => (next.into(), Reason::Retired),
    }
}
