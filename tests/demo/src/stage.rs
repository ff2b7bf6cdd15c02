//! The stage of both commands: a local AWS with an organization in it and the hub deployed to it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::policy::Policy;
use local::{Deployment, LocalAws, Options};
use sim::WorldFile;
use xtask::progress::{Ended, Progress};

use crate::failure::Failure;

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
        let usual = Options::default();
        let options = Options { world: Some(world), speed: speed.unwrap_or(usual.speed), port, ..usual };
        Ok(Self { options, policy })
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
        let local = step("Local AWS with the organization in it", LocalAws::start(&setting.options)).await?;
        let deployment = step("Stacks, deployed as synthesized", async {
            local.deploy(&below_root("target/cdk/local"), &below_root("target/package/dev/bootstrap")).await
        })
        .await?;
        let machine = output(&deployment, "StateMachineArn")?;
        let bucket = output(&deployment, "StateBucketName")?;
        if let Some(policy) = setting.policy {
            local.put_object(&bucket, "policy.toml", policy.into_bytes()).await?;
        }
        Ok(Self { local, machine, bucket })
    }
}

/// A path below the top folder of the repository.
pub(crate) fn below_root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The text of a policy that can be used.
fn policy_text(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file("read", path))?;
    Policy::parse(&text).map_err(|source| Failure::Policy { path: path.to_path_buf(), source })?;
    Ok(text)
}

async fn step<T, E>(title: &str, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let progress = Progress::start(title);
    let result = work.await;
    progress.end(if result.is_ok() { Ended::Done } else { Ended::Failed });
    result
}

fn output(deployment: &Deployment, name: &'static str) -> Result<String, Failure> {
    deployment.output(name).map(str::to_owned).ok_or(Failure::Output(name))
}
