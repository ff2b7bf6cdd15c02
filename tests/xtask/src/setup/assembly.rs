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
    /// The files of settings that the context names, below the workspace.
    files: &'static [(&'static str, &'static str)],
}

const AS_BY_DEFAULT: Assembly = Assembly {
    step: step("synth", "CloudFormation templates"),
    folder: "target/cdk/local",
    settings: &[],
    files: &[
        ("experiences", "tests/worlds/experiences.settings.json"),
        ("setup", "tests/worlds/setup.settings.json"),
    ],
};

const WITH_ALL_SETTINGS: Assembly = Assembly {
    step: step("synth-with-all-settings", "CloudFormation templates with all settings"),
    folder: "target/cdk/local-with-all-settings",
    settings: &["drift_report=rate(1 day)", "marketplace_session=true"],
    files: &[
        ("experiences", "tests/worlds/experiences-with-all-settings.settings.json"),
        ("setup", "tests/worlds/setup-with-all-settings.settings.json"),
    ],
};

const WITH_POLICY: Assembly = Assembly {
    step: step("synth-with-policy", "CloudFormation template with a policy"),
    folder: "target/cdk/with-policy",
    settings: &[],
    files: &[("policy", "tests/worlds/policy.toml")],
};

const FOR_BENCH: Assembly = Assembly {
    step: step("synth-for-bench", "CloudFormation templates to measure"),
    folder: "target/cdk/bench",
    settings: &[],
    files: &[("experiences", "tests/bench/experiences.settings.json")],
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

/// Synthesizes into `target/cdk/with-policy` what puts a policy into the bucket, for the linters. The local AWS has no function
/// of CDK's: stories put their policies there themselves.
pub(super) fn synth_with_policy(workspace: &Workspace) -> Result<(), Failure> {
    WITH_POLICY.synth(workspace)
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
            let mut inputs = Inputs::default()
                .word(&workspace.root().to_string_lossy())
                .word(&self.settings.join(" "))
                .folder(&workspace.cdk())?
                .folder(&workspace.path("statemachines"))?;
            for (context, file) in self.files {
                inputs = inputs.word(context).file(&workspace.path(file))?;
            }
            let stamp = Stamp::of(workspace, self.step.name, inputs);
            if stamp.holds(&folder.join("manifest.json")) {
                return Ok(Ended::UpToDate);
            }
            log.working();
            stamp.clear()?;
            let files: Vec<String> =
                self.files.iter().map(|(context, file)| format!("{context}=../{file}")).collect();
            let settings = self.settings.iter().copied().chain(files.iter().map(String::as_str));
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
