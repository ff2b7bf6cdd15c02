//! What people read of a question.

use super::{Question, Record};
use crate::limits::NAMES_SHOWN_MAX;
use crate::shell::start_execution;

/// Characters of a subject. SNS asks for less than 100.
const SUBJECT_CHARACTERS_MAX: usize = 99;

impl Record {
    /// The question as people are told it. `subject` says in some words what is asked; `look_at` where the plan lies.
    pub fn question(&self, subject: &str, look_at: &str) -> Question {
        Question { name: self.name.clone(), subject: visible(subject), message: self.message(look_at) }
    }

    fn message(&self, look_at: &str) -> String {
        let run = self.run.name();
        let machine = self.run.machine();
        let machine = machine.rsplit(':').next().unwrap_or_default();
        let reasons: Vec<String> = self.reasons.iter().map(|reason| format!("- {reason}\n")).collect();
        let named: Vec<&str> = self.covers.iter().take(NAMES_SHOWN_MAX).map(String::as_str).collect();
        let more = match self.covers.len().saturating_sub(NAMES_SHOWN_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let [approve, reject] = ["approve", "reject"].map(|field| self.input(field));
        format!(
            "Run {run} asks before it goes on:\n\n{}\nAn approval covers exactly this: {}{more}.\n\nThe plan: {look_at}\n\n\
             To answer in the console: choose \"Start execution\" on the page of the state machine {machine}, and give it \
             one of these inputs. The reason is yours to write.\n\n{approve}\n{reject}\n\n\
             To answer by command, in AWS CloudShell or any shell:\n\n{}\n\n{}\n\n\
             \"{run}\" alone answers everything that this run asks. Without an answer within a day nothing is written.\n",
            reasons.concat(),
            named.join(", "),
            start_execution(&self.run, &approve),
            start_execution(&self.run, &reject),
        )
    }

    /// Neither name can hold a quote.
    fn input(&self, field: &str) -> String {
        format!(r#"{{"{field}": "{}/{}", "reason": "..."}}"#, self.run.name(), self.name)
    }
}

/// The text as SNS takes it for a subject: visible ASCII and single spaces, not too long.
fn visible(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = |letter: char| if letter == ' ' || letter.is_ascii_graphic() { letter } else { '?' };
    words.chars().map(seen).take(SUBJECT_CHARACTERS_MAX).collect()
}
