//! Answer: passes on what a person decided about the questions of another run.
//!
//! Step Functions takes one answer to each; which one it was, is kept in the record of the question. It is kept *before* it
//! is given: so a step that is delivered again, or whose call got no answer, knows that it was here before, and an answer
//! that nobody waits for is taken out again.

use domain::approval::{Answered, Decision, Meeting, QuestionName, Record, Reference, reached};
use domain::identifier::ExecutionArn;
use serde::{Deserialize, Serialize};

use crate::asking;
use crate::error::{ErrorClass, StepError, invalid};
use crate::files;
use crate::ports::Store;
use crate::ports::approval::Tasks;

/// What was decided, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The execution that brings the answer.
    pub execution: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// What is answered.
    pub to: Reference,
    /// How.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was answered.
    pub to: Reference,
    /// How.
    pub decision: Decision,
    /// The questions that have it now.
    pub given: Vec<QuestionName>,
    /// Those that were answered so before, and by whom.
    pub before: Vec<String>,
    /// The others, and why it is none for them.
    pub left: Vec<String>,
}

/// What became of one question.
enum Fate {
    /// It has this answer.
    Given,
    /// It had the same answer before.
    Before(String),
    /// It is not asked yet.
    NotYet,
    /// It has another answer, or takes none any more.
    Left(String),
}

/// Gives the answer to every question that it reaches.
///
/// # Errors
/// `Invalid` for a run or a question that is not known, with what there is, and when none of the questions takes the answer,
/// with who answered before; `NotReady` for one that is about to be asked.
pub async fn run(store: &impl Store, tasks: &impl Tasks, request: Request) -> Result<Answer, StepError> {
    let Request { execution, started, to, decision, reason } = request;
    let mine = Answered { decision, by: Some(execution), reason, at: started };
    let asked = asking::records(store, to.run.as_str()).await?;
    let mut answer = Answer { to, decision, given: Vec::new(), before: Vec::new(), left: Vec::new() };
    let mut early = Vec::new();
    for record in reached(&answer.to, asked).map_err(|error| invalid(error.to_string()))? {
        match give(store, tasks, &record, &mine).await? {
            Fate::Given => answer.given.push(record.name),
            Fate::Before(how) => answer.before.push(how),
            Fate::NotYet => early.push(record.name.to_string()),
            Fate::Left(why) => answer.left.push(why),
        }
    }
    if !early.is_empty() {
        return Err(StepError::new(
            ErrorClass::NotReady,
            format!(
                "run {} is about to ask, and does not wait for an answer to {} yet; answer again in a minute",
                answer.to.run,
                early.join(", ")
            ),
        ));
    }
    if answer.given.is_empty() && answer.before.is_empty() {
        return Err(invalid(format!(
            "run {} has no use for this answer: {}; look at its execution and its report",
            answer.to.run,
            answer.left.join("; ")
        )));
    }
    Ok(answer)
}

async fn give(
    store: &impl Store,
    tasks: &impl Tasks,
    record: &Record,
    mine: &Answered,
) -> Result<Fate, StepError> {
    match record.meet(mine) {
        Meeting::Open(token) => {
            let kept = Record { answered: Some(mine.clone()), ..record.clone() };
            files::write(store, &record.key(), &kept).await?;
            match tasks.succeed(token, mine).await? {
                true => Ok(Fate::Given),
                false => take_out(store, &kept, mine).await,
            }
        }
        Meeting::Again(token) => {
            // If nobody waits with it, it arrived when we were here before.
            tasks.succeed(token, mine).await?;
            Ok(Fate::Given)
        }
        Meeting::Same(theirs) => Ok(Fate::Before(answered(record, theirs))),
        Meeting::NotYet => Ok(Fate::NotYet),
        Meeting::Other(theirs) => Ok(Fate::Left(answered(record, theirs))),
    }
}

/// Nobody waited with the token that was in the record: somebody else was faster, or the run waits anew, or not any more.
async fn take_out(store: &impl Store, kept: &Record, mine: &Answered) -> Result<Fate, StepError> {
    let now: Record = files::read(store, &kept.key()).await?;
    let waits_anew = now.token != kept.token;
    match now.meet(mine) {
        Meeting::Open(_) | Meeting::NotYet | Meeting::Again(_) if waits_anew => Ok(Fate::NotYet),
        Meeting::Same(theirs) => Ok(Fate::Before(answered(&now, theirs))),
        Meeting::Other(theirs) => Ok(Fate::Left(answered(&now, theirs))),
        Meeting::Open(_) | Meeting::NotYet => Ok(Fate::Left(waits_no_more(kept))),
        Meeting::Again(_) => {
            files::write(store, &kept.key(), &Record { answered: None, ..now }).await?;
            Ok(Fate::Left(waits_no_more(kept)))
        }
    }
}

fn answered(record: &Record, theirs: &Answered) -> String {
    format!("{} was {theirs}", record.name)
}

fn waits_no_more(record: &Record) -> String {
    format!(
        "nobody waits for an answer to {} any more: none came within a day, or the run ended",
        record.name
    )
}
