//! Follows one run of setup to its end, shows it, answers what it asks, and collects what there is to say about it.

use std::collections::BTreeMap;

use domain::{approval::Record, setup::finding::Finding};
use local::Account;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sim::is_mutating;

use super::{
    act::{Act, Asked, Fixed},
    stage::Stage,
};
use crate::{failure::Failure, live::hours_minutes_seconds, recording::Recording, watch::status_word};

/// The state in which a run waits for a person.
const WAITS: &str = "Wait for the answer";
/// The states that get a line; what is between them is told by its calls.
const SHOWN: [&str; 3] = ["Look", WAITS, "Report"];

/// Characters of a call on the screen; the page has all of it.
const CALL_CHARACTERS_MAX: usize = 120;

/// Starts a run of setup, approves what it asks, and gives it as it ended.
pub(crate) async fn follow(stage: &Stage, input: &Value, faults: Option<u64>) -> Result<Act, Failure> {
    let recording = Recording::start(stage.local.sim(), faults);
    let execution = stage.local.start_run(&stage.setup.arn, input).await?;
    let mut follow = stage.local.follow(&execution);
    let name = execution.rsplit(':').next().unwrap_or_default().to_owned();
    let (mut state, mut told, mut answered) = (None, 0, 0);
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
            answered += approve(stage, &name, answered, &clock).await?;
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

/// Shows the questions that are new and approves them, as a person does: by starting a run that says so.
async fn approve(stage: &Stage, run: &str, before: usize, clock: &str) -> Result<usize, Failure> {
    let home = stage.local.account(&stage.account);
    let keys = home.keys(&stage.setup.bucket, &format!("runs/{run}/questions/")).await?;
    let mut asked = Vec::new();
    for key in &keys {
        let record: Record = object(&home, &stage.setup.bucket, key).await?;
        asked.extend(Some(record).filter(|record| record.token.is_some() && record.answered.is_none()));
    }
    if keys.len() <= before || asked.is_empty() {
        return Ok(0);
    }
    for record in &asked {
        eprintln!("  {clock}    It asks to approve {} calls, each by name:", record.covers.len());
        for call in &record.covers {
            eprintln!("             {}", shortened(call));
        }
    }
    eprintln!("  {clock}  A person answers {{\"approve\": \"{run}\"}}");
    let input = json!({"approve": run, "reason": "demo"});
    let answer = stage.local.start_run(&stage.setup.arn, &input).await?;
    stage.local.follow(&answer).ended().await?;
    Ok(asked.len())
}

/// A call on one line.
fn shortened(call: &str) -> String {
    let short: String = call.chars().take(CALL_CHARACTERS_MAX).collect();
    if short.len() < call.len() { format!("{short} ...") } else { short }
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
