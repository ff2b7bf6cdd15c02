//! Sets up what a command needs and this repository does not hold. Each step runs only when its inputs changed.

mod assembly;
mod node;
mod programs;
mod python;

pub(crate) use programs::{BENCH, DEMO, release};

use std::path::PathBuf;

use crate::{failure::Failure, workspace::Workspace};

/// The Python of the local AWS, which also has boto3.
pub(crate) fn python(workspace: &Workspace) -> Result<(), Failure> {
    python::local(workspace)
}

/// All that the local AWS needs: Python, the development worker and the templates. Gives the path of the program that is
/// to use it, [`DEMO`] or [`BENCH`].
pub(crate) fn local_aws(workspace: &Workspace, program: &str) -> Result<PathBuf, Failure> {
    python(workspace)?;
    synth(workspace, program)
}

/// The templates, and what they are made from. Gives the path of the program.
pub(crate) fn synth(workspace: &Workspace, program: &str) -> Result<PathBuf, Failure> {
    node::packages(workspace)?;
    let made = programs::development(workspace, program)?;
    assembly::synth(workspace)?;
    Ok(made)
}

/// The templates with all settings, which only stories need.
pub(crate) fn synth_with_all_settings(workspace: &Workspace) -> Result<(), Failure> {
    assembly::synth_with_all_settings(workspace)
}

/// What the checks need on top.
pub(crate) fn linters(workspace: &Workspace) -> Result<(), Failure> {
    python::linters(workspace)
}
