//! A run of setup that ended, as a story looks at it.

use domain::approval::Record;
use domain::setup::finding::{Finding, Id};
use domain::setup::planned::Planned;
use local::{Account, Ended, Status};
use serde::de::DeserializeOwned;
use sim::{Call, Calls, is_mutating};

use crate::StoryError;

/// A run of setup that ended.
#[derive(Debug)]
pub struct SetupRun {
    /// How it ended.
    pub ended: Ended,
    /// What it saw each time that it looked at everything, the first look first.
    pub passes: Vec<Pass>,
    /// What it asked.
    pub questions: Vec<Record>,
    /// The calls to the simulated services since the run was started by hand.
    pub calls: Calls,
    /// Its report for people, or why there is none.
    pub report: Result<String, String>,
    /// How long it took on the virtual clock; 0 where it was not started by [`super::Setup::run`].
    pub virtual_seconds: f64,
}

/// One look at everything.
#[derive(Debug)]
pub struct Pass {
    /// What is not in place.
    pub findings: Vec<Finding>,
    /// The fixes, in order; none where nothing is to be fixed.
    pub plan: Vec<Planned>,
}

impl Pass {
    /// The ids of its findings, in the order of their names.
    #[must_use]
    pub fn ids(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.findings.iter().map(|finding| finding.id).collect();
        ids.sort_unstable();
        ids
    }
}

impl SetupRun {
    pub(super) async fn read(
        account: &Account<'_>,
        bucket: &str,
        ended: Ended,
        calls: Calls,
    ) -> Result<Self, StoryError> {
        let folder = format!("runs/{}", ended.name());
        let mut passes = Vec::new();
        let mut questions = Vec::new();
        let keys = account.keys(bucket, &format!("{folder}/")).await?;
        for key in &keys {
            if key.ends_with("/findings.json") {
                let plan = key.replace("findings.json", "plan.json");
                let plan =
                    if keys.contains(&plan) { object(account, bucket, &plan).await? } else { Vec::new() };
                passes.push(Pass { findings: object(account, bucket, key).await?, plan });
            } else if key.contains("/questions/") {
                questions.push(object(account, bucket, key).await?);
            }
        }
        let report = account.object(bucket, &format!("{folder}/report.md")).await;
        let report =
            report.map(|text| String::from_utf8_lossy(&text).into_owned()).map_err(|error| error.to_string());
        Ok(Self { ended, passes, questions, calls, report, virtual_seconds: 0.0 })
    }

    /// Whether it ended well.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.ended.status == Status::Succeeded
    }

    /// What it says of its own failure; empty when it succeeded.
    #[must_use]
    pub fn failure(&self) -> String {
        [&self.ended.error, &self.ended.cause].into_iter().flatten().cloned().collect::<Vec<_>>().join(": ")
    }

    /// The ids of what it found at its first look.
    #[must_use]
    pub fn found(&self) -> Vec<Id> {
        self.passes.first().map(Pass::ids).unwrap_or_default()
    }

    /// The ids of what was left at its last look.
    #[must_use]
    pub fn left(&self) -> Vec<Id> {
        self.passes.last().map(Pass::ids).unwrap_or_default()
    }

    /// The calls that change something, as they were made, each with its moment.
    pub fn changes(&self) -> impl Iterator<Item = &Call> {
        self.calls.log.iter().filter(|call| is_mutating(&call.operation))
    }
}

async fn object<T: DeserializeOwned>(
    account: &Account<'_>,
    bucket: &str,
    key: &str,
) -> Result<T, StoryError> {
    let text = account.object(bucket, key).await?;
    serde_json::from_slice(&text)
        .map_err(|error| StoryError::Missed { what: format!("{key} in its form"), when: error.to_string() })
}
