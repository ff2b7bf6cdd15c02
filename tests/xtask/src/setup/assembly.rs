//! The templates, synthesized for the local AWS exactly as for a real account.

use crate::{
    failure::Failure,
    process::Step,
    progress::Ended,
    stamp::{Inputs, Stamp},
    workspace::Workspace,
};

/// Where the development worker is, seen from the CDK project.
const WORKER: &str = "bootstrap=../target/package/dev";

/// The templates of one choice of settings.
struct Assembly {
    step: Step,
    folder: &'static str,
    /// As `cdk/README.md` lists them.
    settings: &'static [&'static str],
    /// The file of experiences, below the workspace.
    experiences: &'static str,
}

const AS_BY_DEFAULT: Assembly = Assembly {
    step: step("synth", "CloudFormation templates"),
    folder: "target/cdk/local",
    settings: &[],
    experiences: "tests/worlds/experiences.settings.json",
};

const WITH_ALL_SETTINGS: Assembly = Assembly {
    step: step("synth-with-all-settings", "CloudFormation templates with all settings"),
    folder: "target/cdk/local-with-all-settings",
    settings: &["drift_report=rate(1 day)", "marketplace_session=true"],
    experiences: "tests/worlds/experiences-with-all-settings.settings.json",
};

const FOR_BENCH: Assembly = Assembly {
    step: step("synth-for-bench", "CloudFormation templates to measure"),
    folder: "target/cdk/bench",
    settings: &[],
    experiences: "tests/bench/experiences.settings.json",
};

const fn step(name: &'static str, title: &'static str) -> Step {
    let advice = "correct what the message names in cdk/ or statemachines/, then run the command again";
    Step { name, title, advice }
}

/// Synthesizes into `target/cdk/local`.
pub(super) fn synth(workspace: &Workspace) -> Result<(), Failure> {
    AS_BY_DEFAULT.synth(workspace)
}

/// Synthesizes into `target/cdk/local-with-all-settings` what is off by default, for the stories about it.
pub(super) fn synth_with_all_settings(workspace: &Workspace) -> Result<(), Failure> {
    WITH_ALL_SETTINGS.synth(workspace)
}

/// Synthesizes into `target/cdk/bench`, with a single member organization: one that is left out would always be behind.
pub(super) fn synth_for_bench(workspace: &Workspace) -> Result<(), Failure> {
    FOR_BENCH.synth(workspace)
}

impl Assembly {
    /// The worker is named by its folder and not copied along (asset staging is off), so a new binary needs no new
    /// templates. The validation plugins (half of the time) are left to the CDK tests.
    fn synth(&self, workspace: &Workspace) -> Result<(), Failure> {
        let folder = workspace.path(self.folder);
        self.step.run(workspace, |log| {
            let inputs = Inputs::default()
                .word(&workspace.root().to_string_lossy())
                .word(&self.settings.join(" "))
                .file(&workspace.path(self.experiences))?
                .folder(&workspace.cdk())?
                .folder(&workspace.path("statemachines"))?;
            let stamp = Stamp::of(workspace, self.step.name, inputs);
            if stamp.holds(&folder.join("manifest.json")) {
                return Ok(Ended::UpToDate);
            }
            log.working();
            stamp.clear()?;
            let experiences = format!("experiences=../{}", self.experiences);
            let settings = self.settings.iter().copied().chain([experiences.as_str()]);
            let settings = settings.flat_map(|setting| ["--context", setting]);
            log.command(
                workspace
                    .node("cdk", &["synth", "--quiet", "--no-staging", "--context", WORKER, "--output"])
                    .arg(&folder)
                    .args(settings)
                    .env("CDK_VALIDATION", "false"),
            )?;
            stamp.set()?;
            Ok(Ended::Done)
        })
    }
}
