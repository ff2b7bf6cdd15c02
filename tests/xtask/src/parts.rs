//! A longer command as a list of parts: all of them run, and a summary names those that failed.

use std::time::{Duration, Instant};

use crate::{
    failure::Failure,
    progress::{Ended, line},
    workspace::Workspace,
};

/// One part of a longer command.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// What the summary calls it.
    pub(crate) title: &'static str,
    /// Whether later parts make no sense when this one failed.
    pub(crate) needed_by_the_rest: bool,
    /// Does it.
    pub(crate) run: fn(&Workspace) -> Result<(), Failure>,
}

impl Part {
    /// A part that others do not need.
    pub(crate) const fn new(title: &'static str, run: fn(&Workspace) -> Result<(), Failure>) -> Self {
        Self { title, needed_by_the_rest: false, run }
    }

    /// A part that all later ones need.
    pub(crate) const fn needed(title: &'static str, run: fn(&Workspace) -> Result<(), Failure>) -> Self {
        Self { title, needed_by_the_rest: true, run }
    }
}

/// What became of the parts.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    lines: Vec<String>,
    failed: Vec<String>,
}

impl Summary {
    /// Runs all parts, one after the other, and says at once why one failed.
    pub(crate) fn of(workspace: &Workspace, parts: &[Part]) -> Self {
        let mut summary = Self::default();
        for (index, part) in parts.iter().enumerate() {
            let started = Instant::now();
            let result = (part.run)(workspace);
            summary.note(part, &result, started.elapsed());
            if let Err(failure) = result {
                eprintln!("\n{failure}\n");
                if part.needed_by_the_rest {
                    summary.give_up(&parts[index + 1..]);
                    break;
                }
            }
        }
        summary
    }

    fn note(&mut self, part: &Part, result: &Result<(), Failure>, took: Duration) {
        let ended = if result.is_ok() { Ended::Done } else { Ended::Failed };
        self.lines.push(line(part.title, ended, took));
        if result.is_err() {
            self.failed.push(part.title.to_owned());
        }
    }

    fn give_up(&mut self, rest: &[Part]) {
        for part in rest {
            self.lines.push(format!("     -  {:<46}   not run", part.title));
        }
    }

    /// One line a part.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// The command's own result.
    pub(crate) fn result(self) -> Result<(), Failure> {
        if self.failed.is_empty() { Ok(()) } else { Err(Failure::Parts { parts: self.failed }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(_: &Workspace) -> Result<(), Failure> {
        Err(Failure::Findings { findings: vec!["found something".into()] })
    }

    fn works(_: &Workspace) -> Result<(), Failure> {
        Ok(())
    }

    #[test]
    fn a_failed_part_does_not_stop_the_others() {
        let summary =
            Summary::of(&Workspace::this(), &[Part::new("first", fails), Part::new("second", works)]);
        assert!(summary.text().contains("ok  second"), "{}", summary.text());
        assert!(summary.result().unwrap_err().to_string().contains("failed: first"));
    }

    #[test]
    fn what_needs_a_failed_part_is_not_run() {
        let summary =
            Summary::of(&Workspace::this(), &[Part::needed("set-up", fails), Part::new("second", works)]);
        assert!(summary.text().contains("not run"), "{}", summary.text());
    }
}
