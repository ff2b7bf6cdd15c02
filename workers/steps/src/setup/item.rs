//! A run of setup on its way through the state machine: every step gets it whole and gives it back whole.

use domain::approval::{Answered, Question};
use domain::run::{PAYLOAD_VERSION, Run};
use domain::setup::fix::Fix;
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
    /// Fixes that failed in this run and are not tried again in it, each with why.
    #[serde(default)]
    pub failed: Vec<(Fix, String)>,
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
            next: Next::Look,
            wait_seconds: 0,
            question: None,
            answer: None,
            done: 0,
            planned: 0,
            fixing: String::new(),
            tries: Tries::default(),
            deletion: None,
            failed: Vec::new(),
        }
    }
}
