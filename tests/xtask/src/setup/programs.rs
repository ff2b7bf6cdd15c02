//! The programs of this repository: the worker, one binary put where the templates and the local AWS look for it, and those
//! that show and measure it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::Failure,
    process::{Log, Step},
    progress::Ended,
    workspace::Workspace,
};

const DEVELOPMENT: Step = Step {
    name: "programs",
    title: "Worker, development build",
    advice: "correct what the compiler names; without a network, crates that were never fetched are missing",
};

const RELEASE: Step = Step {
    name: "package",
    title: "Worker, release build",
    advice: "correct what the compiler names, then run `cargo xtask package` again",
};

/// Builds the development worker into `target/package/dev/bootstrap` and gives the path of another program.
///
/// Both are built by one call of cargo: alone, each would have its dependencies, every SDK crate among them, built with
/// slightly other features, and so twice. The tests of the crates that use the SDK want the same features as such a pair.
pub(crate) fn development(workspace: &Workspace, program: &str) -> Result<PathBuf, Failure> {
    let mut made = PathBuf::new();
    DEVELOPMENT.run(workspace, |log| {
        let arguments = ["build", "--package", "lambda", "--package", program, "--message-format", MESSAGES];
        let messages = build(log, &mut workspace.cargo(&arguments))?;
        made = executable(&messages, program)?;
        put(&executable(&messages, "bootstrap")?, &workspace.path("target/package/dev"))
    })?;
    Ok(made)
}

/// Builds the release worker and gives its path, `target/package/release/bootstrap`.
pub(crate) fn release(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.path("target/package/release");
    RELEASE.run(workspace, |log| {
        let arguments = ["build", "--release", "--package", "lambda", "--message-format", MESSAGES];
        let messages = build(log, &mut workspace.cargo(&arguments))?;
        put(&executable(&messages, "bootstrap")?, &folder)
    })?;
    Ok(folder.join("bootstrap"))
}

/// Paths for us on standard output, errors for people on standard error.
const MESSAGES: &str = "json-render-diagnostics";

fn build(log: &mut Log<'_>, cargo: &mut Command) -> Result<String, Failure> {
    log.working();
    log.output_of(cargo)
}

/// Puts the worker into a folder. The file there is replaced only when it differs, and at once: a worker that runs keeps
/// the old one.
fn put(built: &Path, folder: &Path) -> Result<Ended, Failure> {
    let made = folder.join("bootstrap");
    if same_content(built, &made)? {
        return Ok(Ended::UpToDate);
    }
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    let fresh = folder.with_extension("fresh");
    fs::copy(built, &fresh).map_err(Failure::file("copy", built))?;
    fs::rename(&fresh, &made).map_err(Failure::file("write", &made))?;
    Ok(Ended::Done)
}

/// The path of the program `name` in cargo's JSON messages.
fn executable(messages: &str, name: &str) -> Result<PathBuf, Failure> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| Failure::Form {
            path: PathBuf::from("cargo's messages"),
            what: format!("they name no program `{name}`"),
        })
}

fn same_content(one: &Path, other: &Path) -> Result<bool, Failure> {
    let length = |path: &Path| fs::metadata(path).map(|metadata| metadata.len()).ok();
    if length(one) != length(other) {
        return Ok(false);
    }
    let read = |path: &Path| fs::read(path).map_err(Failure::file("read", path));
    Ok(read(one)? == read(other)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_among_cargos_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"serde"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"bootstrap"},"executable":"/target/debug/bootstrap"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages, "bootstrap").unwrap(), PathBuf::from("/target/debug/bootstrap"));
        assert!(executable(messages, "demo").is_err());
    }

    #[test]
    fn the_worker_is_put_in_place_once() {
        let folder = tempfile::tempdir().unwrap();
        let (built, package) = (folder.path().join("built"), folder.path().join("dev"));
        fs::write(&built, "one").unwrap();
        assert_eq!(put(&built, &package).unwrap(), Ended::Done);
        assert_eq!(put(&built, &package).unwrap(), Ended::UpToDate);
        fs::write(&built, "two").unwrap();
        assert_eq!(put(&built, &package).unwrap(), Ended::Done);
        assert_eq!(fs::read_to_string(package.join("bootstrap")).unwrap(), "two");
    }

    #[test]
    fn a_missing_copy_differs() {
        let folder = tempfile::tempdir().unwrap();
        let built = folder.path().join("built");
        fs::write(&built, "one").unwrap();
        assert!(!same_content(&built, &folder.path().join("gone")).unwrap());
        assert!(same_content(&built, &built).unwrap());
    }
}
