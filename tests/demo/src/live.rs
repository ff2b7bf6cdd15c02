//! Shows a run while it goes on: bars in a terminal, one line a change in a log.

use std::{
    collections::HashMap,
    env,
    io::{IsTerminal, stderr},
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::changes::{Account, Change};

/// Bars of accounts that are shown at the same time; a terminal of 24 lines keeps room for the rest.
const BARS_MAX: usize = 16;

/// Where progress is shown. Dropping it takes the bars away.
#[derive(Debug)]
pub(crate) struct Live {
    screen: Option<Screen>,
    accounts_begun: usize,
    accounts_ended: usize,
}

/// The bars of a terminal.
#[derive(Debug)]
struct Screen {
    bars: MultiProgress,
    whole: ProgressBar,
    accounts: HashMap<String, ProgressBar>,
}

impl Live {
    /// Bars when standard error is a terminal and no CI, lines otherwise.
    pub(crate) fn start() -> Self {
        let moves = stderr().is_terminal() && env::var_os("CI").is_none();
        Self { screen: moves.then(Screen::new), accounts_begun: 0, accounts_ended: 0 }
    }

    /// Whether bars move, and so whether it is worth finding out how far they are.
    pub(crate) fn moves(&self) -> bool {
        self.screen.is_some()
    }

    /// Shows one change. `clock` is the virtual time since the story began.
    pub(crate) fn show(&mut self, change: &Change, clock: Duration) {
        let clock = hours_minutes_seconds(clock);
        match change {
            Change::Entered(state) => self.entered(state, &clock),
            Change::Began(account) => self.began(account, &clock),
            Change::Ended { account, failed } => self.ended(account, failed.as_deref(), &clock),
        }
    }

    /// Moves the bars: how many actions of a child are as wanted, and the time.
    pub(crate) fn tick(&self, execution: &str, settled: usize) {
        let bar = self.screen.as_ref().and_then(|screen| screen.accounts.get(execution));
        if let Some(bar) = bar {
            bar.set_position(settled as u64);
        }
    }

    /// Shows the virtual time in the line of the whole run.
    pub(crate) fn time(&self, clock: Duration) {
        if let Some(screen) = &self.screen {
            screen.whole.set_prefix(hours_minutes_seconds(clock));
        }
    }

    fn entered(&self, state: &str, clock: &str) {
        match &self.screen {
            Some(screen) => screen.whole.set_message(state.to_owned()),
            None => eprintln!("  {clock}  {state}"),
        }
    }

    fn began(&mut self, account: &Account, clock: &str) {
        self.accounts_begun += 1;
        match &mut self.screen {
            Some(screen) => screen.begin(account, self.accounts_begun),
            None => eprintln!("  {clock}    {}: {}", account.label, account.work),
        }
    }

    fn ended(&mut self, account: &Account, failed: Option<&str>, clock: &str) {
        self.accounts_ended += 1;
        let ended = failed.map_or_else(|| "done".to_owned(), |error| format!("FAILED, {error}"));
        let line = format!(
            "  {clock}    {}: {ended}   ({} of {})",
            account.label, self.accounts_ended, self.accounts_begun
        );
        match &mut self.screen {
            Some(screen) => screen.end(account, &line),
            None => eprintln!("{line}"),
        }
    }
}

impl Screen {
    fn new() -> Self {
        let bars = MultiProgress::new();
        let whole = bars.add(ProgressBar::new(0));
        whole.set_style(style("  {prefix}  {spinner} {msg}"));
        whole.enable_steady_tick(Duration::from_millis(120));
        Self { bars, whole, accounts: HashMap::new() }
    }

    fn begin(&mut self, account: &Account, begun: usize) {
        self.whole.set_style(style("  {prefix}  {spinner} {msg:<26} {bar:16} {pos} of {len} accounts"));
        self.whole.set_length(begun as u64);
        if self.accounts.len() < BARS_MAX {
            let bar = self.bars.insert_before(&self.whole, ProgressBar::new(account.actions as u64));
            bar.set_style(style("    {msg:<36} {bar:12} {pos}/{len}  {prefix}"));
            bar.set_message(account.label.clone());
            bar.set_prefix(account.work.clone());
            self.accounts.insert(account.execution.clone(), bar);
        }
    }

    fn end(&mut self, account: &Account, line: &str) {
        if let Some(bar) = self.accounts.remove(&account.execution) {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
        self.whole.inc(1);
        // A terminal that went away is no reason to stop the run.
        let _ = self.bars.println(line);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.whole.finish_and_clear();
        let _ = self.bars.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// `0:03:20`.
pub(crate) fn hours_minutes_seconds(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_time_is_shown_in_hours_minutes_and_seconds() {
        assert_eq!(hours_minutes_seconds(Duration::from_secs(3_723)), "1:02:03");
        assert_eq!(hours_minutes_seconds(Duration::from_millis(999)), "0:00:00");
    }
}
