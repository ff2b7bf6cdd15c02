//! The plan of retirement: every owned live grant is taken back, whoever has it and whatever became of its license (P12).
//!
//! It looks at grants and at nothing else, so it holds when accounts left, licenses ended, or nobody may list them any more.

use super::{Counts, Decision, Line, Plan, Progress, Reason, is_owned_and_live};
use crate::grant::{Grant, Principal};
use crate::identifier::AccountId;
use crate::life_cycle::{Next, Wish, next_step};
use crate::observation::{Complete, Extent};
use crate::ownership::bears_our_name;

/// Plans to take back every grant of ours that `hub` gave; those of others are only told (P1). One that a step found out to
/// be another's was told by that.
pub fn retirement<'a>(hub: &'a AccountId, grants: &'a Complete<Grant>, progress: &'a Progress) -> Plan<'a> {
    let is_open = |grant: &&Grant| !grant.status.is_terminal() && !progress.foreign.contains(&grant.arn);
    let live = grants.items().iter().filter(is_open);
    let mut lines: Vec<_> = live.map(|grant| line(hub, grant, progress)).collect();
    lines.sort_by_key(|line| (line.account, line.license, line.grant.map(|grant| &grant.arn)));
    let counts = Counts::of(&lines);
    Plan {
        lines,
        doubtful: std::collections::BTreeSet::new(),
        not_shared: Vec::new(),
        notes: Vec::new(),
        extent: &Extent::Organization,
        accounts_selected: 0,
        licenses_shared: 0,
        operations: std::collections::BTreeMap::new(),
        changes: Vec::new(),
        needs_everything: false,
        not_found: Vec::new(),
        owned_live_grants: grants.items().iter().filter(|grant| is_owned_and_live(grant)).count(),
        counts,
    }
}

/// The line of a live grant. One that is not for an account stands with the hub, and says for whom it is.
fn line<'a>(hub: &'a AccountId, grant: &'a Grant, progress: &'a Progress) -> Line<'a> {
    let (account, account_name) = match &grant.share.principal {
        Principal::Account(account) => (account, ""),
        Principal::OrgUnit(arn) | Principal::Organization(arn) | Principal::Unknown(arn) => {
            (hub, arn.as_str())
        }
    };
    let (wish, decision, reason) = if bears_our_name(grant) {
        let (decision, reason) = take_back(grant, progress);
        (Some(Wish::Revoked), decision, reason)
    } else {
        (None, Decision::Skip, Reason::Foreign)
    };
    Line {
        account,
        account_name,
        license: &grant.share.license,
        license_details: None,
        grant: Some(grant),
        wish,
        decision,
        reason,
        recreations: 0,
        area: Some(grant.share.principal.clone()).filter(|principal| principal.account().is_none()),
        loses: 1,
        override_behavior: None,
        successor: None,
    }
}

fn take_back<'a>(grant: &Grant, progress: &'a Progress) -> (Decision, Reason<'a>) {
    match (next_step(Wish::Revoked, Some(&grant.status), 0), progress.held.get(&grant.share)) {
        (Next::Hold(hold), _) => (Decision::Hold, Reason::Held(hold)),
        (_, Some(what)) => (Decision::Hold, Reason::EarlierInRun(what)),
        (next, None) => (next.into(), Reason::Retired),
    }
}
