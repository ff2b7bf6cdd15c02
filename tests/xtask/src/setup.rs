//! Sets up what a command needs and this repository does not hold. Each step runs only when its inputs changed.

mod assembly;
mod node;
mod programs;
mod python;

pub(crate) use programs::release;

use std::path::PathBuf;

use crate::{failure::Failure, workspace::Workspace};

/// The Python of the local AWS, which also has boto3.
pub(crate) fn python(workspace: &Workspace) -> Result<(), Failure> {
    python::local(workspace)
}

/// All that the local AWS needs: Python, the development worker and the templates. Gives the path of the `demo` program.
pub(crate) fn local_aws(workspace: &Workspace) -> Result<PathBuf, Failure> {
    python(workspace)?;
    synth(workspace)
}

/// The templates, and what they are made from. Gives the path of the `demo` program.
pub(crate) fn synth(workspace: &Workspace) -> Result<PathBuf, Failure> {
    node::packages(workspace)?;
    let demo = programs::development(workspace, "demo")?;
    assembly::synth(workspace)?;
    Ok(demo)
}

/// All that measuring needs. Gives the path of the `bench` program.
pub(crate) fn bench(workspace: &Workspace) -> Result<PathBuf, Failure> {
    python(workspace)?;
    node::packages(workspace)?;
    let bench = programs::development(workspace, "bench")?;
    assembly::synth_for_bench(workspace)?;
    Ok(bench)
}

/// The templates with all settings, which only stories need.
pub(crate) fn synth_with_all_settings(workspace: &Workspace) -> Result<(), Failure> {
    assembly::synth_with_all_settings(workspace)
}

/// The template that puts a policy into the bucket, which only the linters look at.
pub(crate) fn synth_with_policy(workspace: &Workspace) -> Result<(), Failure> {
    assembly::synth_with_policy(workspace)
}

/// What the checks need on top.
pub(crate) fn linters(workspace: &Workspace) -> Result<(), Failure> {
    python::linters(workspace)
}
