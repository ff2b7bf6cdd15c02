//! Runs other tools quietly: what they say goes into a log, and its end is shown when they fail.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    failure::{FailedTool, Failure},
    progress::{Ended, Progress},
    workspace::Workspace,
};

/// So many lines from the beginning and the end of a log are part of the message of a failed step.
const FIRST_LINES: usize = 10;
const LAST_LINES: usize = 30;

/// A named piece of work with its own log file and what to do when it fails.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// File name of the log, without the ending.
    pub(crate) name: &'static str,
    /// What the user reads.
    pub(crate) title: &'static str,
    /// What the user does next when it failed.
    pub(crate) advice: &'static str,
}

impl Step {
    /// Runs `work` with one line of progress.
    ///
    /// The log is locked while the work runs, so two commands side by side do a step one after the other, and the second
    /// finds it done.
    pub(crate) fn run(
        self,
        workspace: &Workspace,
        work: impl FnOnce(&mut Log<'_>) -> Result<Ended, Failure>,
    ) -> Result<(), Failure> {
        let progress = Progress::start(self.title);
        let ended = Log::open(workspace, self, &progress).and_then(|mut log| work(&mut log));
        progress.end(*ended.as_ref().unwrap_or(&Ended::Failed));
        ended.map(|_| ())
    }

    /// Runs one command as the whole step.
    pub(crate) fn run_command(self, workspace: &Workspace, command: &mut Command) -> Result<(), Failure> {
        self.run(workspace, |log| log.command(command).map(|()| Ended::Done))
    }
}

/// The log of a running step.
#[derive(Debug)]
pub(crate) struct Log<'a> {
    step: Step,
    path: PathBuf,
    file: File,
    progress: &'a Progress,
}

impl<'a> Log<'a> {
    fn open(workspace: &Workspace, step: Step, progress: &'a Progress) -> Result<Self, Failure> {
        let folder = workspace.path(".steward/log");
        fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
        let path = folder.join(format!("{}.log", step.name));
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(Failure::file("open", &path))?;
        file.lock().map_err(Failure::file("lock", &path))?;
        file.set_len(0).map_err(Failure::file("empty", &path))?;
        Ok(Self { step, path, file, progress })
    }

    /// Says that the step is not up to date and its work begins.
    pub(crate) fn working(&self) {
        self.progress.working();
    }

    /// Runs a command to its end with its output in the log.
    ///
    /// # Errors
    /// When it cannot be started, or ends with anything but success.
    pub(crate) fn command(&mut self, command: &mut Command) -> Result<(), Failure> {
        let text = self.announce(command)?;
        let status = command
            .stdin(Stdio::null())
            .stdout(self.end()?)
            .stderr(self.end()?)
            .status()
            .map_err(|source| Failure::Start { step: self.step.title, command: text.clone(), source })?;
        if status.success() { Ok(()) } else { Err(self.tool_failure(text, status.to_string())) }
    }

    /// Runs a command and gives back its standard output; the rest goes into the log.
    pub(crate) fn output_of(&mut self, command: &mut Command) -> Result<String, Failure> {
        let text = self.announce(command)?;
        let output = command
            .stdin(Stdio::null())
            .stderr(self.end()?)
            .output()
            .map_err(|source| Failure::Start { step: self.step.title, command: text.clone(), source })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(self.tool_failure(text, output.status.to_string()))
    }

    fn announce(&mut self, command: &Command) -> Result<String, Failure> {
        let text = text_of(command);
        writeln!(self.file, "$ {text}").map_err(Failure::file("write", &self.path))?;
        Ok(text)
    }

    /// Where a tool goes on writing.
    fn end(&self) -> Result<File, Failure> {
        self.file.try_clone().map_err(Failure::file("open", &self.path))
    }

    fn tool_failure(&self, command: String, status: String) -> Failure {
        Failure::Tool(Box::new(FailedTool {
            step: self.step.title,
            command,
            status,
            excerpt: excerpt_of(&self.path),
            log: self.path.clone(),
            advice: self.step.advice,
        }))
    }
}

/// The command line as a person would type it, without the folder of the program.
pub(crate) fn text_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// The last lines of a log, and the first ones too when it is long: some tools say the cause first and then explain at length.
fn excerpt_of(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= FIRST_LINES + LAST_LINES {
        return lines.join("\n");
    }
    let left_out = format!("... {} lines ...", lines.len() - FIRST_LINES - LAST_LINES);
    [&lines[..FIRST_LINES], &[left_out.as_str()], &lines[lines.len() - LAST_LINES..]].concat().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_without_the_folder_of_its_program() {
        let mut command = Command::new("/somewhere/bin/python");
        command.args(["-m", "venv"]);
        assert_eq!(text_of(&command), "python -m venv");
    }

    #[test]
    fn a_long_log_is_shown_by_its_beginning_and_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let lines: Vec<String> = (1..=100).map(|number| format!("line {number}")).collect();
        fs::write(&path, lines.join("\n")).unwrap();
        let excerpt = excerpt_of(&path);
        assert!(excerpt.starts_with("line 1\n") && excerpt.ends_with("\nline 100"), "{excerpt}");
        assert!(excerpt.contains("line 10\n... 60 lines ...\nline 71\n"), "{excerpt}");
    }

    #[test]
    fn a_missing_log_says_nothing() {
        assert_eq!(excerpt_of(Path::new("no/such/log")), "");
    }
}
