//! What the history of a run tells.

use std::collections::BTreeSet;

use super::snapshot::json;
use crate::LocalError;
use crate::clients::Clients;

/// The functions that an execution has called so far, each as its definition names it: an ARN, with a version or without.
pub(crate) async fn functions_called(
    clients: &Clients,
    execution: &str,
) -> Result<BTreeSet<String>, LocalError> {
    let history = clients.sfn.get_execution_history().execution_arn(execution);
    let mut events = history.into_paginator().items().send();
    let mut functions = BTreeSet::new();
    while let Some(event) = events.next().await {
        let event = event.map_err(LocalError::call("states GetExecutionHistory"))?;
        if let Some(task) = event.task_scheduled_event_details() {
            functions.extend(json(Some(task.parameters()))["FunctionName"].as_str().map(str::to_owned));
        }
    }
    Ok(functions)
}
