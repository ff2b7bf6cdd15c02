//! The commands that are programs of their own: when all is set up, we become the program.

use std::{env, ffi::OsString, os::unix::process::CommandExt, path::Path, process::Command};

use crate::{failure::Failure, process::text_of, workspace::Workspace};

/// Replaces this process by a program with the words that we were given, from `word` on.
///
/// Replacing, rather than starting it and waiting, leaves one process that Ctrl-C reaches and that cleans up after itself.
pub(crate) fn become_it(workspace: &Workspace, program: &Path, word: &'static str) -> Result<(), Failure> {
    let mut command = Command::new(program);
    command.args(words_from(word)).env("STEWARD_PYTHON", workspace.python());
    let source = command.exec();
    Err(Failure::Start { step: word, command: text_of(&command), source })
}

/// The command word and all that was said after it.
fn words_from(word: &str) -> Vec<OsString> {
    env::args_os().skip_while(|argument| argument != word).collect()
}
