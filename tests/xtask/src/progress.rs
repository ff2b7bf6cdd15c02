//! One line a step: a spinner while it runs in a terminal, plain lines in a log.

use std::{
    io::{IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

/// How a step ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended {
    /// It did its work.
    Done,
    /// Nothing had changed since the last time.
    UpToDate,
    /// It failed; the reason is printed by whoever asked for the step.
    Failed,
}

/// A step under way.
#[derive(Debug)]
pub struct Progress {
    title: String,
    started: Instant,
    spinner: Option<ProgressBar>,
}

impl Progress {
    /// Shows that a step begins.
    #[must_use]
    pub fn start(title: &str) -> Self {
        let spinner = stderr().is_terminal().then(|| spinner(title));
        Self { title: title.to_owned(), started: Instant::now(), spinner }
    }

    /// Says in a log, where no spinner moves, that real work begins now.
    pub fn working(&self) {
        if self.spinner.is_none() {
            eprintln!("   ...  {}", self.title);
        }
    }

    /// Replaces the spinner by the step's one line and gives the time it took.
    pub fn end(self, ended: Ended) -> Duration {
        let took = self.started.elapsed();
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
        eprintln!("{}", line(&self.title, ended, took));
        took
    }
}

/// The line that stays: `    ok  Worker, development build            12.3 s`.
pub(crate) fn line(title: &str, ended: Ended, took: Duration) -> String {
    let (mark, time) = match ended {
        Ended::Done => ("ok", format!("{:>7.1} s", took.as_secs_f64())),
        Ended::UpToDate => ("ok", "up to date".to_owned()),
        Ended::Failed => ("FAILED", format!("{:>7.1} s", took.as_secs_f64())),
    };
    format!("{mark:>6}  {title:<46} {time}")
}

fn spinner(title: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("   {spinner}    {msg:<46} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(title.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_did_nothing_shows_no_time() {
        assert_eq!(
            line("npm packages", Ended::UpToDate, Duration::from_secs(3)),
            format!("    ok  {:<46} up to date", "npm packages")
        );
    }

    #[test]
    fn a_failed_step_is_marked_in_capitals() {
        assert!(
            line("npm packages", Ended::Failed, Duration::from_secs(3)).starts_with("FAILED  npm packages")
        );
    }
}
