//! What is next after a fix was called: it shows, it takes time, or it has failed.
//!
//! The waits are Wait states; nothing here sleeps. A fix is never believed by its answer alone: only what is seen afterwards
//! makes it done.

use serde::{Deserialize, Serialize};

use super::finding::{Id, Judgement, judge};
use super::fix::Fix;
use super::observed::{Deletion, DeletionStatus, Observed, Read};
use super::service::Service;
use super::settings::Settings;

/// Looks at one fix before it counts as failed: with [`wait_seconds`] about ten minutes.
pub const LOOKS_MAX: u32 = 20;
/// Looks at the deletion of a role: with [`wait_seconds`] about half an hour.
pub const DELETION_LOOKS_MAX: u32 = 60;

/// Calls of one fix that AWS answers with "not yet" before it counts as failed: about ten minutes.
pub const CALLS_MAX: u32 = 20;
/// Looks at everything in one round of a run. Each fix can fail once, and each question is one look more; there are fewer
/// than half as many fixes.
pub const PASSES_MAX: u32 = 60;

/// What is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "next")]
pub enum Next {
    /// It shows. The next fix may begin.
    Done,
    /// Look again after so many seconds.
    Wait {
        /// How long.
        seconds: u32,
    },
    /// It does not show and will not. Why, and what to do.
    Failed {
        /// The words for people.
        reason: String,
    },
}

/// Seconds to wait before look number `looks` (0 = right after the call).
pub fn wait_seconds(fix: &Fix, looks: u32) -> u32 {
    match (looks, fix) {
        // Two to three minutes until a role acts after trusted access was given (AWS-FACTS sections 5.2, 10).
        (0, Fix::CreateRole { service: Service::MarketplaceLicenses, .. }) => 180,
        // Between trusted access and the delegated administrator an earlier tool waits a minute, always (section 10).
        (0, Fix::EnableTrustedAccess(Service::PrivateMarketplace)) => 60,
        (0, _) => 10,
        _ => 30,
    }
}

/// Decides what is next, from what was seen at look number `looks`. Look 0 is before any waiting: it only begins the wait,
/// since what shows already may not work everywhere yet.
pub fn next_step(settings: &Settings, fix: &Fix, seen: &Observed, looks: u32) -> Next {
    if looks == 0 {
        return Next::Wait { seconds: wait_seconds(fix, 0) };
    }
    let mut left: Option<String> = None;
    for wanted in fix.brings() {
        left = left.or(match judge(&wanted, settings, seen) {
            Judgement::Known(broken) => {
                // Somebody else was faster: what is there now is theirs, and stays.
                if let Some(theirs) = broken.iter().find(|broken| is_theirs(broken.id)) {
                    return Next::Failed { reason: format!("{}; it is left alone", theirs.what) };
                }
                // Another thing may be wrong with it by now; that is for the next check.
                broken.into_iter().find(|broken| broken.fix.as_ref() == Some(fix)).map(|broken| broken.what)
            }
            Judgement::NotAsked => Some(format!("{wanted} was not looked at")),
            Judgement::Unread(why) => Some(format!("{wanted} could not be read: {why}")),
        });
    }
    let Some(left) = left else { return Next::Done };
    let deletes = matches!(fix, Fix::DeletePurchaseOrders { .. });
    if deletes
        && let Read::Known(deletion) = &seen.purchase_orders_deletion
        && deletion.status == DeletionStatus::Failed
    {
        return Next::Failed { reason: refused(deletion) };
    }
    if looks >= if deletes { DELETION_LOOKS_MAX } else { LOOKS_MAX } {
        return Next::Failed {
            reason: format!(
                "{} It was called, and after {looks} looks {left}; run the command by hand to see what AWS says, \
                 then run setup again",
                fix.words()
            ),
        };
    }
    Next::Wait { seconds: wait_seconds(fix, looks) }
}

/// Whether something of ours cannot be there because somebody else's is.
fn is_theirs(id: Id) -> bool {
    matches!(id, Id::GuardRailNotOurs | Id::OtherAdministrator)
}

/// Why a role was not deleted, with where it is still used.
fn refused(deletion: &Deletion) -> String {
    let usage: Vec<String> = deletion
        .usage
        .iter()
        .map(|(region, resources)| format!("{} in {region}", resources.join(", ")))
        .collect();
    let usage =
        if usage.is_empty() { String::new() } else { format!("; still used by {}", usage.join("; ")) };
    let reason = if deletion.reason.is_empty() { "no reason given" } else { &deletion.reason };
    format!("AWS did not delete the role: {reason}{usage}; end what uses it, and run setup again")
}
