//! One local AWS from start to end.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use sim::{Clock, Sim, WorldFile};
use tokio::task::JoinHandle;

use crate::clients::Clients;
use crate::deploy::{self, Deployment};
use crate::folder::Folder;
use crate::ministack::{MiniStack, Settings};
use crate::options::{HUB_ACCOUNT, Options, python};
use crate::run::{self, Follow};
use crate::{LocalError, events, http};

/// A running local AWS; dropping it ends its processes and removes its files.
#[derive(Debug)]
pub struct LocalAws {
    // In the order in which they have to go.
    ministack: MiniStack,
    forwarding: JoinHandle<()>,
    sim: Sim,
    clients: Clients,
    folder: Folder,
}

impl LocalAws {
    /// Starts it on free loopback ports and waits until it answers. Several can run side by side.
    ///
    /// # Errors
    /// When Python is not set up, or a part does not come up.
    pub async fn start(options: &Options) -> Result<Self, LocalError> {
        let folder = Folder::create()?;
        let sim = start_sim(options).await?;
        let settings = Settings {
            python: &python(),
            folder: folder.path(),
            engine: options.engine,
            wait_scale: 1.0 / options.speed,
            worker_endpoint: &sim.endpoint(),
        };
        let ministack = MiniStack::start(&settings).await?;
        sim.set_upstream(&ministack.endpoint());
        let forwarding = events::forward(&sim, ministack.endpoint());
        let clients = Clients::new(&ministack.endpoint(), HUB_ACCOUNT);
        Ok(Self { ministack, forwarding, sim, clients, folder })
    }

    /// The simulated services: to look into the world and to change it.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        &self.sim
    }

    /// The gateway's address: all that a client of any AWS service needs, as `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.sim.endpoint()
    }

    /// Where all its files are; it goes with it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The last lines that the local AWS logged, for a message about something unexpected.
    #[must_use]
    pub fn log_tail(&self) -> String {
        self.ministack.log_tail()
    }

    /// Deploys all stacks of a cloud assembly to the hub account, with the given `bootstrap` as the functions' code.
    ///
    /// A stack that is there is updated. As `cdk deploy` does, that publishes new code only if the assembly tells of
    /// it: by another asset hash.
    ///
    /// # Errors
    /// When the assembly is not complete, or a stack does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy(&self, assembly: &Path, bootstrap: &Path) -> Result<Deployment, LocalError> {
        deploy::deploy(&self.clients, HUB_ACCOUNT, assembly, bootstrap, self.folder.path()).await
    }

    /// Deploys a template without assets to the hub account, as a stack of this name: what a user has beside the hub.
    ///
    /// # Errors
    /// When it does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy_beside(&self, stack: &str, template: &Value) -> Result<(), LocalError> {
        deploy::deploy_beside(&self.clients, stack, template).await
    }

    /// Deletes the stacks of a deployment.
    ///
    /// # Errors
    /// When a resource cannot be deleted.
    pub async fn destroy(&self, deployment: &Deployment) -> Result<(), LocalError> {
        deploy::destroy(&self.clients, deployment).await
    }

    /// Starts a run of a state machine, of a version or of an alias, and gives its execution ARN.
    ///
    /// # Errors
    /// When the call is refused.
    pub async fn start_run(&self, machine_arn: &str, input: &Value) -> Result<String, LocalError> {
        run::start(&self.clients, machine_arn, input).await
    }

    /// Takes a run up again where it failed, was aborted or timed out; then it can be followed anew.
    ///
    /// # Errors
    /// When the run cannot be redriven.
    pub async fn redrive(&self, execution_arn: &str) -> Result<(), LocalError> {
        run::redrive(&self.clients, execution_arn).await
    }

    /// Stops a run with everything in it.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn abort(&self, execution_arn: &str) -> Result<(), LocalError> {
        run::abort(&self.clients, execution_arn).await
    }

    /// Waits for the first run of a state machine that started since a moment, and gives its execution ARN.
    ///
    /// # Errors
    /// When none starts within that many seconds.
    pub async fn run_started_since(
        &self,
        machine_arn: &str,
        moment: SystemTime,
        seconds_max: u64,
    ) -> Result<String, LocalError> {
        run::started_since(&self.clients, machine_arn, moment, seconds_max).await
    }

    /// All runs of a state machine by their execution ARNs, the first one first.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub async fn runs(&self, machine_arn: &str) -> Result<Vec<String>, LocalError> {
        let runs = run::all(&self.clients, machine_arn).await?;
        Ok(runs.into_iter().map(|(execution, _)| execution).collect())
    }

    /// The Map Runs of a run by their ARNs, the first one first.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn map_runs(&self, execution_arn: &str) -> Result<Vec<String>, LocalError> {
        let map_runs = run::map_runs(&self.clients, execution_arn).await?;
        Ok(map_runs.into_iter().map(|map_run| map_run.map_run_arn).collect())
    }

    /// Follows a run until it ends.
    #[must_use]
    pub fn follow(&self, execution_arn: &str) -> Follow {
        Follow::new(self.clients.clone(), execution_arn.to_owned())
    }

    /// Reads an object.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn object(&self, bucket: &str, key: &str) -> Result<Vec<u8>, LocalError> {
        let object = self
            .clients
            .s3
            .get_object()
            .bucket(bucket)
            .key(key)
            .send()
            .await
            .map_err(LocalError::call("s3 GetObject"))?;
        let body = object.body.collect().await.map_err(LocalError::call("s3 GetObject"))?;
        Ok(body.to_vec())
    }

    /// Writes an object.
    ///
    /// # Errors
    /// When the bucket is not there.
    pub async fn put_object(&self, bucket: &str, key: &str, content: Vec<u8>) -> Result<(), LocalError> {
        let request = self.clients.s3.put_object().bucket(bucket).key(key).body(content.into());
        request.send().await.map(|_| ()).map_err(LocalError::call("s3 PutObject"))
    }

    /// All rows of a table, each with its attributes that are text.
    ///
    /// # Errors
    /// When the table is not there.
    pub async fn rows(&self, table: &str) -> Result<Vec<BTreeMap<String, String>>, LocalError> {
        let mut pages = self.clients.dynamodb.scan().table_name(table).into_paginator().items().send();
        let mut rows = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(LocalError::call("dynamodb Scan"))?;
            let text = |(name, value): (String, AttributeValue)| Some((name, value.as_s().ok()?.clone()));
            rows.push(item.into_iter().filter_map(text).collect());
        }
        Ok(rows)
    }

    /// Puts an event on the default bus of the account and Region that it names, as AWS's own services do.
    ///
    /// The event has the form in which EventBridge hands it to a rule's target.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn put_aws_event(&self, event: &Value) -> Result<(), LocalError> {
        events::put(&self.ministack.endpoint(), std::slice::from_ref(event)).await
    }

    /// A sample of `tests/events` by its name, as if it happened now, to be put on the bus: once, twice, or late.
    ///
    /// In each pair the first word is exchanged for the second, wherever it stands: an account of the sample for one of
    /// this world, an id for one that makes it another event.
    ///
    /// # Errors
    /// When there is no such sample.
    pub fn sample_event(&self, name: &str, words: &[(&str, &str)]) -> Result<Value, LocalError> {
        events::sample(name, &self.sim.now().to_iso8601(), words)
    }

    /// Puts a message of any kind into a queue, as whoever may send to it does.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn put_message(&self, queue: &str, body: &str) -> Result<(), LocalError> {
        events::messages(&self.ministack.endpoint(), queue, Some(body)).await.map(|_| ())
    }

    /// The messages that are in a queue right now, delayed and in flight as well; looking does not receive them.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn messages_in(&self, queue: &str) -> Result<Vec<String>, LocalError> {
        events::messages(&self.ministack.endpoint(), queue, None).await
    }

    /// Raises an alarm, as CloudWatch does when its metric is over the threshold: queues have no metrics here.
    ///
    /// # Errors
    /// When there is no such alarm.
    pub async fn raise_alarm(&self, alarm: &str) -> Result<(), LocalError> {
        let state =
            json!({"AlarmName": alarm, "StateValue": "ALARM", "StateReason": "The threshold was crossed."});
        let answer = http::cloudwatch(&self.ministack.endpoint(), HUB_ACCOUNT, "SetAlarmState", &state).await;
        let operation = "cloudwatch SetAlarmState";
        answer.map(|_| ()).map_err(|message| LocalError::Call { operation, message })
    }

    /// Lets a schedule fire now, as if its time had come.
    ///
    /// # Errors
    /// When there is no such schedule, or it is disabled or out of date.
    pub async fn fire_schedule(&self, name: &str) -> Result<(), LocalError> {
        events::fire_schedule(&self.ministack.endpoint(), name).await
    }
}

impl Drop for LocalAws {
    fn drop(&mut self) {
        self.forwarding.abort();
        self.sim.shutdown();
    }
}

async fn start_sim(options: &Options) -> Result<Sim, LocalError> {
    let world = options.world.clone().map_or_else(WorldFile::sample, Ok).map_err(LocalError::sim)?;
    let options =
        sim::Options { clock: Clock::scaled(options.speed), port: options.port, ..options.sim.clone() };
    Sim::start(&world, options).await.map_err(LocalError::sim)
}
