//! One local AWS from start to end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aws_sdk_sfn::config::SharedHttpClient;
use serde_json::Value;
use sim::{Clock, Sim, WorldFile};
use tokio::task::JoinHandle;

use crate::account::Account;
use crate::clients::Clients;
use crate::deploy::{self, Deployment};
use crate::folder::Folder;
use crate::ministack::{MiniStack, Settings};
use crate::options::{HUB_ACCOUNT, HUB_STACK, Options, python};
use crate::run::{self, Follow};
use crate::{LocalError, events, rights};

/// Of `arn:aws:states:<region>:<account>:...`.
const ACCOUNT_IN_ARN: usize = 4;

/// A running local AWS; dropping it ends its processes and removes its files.
#[derive(Debug)]
pub struct LocalAws {
    // In the order in which they have to go.
    ministack: MiniStack,
    forwarding: JoinHandle<()>,
    sim: Sim,
    http: SharedHttpClient,
    folder: Folder,
    rights: Option<PathBuf>,
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
            organizations: &sim.organizations_of_accounts(),
            rights: options.rights.as_deref(),
        };
        let ministack = MiniStack::start(&settings).await?;
        sim.set_upstream(&ministack.endpoint());
        let forwarding = events::forward(&sim, ministack.endpoint());
        let http = aws_smithy_http_client::Builder::new().build_http();
        Ok(Self { ministack, forwarding, sim, http, folder, rights: options.rights.clone() })
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

    /// An account: where stacks are deployed to, and where their tables, buckets, queues and schedules are.
    #[must_use]
    pub fn account<'a>(&'a self, id: &'a str) -> Account<'a> {
        let (ministack, folder) = (self.ministack.endpoint(), self.folder.path());
        Account { id, clients: self.clients(id), ministack, folder, sim: &self.sim }
    }

    /// The account of the hub; what is called on this value without naming an account is done there.
    #[must_use]
    pub fn hub(&self) -> Account<'_> {
        self.account(HUB_ACCOUNT)
    }

    /// Deploys the hub's stack of a cloud assembly, as [`Account::deploy`] does.
    ///
    /// # Errors
    /// When the assembly is not complete, or the stack does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy(&self, assembly: &Path, bootstrap: &Path) -> Result<Deployment, LocalError> {
        self.hub().deploy(HUB_STACK, assembly, bootstrap).await
    }

    /// Deploys a template without assets to the hub account, as a stack of this name: what a user has beside the hub.
    ///
    /// # Errors
    /// When it does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy_beside(&self, stack: &str, template: &Value) -> Result<(), LocalError> {
        self.hub().deploy_beside(stack, template).await.map(|_| ())
    }

    /// Deletes a stack that was deployed.
    ///
    /// # Errors
    /// When a resource cannot be deleted.
    pub async fn destroy(&self, deployment: &Deployment) -> Result<(), LocalError> {
        deploy::destroy(&self.clients(&deployment.account), deployment).await
    }

    /// Starts a run of a state machine, of a version or of an alias, and gives its execution ARN.
    ///
    /// # Errors
    /// When the call is refused.
    pub async fn start_run(&self, machine_arn: &str, input: &Value) -> Result<String, LocalError> {
        run::start(&self.clients_at(machine_arn), machine_arn, input).await
    }

    /// Takes a run up again where it failed, was aborted or timed out; then it can be followed anew.
    ///
    /// # Errors
    /// When the run cannot be redriven.
    pub async fn redrive(&self, execution_arn: &str) -> Result<(), LocalError> {
        run::redrive(&self.clients_at(execution_arn), execution_arn).await
    }

    /// Stops a run with everything in it.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn abort(&self, execution_arn: &str) -> Result<(), LocalError> {
        run::abort(&self.clients_at(execution_arn), execution_arn).await
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
        run::started_since(&self.clients_at(machine_arn), machine_arn, moment, seconds_max).await
    }

    /// All runs of a state machine by their execution ARNs, the first one first.
    ///
    /// # Errors
    /// When they cannot be listed.
    pub async fn runs(&self, machine_arn: &str) -> Result<Vec<String>, LocalError> {
        let runs = run::all(&self.clients_at(machine_arn), machine_arn).await?;
        Ok(runs.into_iter().map(|(execution, _)| execution).collect())
    }

    /// The Map Runs of a run by their ARNs, the first one first.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn map_runs(&self, execution_arn: &str) -> Result<Vec<String>, LocalError> {
        let map_runs = run::map_runs(&self.clients_at(execution_arn), execution_arn).await?;
        Ok(map_runs.into_iter().map(|map_run| map_run.map_run_arn).collect())
    }

    /// Follows a run until it ends.
    #[must_use]
    pub fn follow(&self, execution_arn: &str) -> Follow {
        Follow::new(self.clients_at(execution_arn), execution_arn.to_owned())
    }

    /// Reads an object of the hub.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn object(&self, bucket: &str, key: &str) -> Result<Vec<u8>, LocalError> {
        self.hub().object(bucket, key).await
    }

    /// Writes an object of the hub.
    ///
    /// # Errors
    /// When the bucket is not there.
    pub async fn put_object(&self, bucket: &str, key: &str, content: Vec<u8>) -> Result<(), LocalError> {
        self.hub().put_object(bucket, key, content).await
    }

    /// All rows of a table of the hub, each with its attributes that are text.
    ///
    /// # Errors
    /// When the table is not there.
    pub async fn rows(&self, table: &str) -> Result<Vec<BTreeMap<String, String>>, LocalError> {
        self.hub().rows(table).await
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

    /// Puts a message of any kind into a queue of the hub, as whoever may send to it does.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn put_message(&self, queue: &str, body: &str) -> Result<(), LocalError> {
        self.hub().put_message(queue, body).await
    }

    /// The messages that are in a queue of the hub; see [`Account::messages_in`].
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn messages_in(&self, queue: &str) -> Result<Vec<String>, LocalError> {
        self.hub().messages_in(queue).await
    }

    /// Raises an alarm of the hub; see [`Account::raise_alarm`].
    ///
    /// # Errors
    /// When there is no such alarm.
    pub async fn raise_alarm(&self, alarm: &str) -> Result<(), LocalError> {
        self.hub().raise_alarm(alarm).await
    }

    /// Lets a schedule of the hub fire now, as if its time had come.
    ///
    /// # Errors
    /// When there is no such schedule, or it is disabled or out of date.
    pub async fn fire_schedule(&self, name: &str) -> Result<(), LocalError> {
        self.hub().fire_schedule(name).await
    }

    fn clients(&self, account: &str) -> Clients {
        Clients::new(&self.ministack.endpoint(), account, &self.http)
    }

    /// The clients of the account that an ARN names.
    fn clients_at(&self, arn: &str) -> Clients {
        self.clients(arn.split(':').nth(ACCOUNT_IN_ARN).unwrap_or(HUB_ACCOUNT))
    }
}

impl Drop for LocalAws {
    fn drop(&mut self) {
        self.forwarding.abort();
        self.sim.shutdown();
        if let Some(Err(error)) = self.rights.as_deref().map(|into| rights::note(&self.sim, into)) {
            tracing::warn!(%error, "what was needed of the roles' policies could not be noted");
        }
    }
}

async fn start_sim(options: &Options) -> Result<Sim, LocalError> {
    let world = options.world.clone().map_or_else(WorldFile::sample, Ok).map_err(LocalError::sim)?;
    let options =
        sim::Options { clock: Clock::scaled(options.speed), port: options.port, ..options.sim.clone() };
    Sim::start(&world, options).await.map_err(LocalError::sim)
}
