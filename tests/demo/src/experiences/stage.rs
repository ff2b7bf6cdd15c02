//! The stage: four organizations, the management stack in one of them, and the stack of a member in each of the others.

use local::{Deployment, LocalAws, Options};
use sim::{OrganizationView, WorldFile};
use xtask::flags::DemoFlags;

use super::settings::{MemberSide, Settings};
use crate::{
    failure::Failure,
    stage::{deploy, options, output, start, step},
};

/// The stack of the management side.
const MANAGEMENT_STACK: &str = "MarketplaceStewardExperiences";
/// How the stack of a member is called before its name.
const MEMBER_STACK: &str = "MarketplaceStewardSync-";

/// What the demo was told, checked before anything starts.
#[derive(Debug)]
pub(crate) struct Setting {
    options: Options,
    settings: Settings,
}

impl Setting {
    /// Reads world and settings.
    ///
    /// # Errors
    /// When a flag means nothing here, the file is no world, or the world lacks an account of the settings.
    pub(crate) fn read(flags: &DemoFlags) -> Result<Self, Failure> {
        if flags.policy.is_some() {
            return Err(Failure::NothingToSay { flag: "--policy", scenario: "experiences" });
        }
        let world = flags.world.as_ref().map_or_else(WorldFile::experiences, |path| WorldFile::load(path))?;
        let settings = Settings::read()?;
        settings.check(&world)?;
        Ok(Self { options: options(world, flags.speed, 0), settings })
    }
}

/// The management side, deployed.
#[derive(Debug)]
pub(crate) struct Management {
    /// Its organization.
    pub(crate) organization: String,
    /// Its account.
    pub(crate) account: String,
    /// The machine that publishes.
    pub(crate) machine: String,
}

/// A member organization, deployed.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its organization.
    pub(crate) organization: String,
    /// Its organization's id.
    pub(crate) organization_id: String,
    /// The account that the stack is in.
    pub(crate) account: String,
    /// The machine that follows.
    pub(crate) machine: String,
    /// Its state bucket.
    pub(crate) bucket: String,
}

/// A local AWS with the management side on it; the members come when they are asked for.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The local AWS.
    pub(crate) local: LocalAws,
    /// The management side.
    pub(crate) management: Management,
    settings: Settings,
}

impl Stage {
    /// Brings up the local AWS and the management side.
    pub(crate) async fn set(setting: Setting) -> Result<Self, Failure> {
        let Setting { options, settings } = setting;
        let local = start("Local AWS with the organizations in it", &options).await?;
        let account = settings.management.account.clone();
        let title = format!("Stack of the management side, {account}");
        let deployment = step(&title, deploy(&local.account(&account), MANAGEMENT_STACK)).await?;
        let organization = organization_of(&local, &account)?.name;
        let management = Management { organization, account, machine: machine_of(&deployment)? };
        Ok(Self { local, management, settings })
    }

    /// Deploys the stack of each member in its own account. From then on it hears what the management side tells.
    pub(crate) async fn members(&self) -> Result<Vec<Member>, Failure> {
        let mut members = Vec::new();
        for MemberSide { name, account } in &self.settings.members {
            let title = format!("Stack of {name}, {account}");
            let stack = format!("{MEMBER_STACK}{name}");
            let deployment = step(&title, deploy(&self.local.account(account), &stack)).await?;
            let OrganizationView { id, name, .. } = organization_of(&self.local, account)?;
            members.push(Member {
                organization: name,
                organization_id: id,
                account: account.clone(),
                machine: machine_of(&deployment)?,
                bucket: output(&deployment, "StateBucketName")?,
            });
        }
        Ok(members)
    }
}

fn machine_of(deployment: &Deployment) -> Result<String, Failure> {
    output(deployment, "StateMachineArn")
}

/// The organization whose private marketplace an account administers.
fn organization_of(local: &LocalAws, account: &str) -> Result<OrganizationView, Failure> {
    let organizations = local.sim().organizations();
    let found = organizations.into_iter().find(|organization| {
        organization.management_account == account
            || organization.delegated_administrator.as_deref() == Some(account)
    });
    found.ok_or_else(|| Failure::NoAdministrator { account: account.to_owned() })
}
