//! One hour: the management side publishes, the members follow; with all that the demo says about it.

use std::time::Duration;

use domain::experience::{report::Report, snapshot::Counts as SnapshotCounts};
use serde::{Deserialize, Serialize};

use super::timeline::SetBar;
use crate::calls::{self, Counts};

/// What the publishing run said, as far as it is shown.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Published {
    /// Which snapshot is the present one.
    pub(crate) revision: u64,
    /// Whether it is a new one.
    pub(crate) changed: bool,
    /// Whether members were told.
    pub(crate) tell: bool,
    /// What is in it.
    pub(crate) counts: SnapshotCounts,
}

/// The run of a member.
#[derive(Clone, Debug)]
pub(crate) struct MemberRun {
    /// The organization.
    pub(crate) organization: String,
    /// The account from which it is administered.
    pub(crate) account: String,
    /// Its report, as the run itself wrote it.
    pub(crate) report: Report,
    /// How the execution ended.
    pub(crate) status: String,
    /// The change sets that were started meanwhile.
    pub(crate) change_sets: Vec<SetBar>,
}

/// The calls made in the name of one organization.
#[derive(Clone, Debug)]
pub(crate) struct OrganizationCalls {
    /// The organization.
    pub(crate) organization: String,
    /// Calls per `service.Operation`.
    pub(crate) counts: Counts,
}

/// One hour.
#[derive(Clone, Debug)]
pub(crate) struct Hour {
    /// What was published.
    pub(crate) published: Published,
    /// The members, in the order of the settings.
    pub(crate) members: Vec<MemberRun>,
    /// The calls, the management side first.
    pub(crate) calls: Vec<OrganizationCalls>,
    /// From the first call until the last run had ended, on the simulated clock.
    pub(crate) virtual_time: Duration,
}

impl Hour {
    /// Whether every run ended as its definition wants.
    pub(crate) fn succeeded(&self) -> bool {
        self.members.iter().all(|member| member.status == "SUCCEEDED")
    }

    /// Whether the members were to end after their plans.
    pub(crate) fn is_plan_only(&self) -> bool {
        self.members.iter().any(|member| member.report.run.plan_only)
    }

    /// How many calls would change something.
    pub(crate) fn mutating(&self) -> u64 {
        self.calls.iter().map(|calls| calls::mutating(&calls.counts)).sum()
    }

    /// All calls.
    pub(crate) fn calls_total(&self) -> u64 {
        self.calls.iter().flat_map(|calls| calls.counts.values()).sum()
    }
}
