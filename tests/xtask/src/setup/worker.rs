//! The worker: one binary, built by cargo, put where the templates and the local AWS look for it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, process::Step, progress::Ended, workspace::Workspace};

/// How the worker is built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Profile {
    /// Quick to build; what the local AWS runs.
    Development,
    /// Small and fast; what is deployed.
    Release,
}

/// Builds the worker and gives the path of `bootstrap` in `target/package`.
///
/// The file there is replaced only when the binary changed, and at once: a worker that runs keeps the old one.
pub(crate) fn worker(workspace: &Workspace, step: Step, profile: Profile) -> Result<PathBuf, Failure> {
    let folder = workspace.path(match profile {
        Profile::Development => "target/package/dev",
        Profile::Release => "target/package/release",
    });
    let made = folder.join("bootstrap");
    step.run(workspace, |log| {
        log.working();
        let mut arguments =
            vec!["build", "--package", "lambda", "--message-format", "json-render-diagnostics"];
        if profile == Profile::Release {
            arguments.push("--release");
        }
        let built = executable(&log.output_of(&mut workspace.cargo(&arguments))?, "bootstrap")?;
        fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
        if same_content(&built, &made)? {
            return Ok(Ended::UpToDate);
        }
        let fresh = folder.join("../bootstrap.fresh");
        fs::copy(&built, &fresh).map_err(Failure::file("copy", &built))?;
        fs::rename(&fresh, &made).map_err(Failure::file("write", &made))?;
        Ok(Ended::Done)
    })?;
    Ok(made)
}

/// The path of the program `name` in cargo's JSON messages.
pub(crate) fn executable(messages: &str, name: &str) -> Result<PathBuf, Failure> {
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
    fn a_missing_copy_differs() {
        let folder = tempfile::tempdir().unwrap();
        let built = folder.path().join("built");
        fs::write(&built, "one").unwrap();
        assert!(!same_content(&built, &folder.path().join("gone")).unwrap());
        assert!(same_content(&built, &built).unwrap());
    }
}
