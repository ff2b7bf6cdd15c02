//! A run of setup on its way through the state machine: every step gets it whole and gives it back whole.

use domain::approval::{Answered, Question};
use domain::run::{PAYLOAD_VERSION, Run};
use domain::setup::planned::Planned;
use domain::setup::report::Failed;
use serde::{Deserialize, Serialize};

/// What travels. The findings and the plan lie in the state bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetupItem {
    /// The payload version.
    pub v: u32,
    /// The run.
    pub run: Run,
    /// The pass, from 1: each look at everything is one. 0 before the first.
    pub pass: u32,
    /// The pass before this round of the run, which is 0 until somebody redrives it.
    #[serde(default)]
    pub began: u32,
    /// What to do next: the state machine chooses by it.
    pub next: Next,
    /// How long to wait before that.
    #[serde(default)]
    pub wait_seconds: u32,
    /// What a person has to answer first, or answered.
    #[serde(default)]
    pub question: Option<Question>,
    /// The answer.
    #[serde(default)]
    pub answer: Option<Answered>,
    /// Fixes of this pass' plan that are done; so also the place in the plan of the present one.
    #[serde(default)]
    pub done: u32,
    /// Fixes of this pass' plan.
    #[serde(default)]
    pub planned: u32,
    /// The present fix in words, for whoever looks at the run in the console.
    #[serde(default)]
    pub fixing: String,
    /// Calls of the present fix, and looks at it, so far.
    #[serde(default)]
    pub tries: Tries,
    /// The task by which IAM deletes a role, where the present fix began one.
    #[serde(default)]
    pub deletion: Option<String>,
    /// What was fixed and seen to be in place, in words.
    #[serde(default)]
    pub fixed: Vec<String>,
    /// Fixes that failed, and are not tried again in this round.
    #[serde(default)]
    pub failed: Vec<Failed>,
}

/// How often something was tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// Calls that AWS answered with "not yet".
    pub calls: u32,
    /// Looks after the call that was taken.
    pub looks: u32,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// Look at everything.
    Look,
    /// Ask a person.
    Ask,
    /// Make the call of the present fix.
    Fix,
    /// Look whether the present fix shows.
    Check,
    /// Tell what is and what was done.
    Report,
}

impl SetupItem {
    /// One that nothing was done about yet.
    pub fn new(run: Run) -> Self {
        Self {
            v: PAYLOAD_VERSION,
            run,
            pass: 0,
            began: 0,
            next: Next::Look,
            wait_seconds: 0,
            question: None,
            answer: None,
            done: 0,
            planned: 0,
            fixing: String::new(),
            tries: Tries::default(),
            deletion: None,
            fixed: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Makes the call of the present fix, once more after some seconds if it was called before.
    pub(super) fn fix(self, wait_seconds: u32) -> Self {
        Self { next: Next::Fix, wait_seconds, ..self }
    }

    /// Looks after some seconds whether the present fix shows.
    pub(super) fn check(self, wait_seconds: u32) -> Self {
        Self { next: Next::Check, wait_seconds, ..self }
    }

    /// Looks at everything at once.
    pub(super) fn look(self) -> Self {
        Self { next: Next::Look, ..self.leave() }
    }

    /// The present fix is in place: the next one, or after the last one everything once more.
    pub(super) fn fixed(self, planned: &Planned) -> Self {
        let mut item = Self { done: self.done + 1, ..self.leave() };
        item.fixed.push(planned.fix.words());
        if item.done < item.planned { item.fix(0) } else { item.look() }
    }

    /// The present fix failed: what does not rest on it goes on.
    pub(super) fn failed(mut self, planned: &Planned, why: &str) -> Self {
        self.failed.push(Failed {
            account: planned.account.clone(),
            fix: planned.fix.words(),
            call: planned.call.clone(),
            why: short(why, CHARACTERS_MAX),
        });
        self.look()
    }

    /// Is done with the present fix.
    fn leave(self) -> Self {
        Self { wait_seconds: 0, tries: Tries::default(), deletion: None, fixing: String::new(), ..self }
    }
}

/// Characters of AWS's words that travel in the state.
const CHARACTERS_MAX: usize = 300;

/// A text of so many characters at the most.
pub(super) fn short(text: &str, characters_max: usize) -> String {
    let cut = text.chars().count() > characters_max;
    text.chars().take(characters_max).chain(cut.then_some('\u{2026}')).collect()
}
