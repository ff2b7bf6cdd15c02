//! A run that asks a person, in either state machine about licenses: "Tell of the question", "Wait for the answer" and "Is it
//! approved?", with the real steps.

use domain::approval::{Decision, Question, Record};
use domain::run::Run;
use steps::error::StepError;
use steps::{answer, ask};

use super::hub::{Hub, execution};
use super::waiting::Waiting;

/// A person thinks for an hour, and is not waited for longer than a day.
const THINKS_SECONDS: u32 = 3_600;
const REST_OF_THE_DAY_SECONDS: u32 = 86_400 - THINKS_SECONDS;

/// What came of a question.
pub(super) struct Asked {
    /// What was asked.
    pub(super) record: Record,
    /// Whether the run goes on.
    pub(super) is_approved: bool,
}

impl Hub {
    /// Asks; `person` decides, and `None` is nobody.
    pub(super) async fn ask_a_person(
        &self,
        run: &Run,
        question: &Question,
        at_every_wait: &mut impl AsyncFnMut(&Self),
        person: &mut impl AsyncFnMut(&Self, &Record) -> Option<Decision>,
    ) -> Result<Asked, StepError> {
        let name = run.execution.name();
        let (tasks, token) = (Waiting::default(), format!("{}-token", question.name));
        tasks.begins(&token);
        let request =
            ask::Request { run: run.clone(), question: question.name.clone(), token: token.clone().into() };
        self.task(async || ask::run(&self.bucket, &tasks, request.clone()).await).await?;
        let record: Record = self.file(&question.name.key(name));
        self.wait(THINKS_SECONDS, at_every_wait).await;
        let Some(decision) = person(self, &record).await else {
            self.pass_seconds(REST_OF_THE_DAY_SECONDS);
            tasks.ends(&token);
            return Ok(Asked { record, is_approved: false });
        };
        let brought = answer::Request {
            execution: execution("answer"),
            started: "2026-11-22T03:00:00Z".to_owned(),
            to: format!("{name}/{}", question.name).parse().unwrap(),
            decision,
            reason: "the story wants it".to_owned(),
        };
        self.task(async || answer::run(&self.bucket, &tasks, brought.clone()).await).await?;
        let is_approved = tasks.given(&token).unwrap().decision == Decision::Approve;
        Ok(Asked { record, is_approved })
    }
}
