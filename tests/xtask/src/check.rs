//! `cargo xtask check`: all that can be said about the code without running it.

use std::{fs, path::PathBuf};

use crate::{
    failure::Failure,
    parts::{Part, Summary},
    process::Step,
    setup, tidy,
    workspace::Workspace,
};

/// The crates whose tests and lints never compile an AWS SDK: the everyday loop.
pub(crate) const LIGHT_CRATES: &[&str] = &["domain", "steps", "sim", "xtask"];

/// The checks that need nothing but Rust.
pub(crate) const LIGHT_PARTS: &[Part] = &[
    Part::new("House rules", house_rules),
    Part::new("Format", format),
    Part::new("Lints of the crates without the SDK", light_lints),
];

/// The checks that need the set-up.
pub(crate) const HEAVY_PARTS: &[Part] = &[
    Part::new("Types of the CDK project", types),
    Part::new("State machines", state_machines),
    Part::new("Templates", templates),
    Part::new("Security of the templates", security),
    Part::new("Lints of all crates", lints),
];

/// All checks.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let set_up = [Part::needed("Set-up", prepare)];
    Summary::of(workspace, &[LIGHT_PARTS, &set_up, HEAVY_PARTS].concat()).result()
}

/// Everything that a check or a test stands on.
pub(crate) fn prepare(workspace: &Workspace) -> Result<(), Failure> {
    setup::local_aws(workspace)?;
    setup::synth_with_all_settings(workspace)?;
    setup::synth_with_policy(workspace)?;
    setup::linters(workspace)
}

fn house_rules(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step { name: "tidy", title: "House rules", advice: "follow the rule that the line names" };
    step.run(workspace, |log| tidy::run(workspace, log))
}

fn format(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step { name: "format", title: "Format", advice: "run `cargo fmt`" };
    step.run_command(workspace, &mut workspace.cargo(&["fmt", "--all", "--", "--check", "--color", "never"]))
}

fn light_lints(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step {
        name: "lints-light",
        title: "Lints of the crates without the SDK",
        advice: "correct what clippy names",
    };
    let packages = LIGHT_CRATES.iter().flat_map(|name| ["--package", name]);
    step.run_command(workspace, workspace.cargo(&["clippy"]).args(packages).args(LINTS))
}

fn lints(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step { name: "lints", title: "Lints of all crates", advice: "correct what clippy names" };
    step.run_command(workspace, workspace.cargo(&["clippy", "--workspace"]).args(LINTS))
}

/// Every target, and no warning is left alone.
const LINTS: &[&str] = &["--all-targets", "--quiet", "--", "--deny", "warnings"];

fn types(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step { name: "types", title: "Types of the CDK project", advice: "correct what tsc names" };
    step.run_command(workspace, &mut workspace.npm(&["run", "build"]))
}

fn state_machines(workspace: &Workspace) -> Result<(), Failure> {
    let step =
        Step { name: "state-machines", title: "State machines", advice: "correct what asl-validator names" };
    step.run_command(workspace, &mut workspace.npm(&["run", "lint:asl"]))
}

fn templates(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step { name: "templates", title: "Templates", advice: "correct what cfn-lint names in cdk/" };
    let mut command = workspace.command(workspace.path(".steward/lint/bin/cfn-lint"));
    command.args(["--non-zero-exit-code", "error", "--template"]).args(synthesized(workspace)?);
    step.run_command(workspace, &mut command)
}

fn security(workspace: &Workspace) -> Result<(), Failure> {
    let step = Step {
        name: "security",
        title: "Security of the templates",
        advice: "correct what checkov names in cdk/, or say in cdk/lint/checkov.yaml why it is right as it is",
    };
    let mut command = workspace.command(workspace.path(".steward/lint/bin/checkov"));
    command.arg("--config-file").arg(workspace.cdk().join("lint/checkov.yaml"));
    step.run_command(workspace, command.arg("--file").args(synthesized(workspace)?))
}

/// Every template: of the settings by default, of all settings, and with a policy.
fn synthesized(workspace: &Workspace) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for folder in ["target/cdk/local", "target/cdk/local-with-all-settings", "target/cdk/with-policy"] {
        let folder = workspace.path(folder);
        let entries = fs::read_dir(&folder).map_err(Failure::file("read", &folder))?;
        files.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    files.retain(|path| path.to_string_lossy().ends_with(".template.json"));
    files.sort();
    Ok(files)
}
