//! `cargo xtask demo` and `cargo xtask local`: set up what is missing, then become the `demo` program.

use std::{env, io::Write, os::unix::process::CommandExt, path::PathBuf, process::Command};

use crate::{
    failure::Failure,
    process::{Step, text_of},
    progress::Ended,
    setup,
    workspace::Workspace,
};

const BUILD: Step = Step {
    name: "demo",
    title: "Demo program",
    advice: "correct what the compiler names, then run the command again",
};

/// Sets up the local AWS and replaces this process by the `demo` program with the words that we were given.
///
/// Replacing, rather than starting it and waiting, leaves one process that Ctrl-C reaches and that cleans up after itself.
pub(crate) fn run(workspace: &Workspace, word: &str) -> Result<(), Failure> {
    setup::local_aws(workspace)?;
    let program = build(workspace)?;
    let mut command = Command::new(&program);
    command.args(words_after(word)).env("STEWARD_PYTHON", workspace.python());
    let _ = std::io::stderr().flush();
    let source = command.arg0("cargo xtask").exec();
    Err(Failure::Start { step: BUILD.title, command: text_of(&command), source })
}

fn build(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let mut program = PathBuf::new();
    BUILD.run(workspace, |log| {
        log.working();
        let mut command =
            workspace.cargo(&["build", "--package", "demo", "--message-format", "json-render-diagnostics"]);
        program = setup::executable(&log.output_of(&mut command)?, "demo")?;
        Ok(Ended::Done)
    })?;
    Ok(program)
}

/// The command word and all that was said after it.
fn words_after(word: &str) -> Vec<std::ffi::OsString> {
    env::args_os().skip_while(|argument| argument != word).collect()
}
