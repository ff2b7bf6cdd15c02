//! A story: what happens in the organization, and the runs that follow.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use domain::policy::TAG_KEY;
use local::{Follow, LocalAws, Options};
use serde_json::Value;
use sim::{GrantView, Sim, WorldFile};

use crate::run::Run;
use crate::{StoryError, Told};

/// Real seconds in which an event has to have started a run.
const EVENT_SECONDS_MAX: u64 = 30;

/// One organization on one local AWS; both end with the value.
#[derive(Debug)]
pub struct Story {
    aws: LocalAws,
    machine: String,
    bucket: String,
    /// When something last happened that puts an event on the bus.
    happened: SystemTime,
}

impl Story {
    /// Begins in a world, with the services as harsh as they are by default.
    ///
    /// # Errors
    /// When the local AWS does not come up or the hub cannot be deployed.
    pub async fn begin(world: WorldFile) -> Result<Self, StoryError> {
        Self::begin_with(Options { world: Some(world), ..Options::default() }).await
    }

    /// Begins with options of its own.
    ///
    /// # Errors
    /// As [`Story::begin`].
    pub async fn begin_with(options: Options) -> Result<Self, StoryError> {
        let aws = LocalAws::start(&options).await?;
        let hub = aws.deploy(&built("cdk/local"), &built("package/dev/bootstrap")).await?;
        let output = |name| hub.output(name).map(str::to_owned).ok_or(StoryError::Output(name));
        let (machine, bucket) = (output("StateMachineArn")?, output("StateBucketName")?);
        Ok(Self { aws, machine, bucket, happened: SystemTime::now() })
    }

    /// The policy file is this from now on.
    ///
    /// # Errors
    /// When the state bucket does not take it.
    pub async fn with_policy(&self, toml: &str) -> Told {
        Ok(self.aws.put_object(&self.bucket, "policy.toml", toml.as_bytes().to_vec()).await?)
    }

    /// A person gives the account our tag with this value.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn when_the_account_is_tagged(&mut self, account: &str, value: &str) -> Told {
        self.happened = SystemTime::now();
        Ok(self.sim().tag_account(account, TAG_KEY, value)?)
    }

    /// A person takes our tag from the account.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn when_the_account_is_untagged(&mut self, account: &str) -> Told {
        self.happened = SystemTime::now();
        Ok(self.sim().untag_account(account, TAG_KEY)?)
    }

    /// Waits for the run that the last change of a tag starts, and for its end.
    ///
    /// # Errors
    /// When no run starts.
    pub async fn the_run_that_follows(&self) -> Result<Run, StoryError> {
        let execution = self.aws.run_started_since(&self.machine, self.happened, EVENT_SECONDS_MAX).await?;
        self.to_its_end(self.aws.follow(&execution)).await
    }

    /// A person starts a run by hand, and it goes to its end. Calls and faults are counted from here on.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn run(&self, input: &Value) -> Result<Run, StoryError> {
        self.sim().reset_calls();
        let started = self.start(input).await?;
        self.to_its_end(started).await
    }

    /// A person starts a run by hand, and does not wait for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn start(&self, input: &Value) -> Result<Follow, StoryError> {
        let execution = self.aws.start_run(&self.machine, input).await?;
        Ok(self.aws.follow(&execution))
    }

    /// The simulated services: everything else that can happen, and the world as it really is.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        self.aws.sim()
    }

    /// The grants of the account that have not ended, as they really are.
    #[must_use]
    pub fn live_grants_of(&self, account: &str) -> Vec<GrantView> {
        let mut grants = self.sim().grants_of(account);
        grants.retain(|grant| !grant.status.is_terminal());
        grants
    }

    /// The local AWS itself, for a story that looks at more than the world.
    #[must_use]
    pub fn aws(&self) -> &LocalAws {
        &self.aws
    }

    /// Waits for the end of a run that was started.
    ///
    /// # Errors
    /// When it cannot be followed.
    pub async fn to_its_end(&self, mut follow: Follow) -> Result<Run, StoryError> {
        let mut children = Vec::new();
        while let Some(progress) = follow.next().await? {
            children = progress.children;
        }
        let ended = follow.ended().await?;
        let key = format!("runs/{}/report.json", ended.name());
        let report = self.aws.object(&self.bucket, &key).await.map_err(|error| error.to_string());
        Ok(Run { ended, children, report, calls: self.sim().calls() })
    }
}

/// What `cargo xtask` builds for the local AWS.
fn built(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target")).join(path)
}
