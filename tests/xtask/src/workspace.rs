//! Where things are in this repository. The only place that knows folder names.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The repository that this `xtask` was built from.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The repository that this program was compiled in.
    pub(crate) fn this() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self { root: here.ancestors().nth(2).unwrap_or(here).to_path_buf() }
    }

    /// The top folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path below the top folder.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// Python with the local AWS and boto3.
    pub(crate) fn python(&self) -> PathBuf {
        self.path(".steward/venv/bin/python")
    }

    /// The CDK project.
    pub(crate) fn cdk(&self) -> PathBuf {
        self.path("cdk")
    }

    /// A command that runs in the top folder.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// `cargo` with the arguments, in the top folder.
    ///
    /// The package variables that `cargo run` set for us are taken away again: build scripts (that of `ring`, below every
    /// SDK crate) ask to be run again when they change, and half the workspace would be rebuilt at each change between
    /// `cargo build` and `cargo xtask`.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = self.command(program);
        command.args(arguments);
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// `npm` with the arguments, in the CDK project.
    pub(crate) fn npm(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("npm");
        command.current_dir(self.cdk()).args(arguments);
        command
    }

    /// A program of the CDK project's `node_modules`, run in the CDK project.
    pub(crate) fn node(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.cdk().join("node_modules/.bin").join(program));
        command.current_dir(self.cdk()).args(arguments);
        command
    }
}
