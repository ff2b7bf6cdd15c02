//! `cargo xtask demo` and `cargo xtask local`: set up what is missing, then become the `demo` program.

use std::{env, ffi::OsString, os::unix::process::CommandExt, process::Command};

use crate::{failure::Failure, process::text_of, setup, workspace::Workspace};

/// Sets up the local AWS and replaces this process by the `demo` program with the words that we were given.
///
/// Replacing, rather than starting it and waiting, leaves one process that Ctrl-C reaches and that cleans up after itself.
pub(crate) fn run(workspace: &Workspace, word: &str) -> Result<(), Failure> {
    let program = setup::local_aws(workspace)?;
    let mut command = Command::new(program);
    command.args(words_from(word)).env("STEWARD_PYTHON", workspace.python());
    let source = command.exec();
    Err(Failure::Start { step: "Demo", command: text_of(&command), source })
}

/// The command word and all that was said after it.
fn words_from(word: &str) -> Vec<OsString> {
    env::args_os().skip_while(|argument| argument != word).collect()
}
