//! Which questions an answer reaches, and what it finds there.

use super::{Answered, QuestionName, Record, Reference, TaskToken};

/// What an answer finds at a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting<'a> {
    /// Nobody answered: it is to be given with this token.
    Open(&'a TaskToken),
    /// The run that brings the answer was here before: it is to be given again, since nobody knows whether it arrived.
    Again(&'a TaskToken),
    /// The run that asks does not wait yet, but is about to.
    NotYet,
    /// It was answered in the same way.
    Same(&'a Answered),
    /// It was answered in another way, which counts.
    Other(&'a Answered),
}

impl Record {
    /// What an answer finds here.
    pub fn meet(&self, mine: &Answered) -> Meeting<'_> {
        match (&self.answered, &self.token) {
            (Some(theirs), Some(token)) if theirs.by.is_some() && theirs.by == mine.by => {
                Meeting::Again(token)
            }
            (Some(theirs), _) if theirs.decision == mine.decision => Meeting::Same(theirs),
            (Some(theirs), _) => Meeting::Other(theirs),
            (None, Some(token)) => Meeting::Open(token),
            (None, None) => Meeting::NotYet,
        }
    }
}

/// A reference to something that does not ask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unknown {
    /// No question of that run is known.
    #[error(
        "run {run} asks nothing, or is not a run of this machine, or its files are gone after 90 days; take the name of the \
         run from the message of the question"
    )]
    Run {
        /// The run.
        run: String,
    },
    /// The run has no such question.
    #[error("run {run} has no question {question}, it has {}; name one of these, or the run alone", listed(.there))]
    Question {
        /// The run.
        run: String,
        /// What was asked for.
        question: QuestionName,
        /// What there is.
        there: Vec<QuestionName>,
    },
}

fn listed(names: &[QuestionName]) -> String {
    names.iter().map(QuestionName::as_str).collect::<Vec<_>>().join(", ")
}

/// The questions that an answer is for, of all that its run asked so far.
///
/// # Errors
/// When there is none, with what there is.
pub fn reached(reference: &Reference, asked: Vec<Record>) -> Result<Vec<Record>, Unknown> {
    if asked.is_empty() {
        return Err(Unknown::Run { run: reference.run.to_string() });
    }
    let Some(question) = &reference.question else { return Ok(asked) };
    let there: Vec<QuestionName> = asked.iter().map(|record| record.name.clone()).collect();
    match asked.into_iter().find(|record| record.name == *question) {
        Some(record) => Ok(vec![record]),
        None => Err(Unknown::Question { run: reference.run.to_string(), question: question.clone(), there }),
    }
}
