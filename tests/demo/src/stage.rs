//! The stage of both commands: a local AWS with an organization in it and the hub deployed to it.

use std::{fs, path::PathBuf};

use local::{Deployment, LocalAws, Options};
use xtask::progress::{Ended, Progress};

use crate::failure::Failure;

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
    pub(crate) async fn set(
        world: Option<&PathBuf>,
        speed: Option<f64>,
        port: u16,
        policy: Option<&PathBuf>,
    ) -> Result<Self, Failure> {
        let options = options(world, speed, port)?;
        let local = step("Local AWS with the organization in it", LocalAws::start(&options)).await?;
        let deployment = step("Stacks, deployed as synthesized", async {
            local.deploy(&below_root("target/cdk/local"), &below_root("target/package/dev/bootstrap")).await
        })
        .await?;
        let machine = output(&deployment, "StateMachineArn")?;
        let bucket = output(&deployment, "StateBucketName")?;
        if let Some(path) = policy {
            let text = fs::read(path).map_err(Failure::file("read", path))?;
            local.put_object(&bucket, "policy.toml", text).await?;
        }
        Ok(Self { local, machine, bucket })
    }
}

/// The world of a command: the one that was named, or the sample.
pub(crate) fn world_or_sample(world: Option<&PathBuf>) -> PathBuf {
    world.cloned().unwrap_or_else(|| below_root("tests/worlds/sample.json"))
}

/// A path below the top folder of the repository.
pub(crate) fn below_root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
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
