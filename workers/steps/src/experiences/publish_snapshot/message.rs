//! What members are told: that there is something to see, in the form of an event, so that their `nudge` reads it like any
//! other one.

use domain::experience::record::Notice;
use domain::identifier::{AccountId, ExecutionArn};
use domain::token::digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{StepError, bug};

/// The `source` of our own events.
pub(crate) const SOURCE: &str = "marketplace-steward";
/// The `detail-type` of this one.
pub(crate) const SNAPSHOT_PUBLISHED: &str = "Snapshot Published";
/// Where the management stack is: the one Region of private marketplaces.
const REGION: &str = "us-east-1";

/// The message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The version of the form that events have.
    pub version: String,
    /// The same for one execution, however often its step is delivered.
    pub id: String,
    /// [`SNAPSHOT_PUBLISHED`].
    #[serde(rename = "detail-type")]
    pub detail_type: String,
    /// [`SOURCE`].
    pub source: String,
    /// The account of the management stack.
    pub account: String,
    /// When the execution was started, to the second.
    pub time: String,
    /// Where.
    pub region: String,
    /// Nothing: a member knows where the snapshot is.
    pub resources: Vec<String>,
    /// What happened.
    pub detail: Detail,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The present snapshot.
    pub revision: u64,
    /// `none`, `changed` or `behind`.
    pub notice: String,
    /// The members that are behind, if that is the reason.
    pub members: Vec<String>,
}

impl Message {
    /// What an execution has to tell.
    ///
    /// # Errors
    /// When the time is none.
    pub(super) fn new(
        execution: &ExecutionArn,
        account: &AccountId,
        started: &str,
        revision: u64,
        notice: &Notice,
    ) -> Result<Self, StepError> {
        let started: Timestamp = started.parse().map_err(|error| bug("the time of the execution", &error))?;
        let (notice, members) = match notice {
            Notice::None => ("none", Vec::new()),
            Notice::Changed => ("changed", Vec::new()),
            Notice::Behind(members) => ("behind", members.clone()),
        };
        Ok(Self {
            version: "0".to_owned(),
            id: digest(&[execution.to_string()]),
            detail_type: SNAPSHOT_PUBLISHED.to_owned(),
            source: SOURCE.to_owned(),
            account: account.to_string(),
            time: started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            region: REGION.to_owned(),
            resources: Vec::new(),
            detail: Detail { revision, notice: notice.to_owned(), members },
        })
    }
}
