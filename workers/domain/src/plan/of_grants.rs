//! A plan that looks at grants alone, whoever has them and whatever became of their licenses: that of a run that retires, and
//! that of one that adopts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Counts, Decision, Line, Plan, Reason, is_owned_and_live};
use crate::grant::{Grant, Principal};
use crate::identifier::AccountId;
use crate::license::License;
use crate::observation::{Complete, Extent};

/// The line of a grant that is left alone. One that is not for an account stands with the hub, and says for whom it is.
pub(super) fn left_alone<'a>(
    hub: &'a AccountId,
    grant: &'a Grant,
    license_details: Option<&'a License>,
) -> Line<'a> {
    let (account, account_name) = match &grant.share.principal {
        Principal::Account(account) => (account, ""),
        Principal::OrgUnit(arn) | Principal::Organization(arn) | Principal::Unknown(arn) => {
            (hub, arn.as_str())
        }
    };
    Line {
        account,
        account_name,
        license: &grant.share.license,
        license_details,
        grant: Some(grant),
        wish: None,
        decision: Decision::Skip,
        reason: Reason::Foreign,
        recreations: 0,
        area: Some(grant.share.principal.clone()).filter(|principal| principal.account().is_none()),
        loses: 0,
        override_behavior: None,
        successor: None,
    }
}

/// The plan with these lines, of all `grants`.
pub(super) fn of_grants<'a>(
    mut lines: Vec<Line<'a>>,
    notes: Vec<String>,
    grants: &'a Complete<Grant>,
) -> Plan<'a> {
    lines.sort_by_key(|line| (line.account, line.license, line.grant.map(|grant| &grant.arn)));
    let counts = Counts::of(&lines);
    Plan {
        lines,
        doubtful: BTreeSet::new(),
        not_shared: Vec::new(),
        notes,
        extent: &Extent::Organization,
        accounts_selected: 0,
        licenses_shared: 0,
        operations: BTreeMap::new(),
        changes: Vec::new(),
        needs_everything: false,
        not_found: Vec::new(),
        owned_live_grants: grants.items().iter().filter(|grant| is_owned_and_live(grant)).count(),
        counts,
    }
}
