//! The program behind `cargo xtask demo` and `cargo xtask local`: it plays a story and shows it.
//!
//! It decides nothing: the runs do their work and write their own reports, this only lets something happen, watches, and
//! counts the calls. Each scenario is a module with its story; the modules beside them are what scenarios have in common.

mod calls;
mod changes;
mod experiences;
mod failure;
mod keep;
mod licenses;
mod live;
mod output;
mod questions;
mod recording;
mod setup;
mod stage;
mod tables;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::flags::{DemoFlags, LocalFlags, Scenario};

use crate::failure::Failure;

/// The exit code that says: what was asked for is wrong. The parser of the flags uses the same.
const WRONG_USAGE: u8 = 2;

/// What to do.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a whole run on a local AWS
    Demo(DemoFlags),
    /// Keep the local AWS up for any AWS CLI or SDK
    Local(LocalFlags),
}

#[tokio::main]
async fn main() -> ExitCode {
    let command = Arguments::parse().command;
    // When Ctrl-C wins, the work is dropped half-way, and with it the local AWS is taken down.
    let result = tokio::select! {
        result = run(&command) => result,
        pressed = local::interrupted() => match (pressed, &command) {
            (Err(error), _) => Err(error.into()),
            (Ok(()), Command::Local(_)) => {
                eprintln!("\nThe local AWS was taken down.");
                Ok(true)
            }
            (Ok(()), Command::Demo(_)) => Err(Failure::Interrupted),
        },
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("\n{failure}");
            if failure.is_usage() { ExitCode::from(WRONG_USAGE) } else { ExitCode::FAILURE }
        }
    }
}

/// Runs the command; says whether all went well.
async fn run(command: &Command) -> Result<bool, Failure> {
    match command {
        Command::Demo(flags) => match flags.scenario {
            Scenario::Licenses => licenses::play(flags).await,
            Scenario::Experiences => experiences::play(flags).await,
            Scenario::Setup => setup::play(flags).await,
        },
        Command::Local(flags) => keep::keep(flags).await,
    }
}
