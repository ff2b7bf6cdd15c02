//! The commands of `cargo xtask` and which function runs each. Their names are contracts.

use clap::{Parser, Subcommand};

use crate::{
    check, demo,
    failure::Failure,
    flags::{DemoFlags, LocalFlags},
    package, picture, prerequisites, setup, test,
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
    /// Show a whole run on a local AWS: tag an account, watch the licenses being shared, get a report
    Demo(DemoFlags),
    /// Keep the local AWS up for any AWS CLI or SDK, until Ctrl-C
    Local(LocalFlags),
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
        Command::Demo(_) => demo::run(workspace, "demo"),
        Command::Local(_) => demo::run(workspace, "local"),
        Command::Test => test::run(workspace),
        Command::Check => check::run(workspace),
        Command::Synth => {
            picture::write(workspace)?;
            setup::synth(workspace)?;
            setup::synth_with_all_settings(workspace)
        }
        Command::Package => package::run(workspace),
    }
}
