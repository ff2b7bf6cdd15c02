//! The children of a run's Distributed Maps: listed on every look, read in full only when they are new or ended.

use std::collections::HashMap;
use std::time::SystemTime;

use aws_sdk_sfn::types::{ExecutionListItem, MapRunListItem};

use super::snapshot::{Child, Status, json, moment};
use crate::LocalError;
use crate::clients::Clients;

/// The Map Runs of a run, the first one first.
pub(crate) async fn map_runs(clients: &Clients, execution: &str) -> Result<Vec<MapRunListItem>, LocalError> {
    let mut map_runs = Vec::new();
    let mut pages = clients.sfn.list_map_runs().execution_arn(execution).into_paginator().items().send();
    while let Some(map_run) = pages.next().await {
        map_runs.push(map_run.map_err(LocalError::call("states ListMapRuns"))?);
    }
    // Step Functions lists the newest first; the numbers of the passes are to stay as they are.
    map_runs.sort_by_key(|map_run| (map_run.start_date.secs(), map_run.start_date.subsec_nanos()));
    Ok(map_runs)
}

/// The children seen so far.
#[derive(Debug, Default)]
pub(super) struct Children {
    seen: HashMap<String, Child>,
    /// Map Runs that had ended when their children were last listed: these do not change any more.
    finished_map_runs: usize,
}

impl Children {
    /// Looks at all Map Runs that may have changed.
    pub(super) async fn look(
        &mut self,
        clients: &Clients,
        execution: &str,
    ) -> Result<Vec<Child>, LocalError> {
        let map_runs = map_runs(clients, execution).await?;
        let first = self.finished_map_runs;
        for (index, map_run) in map_runs.iter().enumerate().skip(first) {
            self.look_at_map_run(clients, &map_run.map_run_arn, index + 1).await?;
            if map_run.stop_date.is_some() && self.finished_map_runs == index {
                self.finished_map_runs += 1;
            }
        }
        let mut children: Vec<Child> = self.seen.values().cloned().collect();
        children.sort_by(|one, other| {
            (one.pass, one.started, &one.execution).cmp(&(other.pass, other.started, &other.execution))
        });
        Ok(children)
    }

    async fn look_at_map_run(
        &mut self,
        clients: &Clients,
        map_run: &str,
        pass: usize,
    ) -> Result<(), LocalError> {
        let mut pages = clients.sfn.list_executions().map_run_arn(map_run).into_paginator().items().send();
        while let Some(listed) = pages.next().await {
            let listed = listed.map_err(LocalError::call("states ListExecutions"))?;
            let known = self.seen.get(&listed.execution_arn);
            if known.is_none_or(|child| child.status != Status::from(&listed.status)) {
                let child = read(clients, &listed, pass).await?;
                self.seen.insert(listed.execution_arn, child);
            }
        }
        Ok(())
    }
}

async fn read(clients: &Clients, listed: &ExecutionListItem, pass: usize) -> Result<Child, LocalError> {
    let child = clients
        .sfn
        .describe_execution()
        .execution_arn(&listed.execution_arn)
        .send()
        .await
        .map_err(LocalError::call("states DescribeExecution"))?;
    Ok(Child {
        execution: listed.execution_arn.clone(),
        pass,
        input: json(child.input()),
        // As listed: what is described may be newer than what the list was compared with.
        status: Status::from(&listed.status),
        started: moment(Some(&listed.start_date)).unwrap_or(SystemTime::UNIX_EPOCH),
        stopped: moment(listed.stop_date.as_ref()),
        error: child.error().map(str::to_owned),
        cause: child.cause().map(str::to_owned),
    })
}
