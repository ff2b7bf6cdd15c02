//! Shows runs while they go on: bars in a terminal, one line a change in a log.

use std::{
    collections::HashMap,
    env,
    io::{IsTerminal, stderr},
    time::Duration,
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::changes::{Change, Part};

/// Bars that are shown at the same time; a terminal of 24 lines keeps room for the rest.
const BARS_MAX: usize = 16;

/// A part with its bar.
const BAR: &str = "    {msg:<36} {bar:12} {pos}/{len}  {prefix}";

/// In a log, a line for every so many steps of a part.
const STEPS_PER_LINE: usize = 10;

/// What a run is about, in the words in which it is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// What its children work on, in the plural.
    pub(crate) parts: &'static str,
    /// What each of these is done in, in the plural.
    pub(crate) steps: &'static str,
}

/// How far a part is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Far {
    /// Steps that are done.
    pub(crate) done: usize,
    /// All steps.
    pub(crate) length: usize,
}

/// Where progress is shown. Dropping it takes the bars away.
#[derive(Debug)]
pub(crate) struct Live {
    words: Words,
    screen: Option<Screen>,
    begun: usize,
    ended: usize,
    /// What was last told of a part, where lines are told.
    told: HashMap<String, Far>,
}

/// The bars of a terminal.
#[derive(Debug)]
struct Screen {
    bars: MultiProgress,
    whole: ProgressBar,
    parts: HashMap<String, ProgressBar>,
}

impl Live {
    /// Bars when standard error is a terminal and no CI, lines otherwise.
    pub(crate) fn start(words: Words) -> Self {
        let moves = stderr().is_terminal() && env::var_os("CI").is_none();
        Self { words, screen: moves.then(Screen::new), begun: 0, ended: 0, told: HashMap::new() }
    }

    /// Whether bars move.
    pub(crate) fn moves(&self) -> bool {
        self.screen.is_some()
    }

    /// Shows one change. `clock` is the virtual time since the story began.
    pub(crate) fn show(&mut self, change: &Change, clock: Duration) {
        let clock = hours_minutes_seconds(clock);
        match change {
            Change::Entered(state) => self.entered(state, &clock),
            Change::Began(part) => self.began(part, &clock),
            Change::Ended { part, failed } => self.ended(part, failed.as_deref(), &clock),
        }
    }

    /// Shows how far a part is: its bar moves, or now and then a line says it.
    pub(crate) fn tick(&mut self, part: &Part, far: Far, clock: Duration) {
        match &self.screen {
            Some(screen) => screen.tick(part, far),
            None if self.told.get(&part.execution) != Some(&far) && is_worth_a_line(far) => {
                self.told.insert(part.execution.clone(), far);
                let (clock, steps) = (hours_minutes_seconds(clock), self.words.steps);
                eprintln!("  {clock}    {}: {} of {} {steps}", part.label, far.done, far.length);
            }
            None => {}
        }
    }

    /// Says a line of its own.
    pub(crate) fn say(&self, line: &str, clock: Duration) {
        let line = format!("  {}  {line}", hours_minutes_seconds(clock));
        match &self.screen {
            // A terminal that went away is no reason to stop the run.
            Some(screen) => drop(screen.bars.println(line)),
            None => eprintln!("{line}"),
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

    fn began(&mut self, part: &Part, clock: &str) {
        self.begun += 1;
        match &mut self.screen {
            Some(screen) => screen.begin(part, self.begun, self.words.parts),
            None if part.work.is_empty() => eprintln!("  {clock}    {}", part.label),
            None => eprintln!("  {clock}    {}: {}", part.label, part.work),
        }
    }

    fn ended(&mut self, part: &Part, failed: Option<&str>, clock: &str) {
        self.ended += 1;
        let ended = failed.map_or_else(|| "done".to_owned(), |error| format!("FAILED, {error}"));
        let line = format!("  {clock}    {}: {ended}   ({} of {})", part.label, self.ended, self.begun);
        match &mut self.screen {
            Some(screen) => screen.end(part, &line),
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
        Self { bars, whole, parts: HashMap::new() }
    }

    fn begin(&mut self, part: &Part, begun: usize, parts: &str) {
        let whole = format!("  {{prefix}}  {{spinner}} {{msg:<26}} {{bar:16}} {{pos}} of {{len}} {parts}");
        self.whole.set_style(style(&whole));
        self.whole.set_length(begun as u64);
        if self.parts.len() < BARS_MAX {
            let bar = self.bars.insert_before(&self.whole, ProgressBar::new(part.length as u64));
            // What has not planned yet would have a full bar of no length.
            bar.set_style(style(if part.length == 0 { "    {msg:<36} looks" } else { BAR }));
            bar.set_message(part.label.clone());
            bar.set_prefix(part.work.clone());
            self.parts.insert(part.execution.clone(), bar);
        }
    }

    fn tick(&self, part: &Part, far: Far) {
        if let Some(bar) = self.parts.get(&part.execution) {
            bar.set_style(style(BAR));
            bar.set_length(far.length as u64);
            bar.set_position(far.done as u64);
        }
    }

    fn end(&mut self, part: &Part, line: &str) {
        if let Some(bar) = self.parts.remove(&part.execution) {
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

/// A log gets the first and the last step, and every tenth between.
fn is_worth_a_line(far: Far) -> bool {
    far.done.is_multiple_of(STEPS_PER_LINE) || far.done == far.length
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

    #[test]
    fn a_log_gets_the_first_and_the_last_step_and_every_tenth() {
        let worth: Vec<usize> =
            (0..=23).filter(|done| is_worth_a_line(Far { done: *done, length: 23 })).collect();
        assert_eq!(worth, [0, 10, 20, 23]);
    }
}
