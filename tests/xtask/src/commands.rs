//! The commands of `cargo xtask` and which function runs each. Their names are contracts.

use clap::{Parser, Subcommand};

use crate::{
    check,
    failure::Failure,
    flags::{BenchFlags, DemoFlags, LocalFlags},
    package, picture, prerequisites, program, setup, test,
    workspace::Workspace,
};

/// Everything this repository can do, one word each.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Xtask {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// One word of `cargo xtask`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show whole runs on a local AWS: licenses being shared, or experiences being followed, and the reports
    Demo(DemoFlags),
    /// Keep the local AWS up for any AWS CLI or SDK, until Ctrl-C
    Local(LocalFlags),
    /// Measure, and print one JSON line a figure
    Bench(BenchFlags),
    /// Run all tests of all parts, as CI does
    Test,
    /// Format, lints, types, state machines, templates and the house rules
    Check,
    /// Synthesize the CloudFormation templates into target/cdk, and draw the state machines
    Synth,
    /// Build the release worker into target/package/release and print its size
    Package,
}

/// Runs one command; every command first says what is missing on this machine.
pub(crate) fn run(workspace: &Workspace, command: &Command) -> Result<(), Failure> {
    prerequisites::check()?;
    match command {
        Command::Demo(_) => program::become_it(workspace, &setup::local_aws(workspace)?, "demo"),
        Command::Local(_) => program::become_it(workspace, &setup::local_aws(workspace)?, "local"),
        Command::Bench(_) => program::become_it(workspace, &setup::bench(workspace)?, "bench"),
        Command::Test => test::run(workspace),
        Command::Check => check::run(workspace),
        Command::Synth => {
            picture::write(workspace)?;
            setup::synth(workspace)?;
            setup::synth_with_all_settings(workspace)?;
            setup::synth_with_policy(workspace)
        }
        Command::Package => package::run(workspace),
    }
}
