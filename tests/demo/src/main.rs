//! The program behind `cargo xtask demo` and `cargo xtask local`: it plays the story and shows it.
//!
//! It decides nothing: the run does its work and writes its own report, this only starts it by a real event, watches,
//! and counts the calls.

mod calls;
mod changes;
mod closing;
mod failure;
mod keep;
mod live;
mod organization;
mod outcome;
mod page;
mod recording;
#[cfg(test)]
mod sample;
mod stage;
mod story;
mod tables;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::flags::{DemoFlags, LocalFlags};

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
        Command::Demo(flags) => story::play(flags).await,
        Command::Local(flags) => keep::keep(flags).await,
    }
}
