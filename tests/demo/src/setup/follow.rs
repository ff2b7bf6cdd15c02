//! Follows one run of setup to its end, shows it, answers what it asks, and collects what there is to say about it.

use std::collections::BTreeMap;

use domain::{approval::Record, setup::finding::Finding};
use local::Account;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sim::is_mutating;

use super::{
    act::{Act, Asked, Fixed},
    stage::Stage,
};
use crate::{
    failure::Failure, live::hours_minutes_seconds, questions::Asking, recording::Recording,
    watch::status_word,
};

/// The state in which a run waits for a person.
const WAITS: &str = "Wait for the answer";
/// The states that get a line; what is between them is told by its calls.
const SHOWN: [&str; 3] = ["Look", WAITS, "Report"];

/// Starts a run of setup, approves what it asks, and gives it as it ended.
pub(crate) async fn follow(stage: &Stage, input: &Value, faults: Option<u64>) -> Result<Act, Failure> {
    let recording = Recording::start(stage.local.sim(), faults);
    let execution = stage.local.start_run(&stage.setup.arn, input).await?;
    let mut follow = stage.local.follow(&execution);
    let name = execution.rsplit(':').next().unwrap_or_default().to_owned();
    let (local, account, machine) = (&stage.local, stage.account.as_str(), stage.setup.arn.as_str());
    let asking = Asking { local, account, machine, bucket: &stage.setup.bucket, run: &name, what: "calls" };
    let (mut state, mut told) = (None, 0);
    while let Some(progress) = follow.next().await? {
        let clock = hours_minutes_seconds(recording.elapsed());
        let calls = calls(stage, &execution).await?;
        for call in &calls[told..] {
            eprintln!("  {clock}    {}", text(call, "fix"));
        }
        told = calls.len();
        if progress.state != state {
            state = progress.state;
            match state.as_deref() {
                Some(entered) if SHOWN.contains(&entered) => eprintln!("  {clock}  {entered}"),
                _ => {}
            }
        }
        if state.as_deref() == Some(WAITS) {
            let open = asking.open().await?;
            if !open.is_empty() {
                for line in asking.told(&open) {
                    eprintln!("  {clock}  {line}");
                }
                asking.approve().await?;
            }
        }
    }
    let ended = follow.ended().await?;
    let (home, folder) = (stage.local.account(&stage.account), format!("runs/{name}/"));
    let keys = home.keys(&stage.setup.bucket, &folder).await?;
    let looks: Vec<&String> = keys.iter().filter(|key| key.ends_with("/findings.json")).collect();
    let (first, last) =
        looks.first().zip(looks.last()).ok_or_else(|| Failure::report(&ended, &"it left no findings"))?;
    let found: Vec<Finding> = object(&home, &stage.setup.bucket, first).await?;
    let left = object(&home, &stage.setup.bucket, last).await?;
    let mut asked = Vec::new();
    for key in keys.iter().filter(|key| key.contains("/questions/")) {
        asked.push(question(object(&home, &stage.setup.bucket, key).await?));
    }
    let fixed = fixed(&calls(stage, &execution).await?, &recording);
    Ok(Act {
        run: name,
        status: status_word(&ended.status).to_owned(),
        found,
        left,
        asked,
        fixed,
        calls: recording.calls(),
        virtual_time: recording.elapsed(),
    })
}

fn question(record: Record) -> Asked {
    Asked {
        answered: record.answered.as_ref().map(ToString::to_string).unwrap_or_default(),
        reasons: record.reasons,
        covers: record.covers.into_iter().collect(),
    }
}

/// The calls of a run in setup's ledger, in order.
async fn calls(stage: &Stage, execution: &str) -> Result<Vec<BTreeMap<String, String>>, Failure> {
    let mut rows = stage.local.account(&stage.account).rows(&stage.ledger).await?;
    rows.retain(|row| row.contains_key("operation") && row.get("run").is_some_and(|run| run == execution));
    rows.sort_by(|one, other| one.get("sk").cmp(&other.get("sk")));
    Ok(rows)
}

/// Each call of the ledger with its moment on the simulated clock: the simulated services saw the same calls in the same order.
fn fixed(calls: &[BTreeMap<String, String>], recording: &Recording<'_>) -> Vec<Fixed> {
    let log = recording.log();
    let began = recording.began().epoch_seconds();
    let moments = log.iter().filter(|call| is_mutating(&call.operation)).map(|call| call.at_epoch_seconds);
    let moments = moments.chain(std::iter::repeat(recording.began().epoch_seconds()));
    let fixed = calls.iter().zip(moments).map(|(call, moment)| Fixed {
        at_seconds: (moment - began).max(0.0),
        fix: text(call, "fix"),
        answers: text(call, "reason"),
        account: text(call, "account"),
        result: text(call, "result"),
    });
    fixed.collect()
}

fn text(row: &BTreeMap<String, String>, name: &str) -> String {
    row.get(name).cloned().unwrap_or_default()
}

async fn object<T: DeserializeOwned>(account: &Account<'_>, bucket: &str, key: &str) -> Result<T, Failure> {
    let text = account.object(bucket, key).await?;
    serde_json::from_slice(&text).map_err(|error| Failure::Object { key: key.to_owned(), source: error })
}
