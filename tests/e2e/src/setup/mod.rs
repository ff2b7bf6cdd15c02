//! The harness of the stories about setup: an organization on a local AWS, with the stacks of setup beside the hub, each in
//! its own account as synthesized.
//!
//! A story begins with [`Setup::begin`] or [`Setup::begin_delegate`], breaks what it likes, lets setup check or fix, answers
//! what it asks, and looks at the organization as it really is. It knows no business rule: what is right is said by the story.

mod follow;
mod run;

pub use run::{Pass, SetupRun};

use std::collections::BTreeMap;
use std::path::Path;

use local::{Account, Deployment, LocalAws, Options};
use sim::{Sim, WorldFile};

use crate::build::Build;
use crate::{Story, StoryError, Told};

/// The management account of `tests/worlds/nothing-set-up.json`, in which hub and setup are.
pub const MANAGEMENT: &str = "111111111111";
/// The account that buys there.
pub const PURCHASES: &str = "401000000001";
/// The stack of setup of that organization.
pub const STACK: &str = "MarketplaceStewardSetup-hub";
/// The stack of the purchase role.
pub const PURCHASE_TEAM_STACK: &str = "MarketplaceStewardPurchaseTeam-hub";
/// The stack whose stack set brings the role that accepts grants to the members.
pub const MEMBERS_STACK: &str = "MarketplaceStewardMembers-hub";
/// The member account of `tests/worlds/experiences.json` in which setup is, and the management account it acts in.
pub const DELEGATE: &str = "320000000002";
/// The management account of the delegate.
pub const DELEGATOR: &str = "320000000001";
/// Its stack of setup.
pub const DELEGATE_STACK: &str = "MarketplaceStewardSetup-delegate";
/// The stack of the two roles by which the delegate acts there.
pub const MANAGEMENT_STACK: &str = "MarketplaceStewardManagement-delegate";
/// Ten minutes pass in two seconds.
const SPEED: f64 = 300.0;

/// An organization with setup in it, on one local AWS; both end with the value.
#[derive(Debug)]
pub struct Setup {
    hub: Story,
    stack: &'static str,
    account: &'static str,
    machine: String,
    bucket: String,
    ledger: String,
}

impl Setup {
    /// Begins in the organization of `tests/worlds/nothing-set-up.json`, where nothing is enabled.
    ///
    /// # Errors
    /// When the local AWS does not come up or a stack cannot be deployed.
    pub async fn begin() -> Result<Self, StoryError> {
        Self::begin_with(Self::options()?, &Build::as_built()?).await
    }

    /// Begins with options and a build of its own.
    ///
    /// # Errors
    /// As [`Setup::begin`].
    pub async fn begin_with(options: Options, build: &Build) -> Result<Self, StoryError> {
        let setup = Self::begin_in(options, build, STACK, MANAGEMENT).await?;
        setup.deploy_to(PURCHASES, PURCHASE_TEAM_STACK, build).await?;
        Ok(setup)
    }

    /// Begins in an organization of `tests/worlds/experiences.json` in which nothing is enabled, with setup in a member account
    /// of it. The roles by which it acts in the management account come with [`MANAGEMENT_STACK`], where the story deploys it.
    ///
    /// # Errors
    /// As [`Setup::begin`].
    pub async fn begin_delegate() -> Result<Self, StoryError> {
        let worlds = WorldFile::experiences().map_err(StoryError::World)?.other_organizations;
        let is_its = |world: &WorldFile| world.organization.management_account == DELEGATOR;
        let world = worlds.into_iter().find(is_its).map(WorldFile::with_nothing_enabled);
        let options = Options { world, speed: SPEED, ..Options::default() };
        Self::begin_in(options, &Build::as_built()?, DELEGATE_STACK, DELEGATE).await
    }

    async fn begin_in(
        options: Options,
        build: &Build,
        stack: &'static str,
        account: &'static str,
    ) -> Result<Self, StoryError> {
        let hub = Story::begin_deployed(options, build).await?;
        let deployed = hub.aws().account(account).deploy(stack, &build.assembly, &build.bootstrap).await?;
        let output = |name| deployed.output(name).map(str::to_owned).ok_or(StoryError::Output(name));
        let (machine, bucket) = (output("StateMachineAliasArn")?, output("StateBucketName")?);
        let ledger = output("LedgerTableName")?;
        Ok(Self { hub, stack, account, machine, bucket, ledger })
    }

    /// The options of [`Setup::begin`].
    ///
    /// # Errors
    /// When the world cannot be read.
    pub fn options() -> Result<Options, StoryError> {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../worlds/nothing-set-up.json"));
        let world = WorldFile::load(path).map_err(StoryError::World)?;
        Ok(Options { world: Some(world), speed: SPEED, ..Options::default() })
    }

    /// Another build of setup is deployed, whatever is under way.
    ///
    /// # Errors
    /// When it cannot be deployed.
    pub async fn deploy(&self, build: &Build) -> Told {
        self.deploy_to(self.account, self.stack, build).await.map(|_| ())
    }

    /// A stack is deployed to an account.
    ///
    /// # Errors
    /// When it cannot be deployed.
    pub async fn deploy_to(
        &self,
        account: &str,
        stack: &str,
        build: &Build,
    ) -> Result<Deployment, StoryError> {
        Ok(self.aws().account(account).deploy(stack, &build.assembly, &build.bootstrap).await?)
    }

    /// The hub beside it, which shares licenses.
    #[must_use]
    pub fn hub(&self) -> &Story {
        &self.hub
    }

    /// The simulated services: what else can happen, and the organization as it really is.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        self.hub.sim()
    }

    /// The local AWS itself, for a story that looks at more than the organization.
    #[must_use]
    pub fn aws(&self) -> &LocalAws {
        self.hub.aws()
    }

    /// The calls in setup's ledger in order, each with `at`, `operation`, `account`, `fix`, `reason`, `result`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn ledger(&self) -> Result<Vec<BTreeMap<String, String>>, StoryError> {
        let mut calls = self.home().rows(&self.ledger).await?;
        calls.retain(|row| row.contains_key("operation"));
        calls.sort_by(|one, other| one.get("sk").cmp(&other.get("sk")));
        Ok(calls)
    }

    /// The account that setup is in.
    fn home(&self) -> Account<'_> {
        self.aws().account(self.account)
    }
}
