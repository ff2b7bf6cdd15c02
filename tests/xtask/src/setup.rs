//! Sets up what a command needs and this repository does not hold. Each step runs only when its inputs changed.

mod assembly;
mod node;
mod python;
mod worker;

pub(crate) use worker::{Profile, executable, worker};

use crate::{failure::Failure, process::Step, workspace::Workspace};

const WORKER: Step = Step {
    name: "worker",
    title: "Worker, development build",
    advice: "correct what the compiler names; without a network, crates that were never fetched are missing",
};

/// All that the local AWS needs: Python, the development worker and the templates.
pub(crate) fn local_aws(workspace: &Workspace) -> Result<(), Failure> {
    python::local(workspace)?;
    synth(workspace)
}

/// The templates, and what they are made from.
pub(crate) fn synth(workspace: &Workspace) -> Result<(), Failure> {
    node::packages(workspace)?;
    worker(workspace, WORKER, Profile::Development)?;
    assembly::synth(workspace)
}

/// What the checks need on top.
pub(crate) fn linters(workspace: &Workspace) -> Result<(), Failure> {
    python::linters(workspace)
}
