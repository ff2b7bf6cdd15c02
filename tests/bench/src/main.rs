//! The program behind `cargo xtask bench`: measures, side by side and in one run, and prints one JSON line a figure.
//!
//! Each group of figures is a module with a `measure`. What belongs to nobody's goal is printed all the same: it is what a
//! ratio is made of. Progress and tables go to standard error, so that standard output is figures alone.

mod experiences;
mod failure;
mod figure;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::flags::BenchFlags;

use crate::{failure::Failure, figure::Figure};

/// What to do.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure, and print one JSON line a figure
    Bench(BenchFlags),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Bench(flags) = Arguments::parse().command;
    // When Ctrl-C wins, the work is dropped half-way, and with it the local AWS is taken down.
    let result = tokio::select! {
        result = measure(&flags) => result,
        pressed = local::interrupted() => Err(pressed.map_or_else(Failure::from, |()| Failure::Interrupted)),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("\nSome figures do not hold: those with \"holds\":false above.");
            ExitCode::FAILURE
        }
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Measures every group; says whether all figures are within their goals.
async fn measure(flags: &BenchFlags) -> Result<bool, Failure> {
    let mut figures = figure::of_machine();
    figures.extend(experiences::measure(flags.speed).await?);
    for figure in &figures {
        println!("{}", figure.line());
    }
    Ok(figures.iter().all(Figure::holds))
}
