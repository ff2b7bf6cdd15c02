//! What is wrong with a policy file, as its author reads it.

use std::ops::Range;

/// How alike two words have to be (Jaro-Winkler, 0 to 1) for one to be a slip of the other.
const LIKENESS_MIN: f64 = 0.85;

/// Characters of the file that a mistake repeats.
const FOUND_MAX: usize = 60;

/// One mistake in a policy file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("line {line}, column {column}{}: found {found}, expected {expected}{}", field_shown(.field), suggestion_shown(.suggestion))]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The path of the field, like `rules[0].products.skus[1]`; empty for the file as a whole.
    pub field: String,
    /// What the file says.
    pub found: String,
    /// What it could say.
    pub expected: String,
    /// What to do.
    pub suggestion: Option<String>,
}

fn field_shown(field: &str) -> String {
    if field.is_empty() { String::new() } else { format!(", {field}") }
}

fn suggestion_shown(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map_or_else(String::new, |suggestion| format!("; {suggestion}"))
}

/// A policy file that cannot be used, with every mistake in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "policy.toml has {}:\n{}\nCorrect the file and start the run again; nothing was written.",
    counted(.0.len()),
    .0.iter().map(|mistake| format!("  {mistake}")).collect::<Vec<_>>().join("\n")
)]
pub struct PolicyError(Vec<Mistake>);

impl PolicyError {
    /// Every mistake, in the order of the file. There is at least one.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

fn counted(mistakes: usize) -> String {
    if mistakes == 1 { "1 mistake".to_owned() } else { format!("{mistakes} mistakes") }
}

/// The mistakes that were found so far in a text.
pub(super) struct Mistakes<'a> {
    text: &'a str,
    found: Vec<Mistake>,
}

impl<'a> Mistakes<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Tells of what stands at `span`, in the words of the file.
    pub(super) fn add(
        &mut self,
        span: Range<usize>,
        field: &str,
        expected: impl Into<String>,
        suggestion: Option<String>,
    ) {
        let end = if span.is_empty() { self.text.len() } else { span.end };
        let found = shown(self.text.get(span.start..end).unwrap_or_default());
        self.add_found(span.start, field, found, expected, suggestion);
    }

    /// Tells of something in words of ours.
    pub(super) fn add_found(
        &mut self,
        at: usize,
        field: &str,
        found: impl Into<String>,
        expected: impl Into<String>,
        suggestion: Option<String>,
    ) {
        let (line, column) = position(self.text, at);
        self.found.push(Mistake {
            line,
            column,
            field: field.to_owned(),
            found: found.into(),
            expected: expected.into(),
            suggestion,
        });
    }

    /// How many there are so far.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// The line of a place in the text.
    pub(super) fn line(&self, at: usize) -> usize {
        position(self.text, at).0
    }

    /// The result of reading: all is well, or every mistake.
    pub(super) fn end(mut self) -> Result<(), PolicyError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort();
        self.found.dedup();
        Err(PolicyError(self.found))
    }
}

/// Line and column of a byte, both from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The beginning of a piece of the file, on one line.
fn shown(piece: &str) -> String {
    let line = piece.lines().next().unwrap_or_default();
    let start: String = line.chars().take(FOUND_MAX).filter(|character| !character.is_control()).collect();
    match (start.is_empty(), start.len() < piece.trim_end().len()) {
        (true, _) => "the end of the line".to_owned(),
        (false, true) => format!("{start}..."),
        (false, false) => start,
    }
}

/// The known word that is much like what was found, if there is one.
pub(super) fn most_like<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let found = found.to_lowercase();
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&found, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// The same as a question.
pub(super) fn did_you_mean<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    most_like(found, known).map(|known| format!("did you mean {known}?"))
}

/// Words as a sentence lists them: `a, b or c`.
pub(super) fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
