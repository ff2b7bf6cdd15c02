//! Says what is missing on this machine, all of it at once, and how to get it.

use std::{fmt::Write, process::Command};

use crate::failure::Failure;

/// One tool that has to be there before anything else.
struct Prerequisite {
    name: &'static str,
    /// The programs that may carry it; the first that answers counts.
    programs: &'static [&'static str],
    arguments: &'static [&'static str],
    /// The oldest version that will do, as its numbers; empty when any will.
    oldest: &'static [u32],
    how_to_get: &'static str,
}

const PREREQUISITES: &[Prerequisite] = &[
    Prerequisite {
        name: "Rust",
        programs: &["rustc"],
        arguments: &["--version"],
        oldest: &[1, 94, 1],
        how_to_get: "rustup update stable   (rustup: https://rustup.rs)",
    },
    Prerequisite {
        name: "rustfmt",
        programs: &["cargo"],
        arguments: &["fmt", "--version"],
        oldest: &[],
        how_to_get: "rustup component add rustfmt",
    },
    Prerequisite {
        name: "clippy",
        programs: &["cargo"],
        arguments: &["clippy", "--version"],
        oldest: &[],
        how_to_get: "rustup component add clippy",
    },
    Prerequisite {
        name: "a C compiler",
        programs: &["cc", "gcc", "clang"],
        arguments: &["--version"],
        oldest: &[],
        how_to_get: "apt-get install gcc libc6-dev, or the developer tools of your system",
    },
    Prerequisite {
        name: "Node.js",
        programs: &["node"],
        arguments: &["--version"],
        oldest: &[20],
        how_to_get: "https://nodejs.org, or the package `nodejs` of your system",
    },
    Prerequisite {
        name: "npm",
        programs: &["npm"],
        arguments: &["--version"],
        oldest: &[],
        how_to_get: "it comes with Node.js; on Debian it is the package `npm`",
    },
    Prerequisite {
        name: "Python",
        programs: &["python3"],
        arguments: &["--version"],
        oldest: &[3, 10],
        how_to_get: "https://www.python.org, or the package `python3` of your system",
    },
    Prerequisite {
        name: "Python's venv and pip",
        programs: &["python3"],
        arguments: &["-c", "import venv, ensurepip"],
        oldest: &[],
        how_to_get: "apt-get install python3-venv, or the package of your system that carries `ensurepip`",
    },
];

/// Looks for every prerequisite.
///
/// # Errors
/// Names all that is missing or too old, with what was found, what is needed and how to get it.
pub(crate) fn check() -> Result<(), Failure> {
    let missing: Vec<String> =
        PREREQUISITES.iter().filter_map(|wanted| complaint(wanted, answer_of(wanted).as_deref())).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut text = String::from("This machine is not ready yet. Missing:\n");
    for line in &missing {
        let _ = write!(text, "\n{line}");
    }
    text.push_str(
        "\n\nInstall what is named above, then run the command again; everything else is set up by itself.",
    );
    Err(Failure::Prerequisites(text))
}

/// What the tool says about itself, or nothing when it cannot be run.
fn answer_of(wanted: &Prerequisite) -> Option<String> {
    wanted.programs.iter().find_map(|program| {
        let output = Command::new(program).args(wanted.arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    })
}

/// What is wrong with the answer, in two lines, or nothing when it will do.
fn complaint(wanted: &Prerequisite, answer: Option<&str>) -> Option<String> {
    let found = match answer {
        None => "not found".to_owned(),
        Some(_) if wanted.oldest.is_empty() => return None,
        Some(answer) => match version_in(answer) {
            Some(version) if version.as_slice() >= wanted.oldest => return None,
            Some(version) => format!("found {}", dotted(&version)),
            None => format!("its version could not be read from `{}`", answer.trim()),
        },
    };
    let needed = if wanted.oldest.is_empty() {
        String::new()
    } else {
        format!(", needed {} or newer", dotted(wanted.oldest))
    };
    Some(format!("  {}: {found}{needed}\n      {}", wanted.name, wanted.how_to_get))
}

/// The first version in a text such as `rustc 1.95.0 (59807616e 2026-04-14)` or `v20.20.2`.
fn version_in(answer: &str) -> Option<Vec<u32>> {
    let word = answer.split_whitespace().find(|word| word.contains('.'))?;
    let digits = word.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    let numbers = digits.split(['-', '+']).next()?.split('.');
    numbers.map(|number| number.parse().ok()).collect()
}

fn dotted(version: &[u32]) -> String {
    version.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust() -> &'static Prerequisite {
        &PREREQUISITES[0]
    }

    #[test]
    fn a_newer_version_will_do() {
        assert_eq!(complaint(rust(), Some("rustc 1.94.1 (abc 2026-01-01)")), None);
        assert_eq!(complaint(rust(), Some("rustc 1.100.0-nightly (abc 2026-01-01)")), None);
        assert_eq!(complaint(rust(), Some("rustc 2.0.0")), None);
    }

    #[test]
    fn an_older_version_is_named_beside_the_needed_one() {
        let complaint = complaint(rust(), Some("rustc 1.80.0 (abc 2024-01-01)")).unwrap();
        assert!(complaint.contains("found 1.80.0, needed 1.94.1 or newer"), "{complaint}");
        assert!(complaint.contains("rustup update"), "{complaint}");
    }

    #[test]
    fn a_missing_tool_is_named_with_how_to_get_it() {
        let complaint = complaint(&PREREQUISITES[5], None).unwrap();
        assert!(complaint.contains("npm: not found"), "{complaint}");
        assert!(complaint.contains("Node.js"), "{complaint}");
    }

    #[test]
    fn versions_are_read_from_what_the_tools_say() {
        assert_eq!(version_in("v20.20.2\n"), Some(vec![20, 20, 2]));
        assert_eq!(version_in("Python 3.11.7"), Some(vec![3, 11, 7]));
        assert_eq!(version_in("Python 3.13.0+"), Some(vec![3, 13, 0]));
        assert_eq!(version_in("nothing"), None);
    }
}
