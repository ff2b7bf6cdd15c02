//! What every stage has: a local AWS, and stacks that are deployed to it, with one line a step.

use std::path::PathBuf;

use local::{Account, Deployment, LocalAws, LocalError, Options};
use sim::WorldFile;
use xtask::progress::{Ended, Progress};

use crate::failure::Failure;

/// The options of a local AWS with this world.
pub(crate) fn options(world: WorldFile, speed: Option<f64>, port: u16) -> Options {
    let usual = Options::default();
    Options { world: Some(world), speed: speed.unwrap_or(usual.speed), port, ..usual }
}

/// Starts the local AWS.
pub(crate) async fn start(title: &str, options: &Options) -> Result<LocalAws, Failure> {
    Ok(step(title, LocalAws::start(options)).await?)
}

/// Deploys a stack as it was synthesized.
pub(crate) async fn deploy(account: &Account<'_>, stack: &str) -> Result<Deployment, LocalError> {
    let (assembly, bootstrap) = (below_root("target/cdk/local"), below_root("target/package/dev/bootstrap"));
    account.deploy(stack, &assembly, &bootstrap).await
}

/// Shows a step while it is done.
pub(crate) async fn step<T, E>(title: &str, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let progress = Progress::start(title);
    let result = work.await;
    progress.end(if result.is_ok() { Ended::Done } else { Ended::Failed });
    result
}

/// Where something is that a stack made.
pub(crate) fn output(deployment: &Deployment, name: &'static str) -> Result<String, Failure> {
    deployment.output(name).map(str::to_owned).ok_or(Failure::Output(name))
}

/// A path below the top folder of the repository.
pub(crate) fn below_root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
