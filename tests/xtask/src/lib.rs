//! `cargo xtask`: what a person or CI does with this repository, one word each.
//!
//! It orchestrates other tools (cargo, npm, pip, the linters) and holds the checks that no tool has. It is light on
//! purpose: it must be compiled before anything else happens, so it knows neither an AWS SDK nor an async runtime.

mod check;
mod commands;
mod failure;
pub mod flags;
mod package;
mod parts;
mod picture;
mod prerequisites;
mod process;
mod program;
pub mod progress;
mod setup;
mod stamp;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::{commands::Xtask, workspace::Workspace};

/// Parses the command line, runs it, and turns a failure into a message and exit code 1 (2 for wrong usage).
#[must_use]
pub fn main() -> ExitCode {
    let xtask = Xtask::parse();
    match commands::run(&Workspace::this(), &xtask.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
