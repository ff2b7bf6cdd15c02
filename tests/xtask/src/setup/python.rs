//! Two Python environments: one runs the local AWS, one holds the template linters. Their packages never meet.

use std::{path::Path, process::Command};

use crate::{
    failure::Failure,
    process::{Log, Step},
    progress::Ended,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

const LOCAL: Step = Step {
    name: "python-local",
    title: "Python packages of the local AWS",
    advice: "look whether PyPI can be reached (pip's own settings apply), then run the command again",
};

const LINTERS: Step =
    Step { name: "python-linters", title: "Python packages of the template linters", advice: LOCAL.advice };

/// The environment of the local AWS, in `.steward/venv`.
pub(super) fn local(workspace: &Workspace) -> Result<(), Failure> {
    environment(workspace, LOCAL, ".steward/venv", "tests/local/ministack/requirements.txt")
}

/// The environment of the template linters, in `.steward/lint`.
pub(super) fn linters(workspace: &Workspace) -> Result<(), Failure> {
    environment(workspace, LINTERS, ".steward/lint", "tests/xtask/linters.txt")
}

fn environment(workspace: &Workspace, step: Step, folder: &str, requirements: &str) -> Result<(), Failure> {
    let folder = workspace.path(folder);
    let requirements = workspace.path(requirements);
    step.run(workspace, |log| {
        let version =
            log.output_of(Command::new("python3").args(["-c", "import sys; print(sys.version)"]))?;
        // An environment holds absolute paths: one that was moved with its folder has to be made anew.
        let inputs = Inputs::default().word(&version).word(&folder.to_string_lossy()).file(&requirements)?;
        let stamp = Stamp::of(workspace, step.name, inputs);
        if stamp.holds(&folder) {
            return Ok(Ended::UpToDate);
        }
        log.working();
        stamp.clear()?;
        install(log, &folder, &requirements)?;
        stamp.set()?;
        Ok(Ended::Done)
    })
}

fn install(log: &mut Log<'_>, folder: &Path, requirements: &Path) -> Result<(), Failure> {
    log.command(Command::new("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    log.command(
        Command::new(folder.join("bin/python"))
            .args(["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--requirement"])
            .arg(requirements),
    )
}
