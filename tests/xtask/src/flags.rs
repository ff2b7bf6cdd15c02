//! The flags of `cargo xtask demo`, `local` and `bench`: contracts, said once, for `xtask` and for the programs it starts.
//!
//! They are parsed twice on purpose. `xtask` refuses a wrong flag before it builds anything, and the program, which is
//! handed the same words, acts on them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The fastest clock that is allowed; beyond it, timers of a millisecond and less decide what happens.
const SPEED_MAX: f64 = 10_000.0;

/// What `cargo xtask demo` can be told.
#[derive(Args, Clone, Debug)]
pub struct DemoFlags {
    /// What is shown
    #[arg(long, value_enum, default_value_t)]
    pub scenario: Scenario,
    /// The world to play with; without it, the one of the scenario in tests/worlds
    #[arg(long, value_name = "F", value_parser = existing_file)]
    pub world: Option<PathBuf>,
    /// A policy file for licenses; without it, the tag `marketplace-licence` decides
    #[arg(long, value_name = "F", value_parser = existing_file)]
    pub policy: Option<PathBuf>,
    /// Only show what would be done and why; change nothing
    #[arg(long)]
    pub plan_only: bool,
    /// Let AWS throttle, fail and lose answers, repeatably by this number
    #[arg(long, value_name = "SEED", value_parser = seed)]
    pub faults: Option<u64>,
    /// So many seconds of the simulated AWS pass in one real second
    #[arg(long, value_name = "N", value_parser = speed)]
    pub speed: Option<f64>,
    /// Also leave the outcome as JSON here
    #[arg(long, value_name = "OUT", value_parser = output_file)]
    pub json: Option<PathBuf>,
    /// Leave the report here; without it, in target/demo
    #[arg(long, value_name = "OUT", value_parser = output_file)]
    pub html: Option<PathBuf>,
}

/// What `cargo xtask demo` shows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Scenario {
    /// An account is tagged, and the licenses are shared with it
    #[default]
    Licenses,
    /// Three organizations follow a private marketplace that a fourth one manages
    Experiences,
    /// An organization in which nothing is enabled is set up, and shares its first licenses
    Setup,
}

/// What `cargo xtask bench` can be told.
#[derive(Args, Clone, Debug)]
pub struct BenchFlags {
    /// So many seconds of the simulated AWS pass in one real second; the slower, the less this machine counts
    #[arg(long, value_name = "N", value_parser = speed)]
    pub speed: Option<f64>,
}

/// What `cargo xtask local` can be told.
#[derive(Args, Clone, Debug)]
pub struct LocalFlags {
    /// The port of the local AWS on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 4566)]
    pub port: u16,
    /// The organization it holds; without it, tests/worlds/sample.json
    #[arg(long, value_name = "F", value_parser = existing_file)]
    pub world: Option<PathBuf>,
    /// So many seconds of the simulated AWS pass in one real second
    #[arg(long, value_name = "N", value_parser = speed)]
    pub speed: Option<f64>,
}

fn existing_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_file() { Ok(path) } else { Err("there is no such file".into()) }
}

fn output_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if text.is_empty() || path.is_dir() {
        Err("this must name a file, and it is a folder".into())
    } else {
        Ok(path)
    }
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("this must be a whole number from 0 to {}", u64::MAX))
}

fn speed(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|speed| (1.0..=SPEED_MAX).contains(speed))
        .ok_or_else(|| format!("this must be a number from 1 to {SPEED_MAX}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_a_number_from_one_to_ten_thousand() {
        assert_eq!(speed("1").unwrap(), 1.0);
        assert_eq!(speed("250.5").unwrap(), 250.5);
        for wrong in ["0", "-3", "NaN", "inf", "10001", "fast", ""] {
            assert!(speed(wrong).is_err(), "{wrong} was taken as a speed");
        }
    }

    #[test]
    fn a_world_that_is_not_there_is_refused() {
        assert!(existing_file("no/such/world.json").is_err());
    }

    #[test]
    fn a_folder_is_refused_as_an_output() {
        assert!(output_file(".").is_err());
        assert!(output_file("report.html").is_ok());
    }
}
