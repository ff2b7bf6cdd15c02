//! The packages of the CDK project, exactly as its lock file says.

use crate::{
    failure::Failure,
    process::Step,
    progress::Ended,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

const PACKAGES: Step = Step {
    name: "npm",
    title: "npm packages of the CDK project",
    advice: "look whether the npm registry can be reached (npm's own settings apply), then run the command again",
};

/// `npm ci` in the CDK project.
pub(super) fn packages(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.cdk();
    PACKAGES.run(workspace, |log| {
        let inputs = Inputs::default()
            .word(&folder.to_string_lossy())
            .file(&folder.join("package.json"))?
            .file(&folder.join("package-lock.json"))?;
        let stamp = Stamp::of(workspace, PACKAGES.name, inputs);
        if stamp.holds(&folder.join("node_modules")) {
            return Ok(Ended::UpToDate);
        }
        log.working();
        stamp.clear()?;
        log.command(&mut workspace.npm(&["ci", "--no-audit", "--no-fund"]))?;
        stamp.set()?;
        Ok(Ended::Done)
    })
}
