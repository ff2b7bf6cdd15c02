//! `cargo xtask test`: everything CI needs to know, cheapest first, and one closing line in the runner's own words.

mod totals;

use std::{
    io::{BufRead, BufReader, IsTerminal, Write, stdout},
    process::{Command, Stdio},
    sync::Mutex,
};

use crate::{
    check::{self, LIGHT_CRATES},
    failure::Failure,
    parts::{Part, Summary},
    process::text_of,
    setup,
    workspace::Workspace,
};
use totals::Totals;

/// What all test runs of this command add up to.
static TOTALS: Mutex<Totals> = Mutex::new(Totals::NONE);

/// Runs everything, also after a part failed.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let light = [
        Part::needed("Python", setup::python),
        Part::new("Tests of the crates without the SDK", light_tests),
    ];
    let set_up = [Part::needed("Set-up", check::prepare)];
    let heavy = [
        Part::new("Tests of the CDK project", cdk_tests),
        Part::new("Tests of all other crates", heavy_tests),
    ];
    let parts = [check::LIGHT_PARTS, &light, &set_up, check::HEAVY_PARTS, &heavy];
    let summary = Summary::of(workspace, &parts.concat());
    eprintln!("\n{}\n", summary.text());
    if let Ok(totals) = TOTALS.lock() {
        println!("{totals}");
    }
    summary.result()
}

fn light_tests(workspace: &Workspace) -> Result<(), Failure> {
    let packages = LIGHT_CRATES.iter().flat_map(|name| ["--package", name]);
    cargo_test(workspace, workspace.cargo(&["test"]).args(packages))
}

fn heavy_tests(workspace: &Workspace) -> Result<(), Failure> {
    let without = LIGHT_CRATES.iter().flat_map(|name| ["--exclude", name]);
    let mut command = workspace.cargo(&["test", "--workspace"]);
    cargo_test(workspace, command.args(without))
}

/// The CDK tests, with the validation plugins (cdk-nag) on.
fn cdk_tests(workspace: &Workspace) -> Result<(), Failure> {
    let mut command = workspace.npm(&["test"]);
    let status = command.status().map_err(|source| start_failure(&command, source))?;
    passed(status.success())
}

/// Runs `cargo test` with its output as it comes, and adds up its results. Some tests speak to us as boto3, in Python.
fn cargo_test(workspace: &Workspace, command: &mut Command) -> Result<(), Failure> {
    command.arg("--no-fail-fast").env("STEWARD_PYTHON", workspace.python()).stdout(Stdio::piped());
    if stdout().is_terminal() {
        command.args(["--", "--color", "always"]);
    }
    let mut child = command.spawn().map_err(|source| start_failure(command, source))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _ = writeln!(stdout(), "{line}");
            if let Ok(mut totals) = TOTALS.lock() {
                totals.add(&line);
            }
        }
    }
    let status = child.wait().map_err(|source| start_failure(command, source))?;
    passed(status.success())
}

fn start_failure(command: &Command, source: std::io::Error) -> Failure {
    Failure::Start { step: "Tests", command: text_of(command), source }
}

fn passed(success: bool) -> Result<(), Failure> {
    if success {
        return Ok(());
    }
    Err(Failure::Findings {
        findings: vec![
            "Tests failed; the runner names them above. Correct them, then run the command again.".into(),
        ],
    })
}
