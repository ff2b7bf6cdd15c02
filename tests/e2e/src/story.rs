//! A story: what happens in the organization, and what becomes of it.

use std::collections::BTreeMap;
use std::time::SystemTime;

use domain::policy::TAG_KEY;
use local::{LocalAws, Options};
use sim::{GrantView, Sim, WorldFile};

use crate::build::Build;
use crate::{StoryError, Told, rights};

/// One organization on one local AWS; both end with the value.
#[derive(Debug)]
pub struct Story {
    aws: LocalAws,
    machine: String,
    retire: String,
    pub(crate) bucket: String,
    ledger: String,
    alerts: String,
    /// When something last happened that puts an event on the bus.
    pub(crate) happened: SystemTime,
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
        Self::begin_deployed(options, &Build::as_built()?).await
    }

    /// Begins with options and a build of its own.
    ///
    /// # Errors
    /// As [`Story::begin`].
    pub async fn begin_deployed(options: Options, build: &Build) -> Result<Self, StoryError> {
        let options = Options { rights: Some(rights::file()?), ..options };
        let aws = LocalAws::start(&options).await?;
        let hub = aws.deploy(&build.assembly, &build.bootstrap).await?;
        let output = |name| hub.output(name).map(str::to_owned).ok_or(StoryError::Output(name));
        let (machine, bucket) = (output("StateMachineAliasArn")?, output("StateBucketName")?);
        let (ledger, retire) = (output("LedgerTableName")?, output("RetireAliasArn")?);
        let alerts = output("AlertsTopicArn")?;
        Ok(Self { aws, machine, retire, bucket, ledger, alerts, happened: SystemTime::now() })
    }

    /// Another build is deployed, whatever is under way.
    ///
    /// # Errors
    /// When it cannot be deployed.
    pub async fn deploy(&self, build: &Build) -> Told {
        self.aws.deploy(&build.assembly, &build.bootstrap).await?;
        Ok(())
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

    /// The calls in the ledger, in the order of shares and times, each with `run`, `account`, `operation`, `result`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn ledger(&self) -> Result<Vec<BTreeMap<String, String>>, StoryError> {
        let mut calls = self.aws.rows(&self.ledger).await?;
        calls.retain(|row| row.contains_key("operation"));
        calls.sort();
        Ok(calls)
    }

    /// The topic where runs ask and tell people.
    #[must_use]
    pub fn alerts(&self) -> &str {
        &self.alerts
    }

    /// The alias of the state machine: where people and events start runs.
    pub(crate) fn machine(&self) -> &str {
        &self.machine
    }

    /// The alias of the machine that takes everything back.
    pub(crate) fn retire(&self) -> &str {
        &self.retire
    }

    /// The local AWS itself, for a story that looks at more than the world.
    #[must_use]
    pub fn aws(&self) -> &LocalAws {
        &self.aws
    }
}
