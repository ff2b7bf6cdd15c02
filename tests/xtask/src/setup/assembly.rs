//! The templates, synthesized for the local AWS exactly as for a real account.

use crate::{
    failure::Failure,
    process::Step,
    progress::Ended,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

const SYNTH: Step = Step {
    name: "synth",
    title: "CloudFormation templates",
    advice: "correct what the message names in cdk/ or statemachines/, then run the command again",
};

/// Where the development worker is, seen from the CDK project.
const WORKER: &str = "bootstrap=../target/package/dev";

/// Synthesizes into `target/cdk/local`.
///
/// The worker is named by its folder and not copied along (asset staging is off), so a new binary needs no new templates.
/// The validation plugins (half of the time) are left to the CDK tests.
pub(super) fn synth(workspace: &Workspace) -> Result<(), Failure> {
    let folder = workspace.path("target/cdk/local");
    SYNTH.run(workspace, |log| {
        let inputs = Inputs::default()
            .word(&workspace.root().to_string_lossy())
            .folder(&workspace.cdk())?
            .folder(&workspace.path("statemachines"))?;
        let stamp = Stamp::of(workspace, SYNTH.name, inputs);
        if stamp.holds(&folder.join("manifest.json")) {
            return Ok(Ended::UpToDate);
        }
        log.working();
        stamp.clear()?;
        log.command(
            workspace
                .node("cdk", &["synth", "--quiet", "--no-staging", "--context", WORKER, "--output"])
                .arg(&folder)
                .env("CDK_VALIDATION", "false"),
        )?;
        stamp.set()?;
        Ok(Ended::Done)
    })
}
