//! The one function that decides the next step of a grant from its observed status.
//!
//! The planner asks it when a run begins, `check-grant` asks it after every wait: so a grant that was left in any status
//! by anyone is taken up where it stands (seed defects S4 and S5).

use serde::{Deserialize, Serialize};

use crate::grant::{Grant, GrantStatus};
use crate::limits::RECREATIONS_MAX;

/// What is wanted of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// An ACTIVE grant.
    Shared,
    /// No live grant.
    Revoked,
}

/// What to do next about a grant. The names are the ones that the state machine chooses by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Make a grant.
    Create,
    /// Accept it in the receiving account.
    Accept,
    /// Activate it.
    Activate,
    /// Delete it.
    Delete,
    /// AWS is at work: look again later.
    Wait,
    /// As wanted.
    Done,
    /// Not without a person: see the reason.
    Hold(Hold),
}

/// Why a grant is not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The receiving account refused it.
    Rejected,
    /// Its workflow failed, was made anew as often as allowed, and failed again.
    WorkflowFailed,
    /// Its status is not known to this version.
    UnknownStatus,
}

/// The next step for a share whose newest live grant has `status` (`None`: there is no grant).
///
/// `recreations` counts the grants of this share whose workflow failed and that were deleted to be made anew.
pub fn next_step(wish: Wish, status: Option<&GrantStatus>, recreations: u32) -> Next {
    use GrantStatus as S;
    match (wish, status) {
        (_, Some(S::Unknown(_))) => Next::Hold(Hold::UnknownStatus),
        (_, Some(S::PendingWorkflow | S::PendingDelete)) => Next::Wait,

        (Wish::Shared, None | Some(S::Deleted)) => Next::Create,
        (Wish::Shared, Some(S::PendingAccept)) => Next::Accept,
        (Wish::Shared, Some(S::Active)) => Next::Done,
        // Distributed, but nothing is said of activation (AWS-FACTS 3.2): activating twice does no harm.
        (Wish::Shared, Some(S::Disabled | S::WorkflowCompleted)) => Next::Activate,
        (Wish::Shared, Some(S::FailedWorkflow)) if recreations < RECREATIONS_MAX => Next::Delete,
        (Wish::Shared, Some(S::FailedWorkflow)) => Next::Hold(Hold::WorkflowFailed),
        (Wish::Shared, Some(S::Rejected)) => Next::Hold(Hold::Rejected),

        (Wish::Revoked, None | Some(S::Deleted | S::Rejected)) => Next::Done,
        (
            Wish::Revoked,
            Some(S::Active | S::Disabled | S::PendingAccept | S::FailedWorkflow | S::WorkflowCompleted),
        ) => Next::Delete,
    }
}

/// What the status of a grant for an OU or the organization is worth, by its parts, one in each account that it reaches.
///
/// `WORKFLOW_COMPLETED` says that a distribution or a recall ended and nothing of activation (AWS-FACTS 3.2), so the parts
/// decide: one that is ACTIVE shows that the whole was activated. Where none is, and all are kept from it by what their
/// accounts use already, there is nothing more to activate. Beyond that each part is its account's own matter.
pub fn spread<'a>(status: &GrantStatus, parts: impl IntoIterator<Item = &'a Grant>) -> GrantStatus {
    use GrantStatus as S;
    if !matches!(status, S::WorkflowCompleted | S::Disabled | S::Active) {
        return status.clone();
    }
    let (mut pending, mut off, mut refused) = (false, false, false);
    for part in parts {
        match &part.status {
            S::Active => return S::Active,
            S::PendingWorkflow => pending = true,
            S::Disabled | S::FailedWorkflow if part.tells_of_a_conflict() => refused = true,
            S::Disabled | S::WorkflowCompleted => off = true,
            S::PendingAccept
            | S::Rejected
            | S::FailedWorkflow
            | S::Deleted
            | S::PendingDelete
            | S::Unknown(_) => {}
        }
    }
    match (pending, off, refused) {
        (true, _, _) => S::PendingWorkflow,
        (false, false, true) => S::Active,
        (false, _, _) => S::Disabled,
    }
}

/// Names the accounts in which a grant for an OU or the organization was never on although nothing there keeps it from being
/// on; `None` when there are none.
///
/// They joined after the grant was activated, and AWS did not switch it on for them. A part that somebody switched off has a
/// second version, and is left as it is. The whole is activated again when the accounts are others than it left off the last
/// time.
pub fn left_off<'a>(parts: impl IntoIterator<Item = &'a Grant>) -> Option<String> {
    let is_off = |part: &&Grant| {
        part.status == GrantStatus::Disabled
            && part.version_number() == Some(1)
            && !part.tells_of_a_conflict()
    };
    let mut off: Vec<String> =
        parts.into_iter().filter(is_off).map(|part| part.share.principal.to_string()).collect();
    off.sort();
    (!off.is_empty()).then(|| crate::token::digest(&off))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_for_many_is_worth_what_its_parts_are() {
        let part = |text: &str| {
            let (status, reason) = text.split_once(' ').unwrap_or((text, ""));
            Grant {
                arn: "arn:aws:license-manager::111111111111:grant:g-1".parse().unwrap(),
                name: String::new(),
                share: crate::grant::Share {
                    license: "arn:aws:license-manager::999999999999:license:l-1".parse().unwrap(),
                    principal: "arn:aws:iam::222222222222:root".to_owned().into(),
                },
                status: status.into(),
                status_reason: (!reason.is_empty()).then(|| reason.to_owned()),
                version: "1".to_owned(),
            }
        };
        let refused = "DISABLED it is already active";
        for (whole, parts, worth) in [
            ("WORKFLOW_COMPLETED", vec!["DISABLED", "ACTIVE"], "ACTIVE"),
            ("WORKFLOW_COMPLETED", vec!["DISABLED", "DISABLED"], "DISABLED"),
            ("WORKFLOW_COMPLETED", vec!["PENDING_WORKFLOW", "DISABLED"], "PENDING_WORKFLOW"),
            ("WORKFLOW_COMPLETED", vec![refused], "ACTIVE"),
            ("WORKFLOW_COMPLETED", vec![refused, "DISABLED"], "DISABLED"),
            ("WORKFLOW_COMPLETED", vec![], "DISABLED"),
            ("DISABLED", vec!["ACTIVE"], "ACTIVE"),
            ("PENDING_WORKFLOW", vec!["ACTIVE"], "PENDING_WORKFLOW"),
            ("FAILED_WORKFLOW", vec![], "FAILED_WORKFLOW"),
            ("PENDING_DELETE", vec!["ACTIVE"], "PENDING_DELETE"),
        ] {
            let parts: Vec<_> = parts.into_iter().map(part).collect();
            assert_eq!(spread(&whole.into(), &parts).as_str(), worth, "{whole} {parts:?}");
        }
        let off = |parts: &[&str]| left_off(&parts.iter().map(|text| part(text)).collect::<Vec<_>>());
        assert_eq!(off(&["ACTIVE", refused, "PENDING_WORKFLOW"]), None);
        assert!(off(&["ACTIVE", "DISABLED"]).is_some());
        let switched_off = Grant { version: "2".to_owned(), ..part("DISABLED") };
        assert_eq!(left_off(&[switched_off]), None);
    }

    #[test]
    fn every_status_has_a_next_step_for_both_wishes() {
        let table: Vec<_> = GrantStatus::KNOWN
            .iter()
            .map(|text| {
                let status = GrantStatus::from(*text);
                let step = |wish| serde_json::to_value(next_step(wish, Some(&status), 0)).unwrap();
                format!("{text}: {} / {}", step(Wish::Shared), step(Wish::Revoked))
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r#"
        PENDING_WORKFLOW: "wait" / "wait"
        PENDING_ACCEPT: "accept" / "delete"
        REJECTED: {"hold":"rejected"} / "done"
        ACTIVE: "done" / "delete"
        FAILED_WORKFLOW: "delete" / "delete"
        DELETED: "create" / "done"
        PENDING_DELETE: "wait" / "wait"
        DISABLED: "activate" / "delete"
        WORKFLOW_COMPLETED: "activate" / "delete"
        "#);
    }

    #[test]
    fn a_failed_workflow_is_made_anew_twice_and_then_held() {
        let next = |recreations| next_step(Wish::Shared, Some(&GrantStatus::FailedWorkflow), recreations);
        assert_eq!(
            [next(0), next(1), next(2)],
            [Next::Delete, Next::Delete, Next::Hold(Hold::WorkflowFailed)]
        );
    }

    #[test]
    fn an_unknown_status_is_never_touched() {
        let status = GrantStatus::from("ARCHIVED");
        for wish in [Wish::Shared, Wish::Revoked] {
            assert_eq!(next_step(wish, Some(&status), 0), Next::Hold(Hold::UnknownStatus));
        }
    }
}
