//! The stage: one organization, the hub in its management account, setup beside it, and the role that buys in another account.

use std::path::Path;

use local::{HUB_STACK, LocalAws, Options};
use sim::WorldFile;
use xtask::flags::DemoFlags;

use super::settings::{self, GuardRail, NAME};
use crate::{
    failure::Failure,
    stage::{below_root, deploy, options, output, start, step},
};

/// How the stack of setup is called before its name.
const SETUP_STACK: &str = "MarketplaceStewardSetup-";
/// How the stack of the purchase role is called before its name.
const PURCHASE_TEAM_STACK: &str = "MarketplaceStewardPurchaseTeam-";
/// The world in which nothing is enabled.
const WORLD: &str = "tests/worlds/nothing-set-up.json";

/// What the demo was told, checked before anything starts.
#[derive(Debug)]
pub(crate) struct Setting {
    options: Options,
    account: String,
    guard_rail: GuardRail,
}

impl Setting {
    /// Reads world and settings.
    ///
    /// # Errors
    /// When a flag means nothing here, the file is no world, or the world lacks an account of the settings.
    pub(crate) fn read(flags: &DemoFlags) -> Result<Self, Failure> {
        if flags.policy.is_some() {
            return Err(Failure::NothingToSay { flag: "--policy", scenario: "setup" });
        }
        let usual = below_root(WORLD);
        let path: &Path = flags.world.as_deref().unwrap_or(&usual);
        let world = WorldFile::load(path)?;
        let (account, guard_rail) = settings::read(&world)?;
        Ok(Self { options: options(world, flags.speed, 0), account, guard_rail })
    }
}

/// A local AWS with everything on it.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The local AWS.
    pub(crate) local: LocalAws,
    /// The account of setup and of the hub.
    pub(crate) account: String,
    /// Who may still buy.
    pub(crate) guard_rail: GuardRail,
    /// Setup.
    pub(crate) setup: Machine,
    /// The hub.
    pub(crate) hub: Machine,
    /// Setup's ledger.
    pub(crate) ledger: String,
}

/// A state machine, with where its runs leave their files.
#[derive(Debug)]
pub(crate) struct Machine {
    /// Its ARN.
    pub(crate) arn: String,
    /// The state bucket.
    pub(crate) bucket: String,
}

impl Stage {
    /// Brings everything up, with one line a step.
    pub(crate) async fn set(setting: Setting) -> Result<Self, Failure> {
        let Setting { options, account, guard_rail } = setting;
        let local = start("Local AWS with the organization in it", &options).await?;
        let deployed = async |title: String, account: &str, stack: String| {
            step(&title, deploy(&local.account(account), &stack)).await
        };
        let hub = deployed(format!("Stack of the hub, {account}"), &account, HUB_STACK.to_owned()).await?;
        let title = format!("Stack of setup, {account}");
        let setup = deployed(title, &account, format!("{SETUP_STACK}{NAME}")).await?;
        let buyer = &guard_rail.purchase_account;
        let title = format!("Stack of the purchase role, {buyer}");
        deployed(title, buyer, format!("{PURCHASE_TEAM_STACK}{NAME}")).await?;
        let machine = |stack: &_| -> Result<Machine, Failure> {
            Ok(Machine { arn: output(stack, "StateMachineArn")?, bucket: output(stack, "StateBucketName")? })
        };
        let ledger = output(&setup, "LedgerTableName")?;
        let (setup, hub) = (machine(&setup)?, machine(&hub)?);
        Ok(Self { local, account, guard_rail, setup, hub, ledger })
    }
}
