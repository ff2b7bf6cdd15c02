//! Runs of a state machine: started, found and followed until they end.

mod children;
mod follow;
mod snapshot;

pub(crate) use children::map_runs;
pub use follow::Follow;
pub use snapshot::{Child, Ended, Progress, Status};

use std::time::{Duration, Instant, SystemTime};

use crate::LocalError;
use crate::clients::Clients;

const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// Of `arn:aws:states:<region>:<account>:stateMachine:<name>`; a version or an alias would be one more.
const ARN_PARTS: usize = 7;

/// Starts a run of a machine, a version or an alias, and gives its execution ARN.
pub(crate) async fn start(
    clients: &Clients,
    machine_arn: &str,
    input: &serde_json::Value,
) -> Result<String, LocalError> {
    let started = clients
        .sfn
        .start_execution()
        .state_machine_arn(machine_arn)
        .input(input.to_string())
        .send()
        .await
        .map_err(LocalError::call("states StartExecution"))?;
    Ok(started.execution_arn)
}

/// Takes a run up again where it failed, was aborted or timed out.
pub(crate) async fn redrive(clients: &Clients, execution: &str) -> Result<(), LocalError> {
    let call = clients.sfn.redrive_execution().execution_arn(execution).send();
    call.await.map(|_| ()).map_err(LocalError::call("states RedriveExecution"))
}

/// Stops a run with everything in it.
pub(crate) async fn abort(clients: &Clients, execution: &str) -> Result<(), LocalError> {
    let call = clients.sfn.stop_execution().execution_arn(execution).send();
    call.await.map(|_| ()).map_err(LocalError::call("states StopExecution"))
}

/// Waits for the first run of the state machine that started at or after a moment.
pub(crate) async fn started_since(
    clients: &Clients,
    machine_arn: &str,
    moment: SystemTime,
    seconds_max: u64,
) -> Result<String, LocalError> {
    let began = Instant::now();
    loop {
        let runs = all(clients, machine_arn).await?;
        if let Some((execution, _)) = runs.into_iter().find(|(_, started)| *started >= moment) {
            return Ok(execution);
        }
        if began.elapsed().as_secs() >= seconds_max {
            return Err(LocalError::TooLate {
                what: format!("A run of {machine_arn}"),
                seconds: seconds_max,
                next: "Look whether the event matches the rule, and into the dead-letter queue.",
            });
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// All runs of the state machine, with when they started, the first one first.
pub(crate) async fn all(
    clients: &Clients,
    machine_arn: &str,
) -> Result<Vec<(String, SystemTime)>, LocalError> {
    let mut pages = clients
        .sfn
        .list_executions()
        .state_machine_arn(unqualified(machine_arn))
        .into_paginator()
        .items()
        .send();
    let mut runs = Vec::new();
    while let Some(run) = pages.next().await {
        let run = run.map_err(LocalError::call("states ListExecutions"))?;
        runs.push((
            run.execution_arn.clone(),
            snapshot::moment(Some(&run.start_date)).unwrap_or(SystemTime::UNIX_EPOCH),
        ));
    }
    runs.sort_by_key(|(_, started)| *started);
    Ok(runs)
}

/// The ARN of the machine itself, of whichever version or alias.
fn unqualified(machine_arn: &str) -> &str {
    machine_arn.match_indices(':').nth(ARN_PARTS - 1).map_or(machine_arn, |(end, _)| &machine_arn[..end])
}
