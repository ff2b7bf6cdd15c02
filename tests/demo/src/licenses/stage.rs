//! A local AWS with an organization in it and the hub deployed to it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::policy::Policy;
use local::{HUB_ACCOUNT, HUB_STACK, LocalAws, Options};
use sim::WorldFile;

use crate::{
    failure::Failure,
    stage::{deploy, options, output, start, step},
};

/// What a command was told about its stage, read and checked before anything starts.
#[derive(Debug)]
pub(crate) struct Setting {
    options: Options,
    policy: Option<String>,
}

impl Setting {
    /// Reads the world and the policy.
    ///
    /// # Errors
    /// When a file is no world or no policy, with all that is wrong in it.
    pub(crate) fn read(
        world: Option<&PathBuf>,
        policy: Option<&PathBuf>,
        speed: Option<f64>,
        port: u16,
    ) -> Result<Self, Failure> {
        let world = world.map_or_else(WorldFile::sample, |path| WorldFile::load(path))?;
        let policy = policy.map(|path| policy_text(path)).transpose()?;
        Ok(Self { options: options(world, speed, port), policy })
    }
}

/// A local AWS with everything on it.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The local AWS.
    pub(crate) local: LocalAws,
    /// The state machine that shares licenses.
    pub(crate) machine: String,
    /// The state bucket.
    pub(crate) bucket: String,
}

impl Stage {
    /// Brings everything up, with one line a step.
    pub(crate) async fn set(setting: Setting) -> Result<Self, Failure> {
        let local = start("Local AWS with the organization in it", &setting.options).await?;
        let hub = local.account(HUB_ACCOUNT);
        let deployment = step("Stack of the hub, deployed as synthesized", deploy(&hub, HUB_STACK)).await?;
        let machine = output(&deployment, "StateMachineArn")?;
        let bucket = output(&deployment, "StateBucketName")?;
        if let Some(policy) = setting.policy {
            hub.put_object(&bucket, "policy.toml", policy.into_bytes()).await?;
        }
        Ok(Self { local, machine, bucket })
    }
}

/// The text of a policy that can be used.
fn policy_text(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file("read", path))?;
    Policy::parse(&text).map_err(|source| Failure::Policy { path: path.to_path_buf(), source })?;
    Ok(text)
}
