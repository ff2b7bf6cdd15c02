//! An execution of `statemachines/setup.asl.json` as Step Functions keeps it, state by state, so that it can be redriven where
//! it stopped.

use std::collections::BTreeSet;

use domain::approval::{Answered, Decision};
use domain::door::Machine;
use domain::run::Run;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::setup::item::{Next, SetupItem};
use steps::setup::{check_fix, fix, look, report_setup};
use steps::{answer, ask, finish, report, take_lease};

use super::driver::Ended;
use super::stack::{People, Stack};
use super::task;

/// "TimeoutSeconds" of "Wait for the answer".
const ANSWER_SECONDS: u32 = 86_400;
/// What the state of a run is to stay below, and an execution may not go over by far.
const STATE_BYTES_MAX: usize = 32 * 1_024;

/// Where it stands, and its variables.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) name: String,
    /// `$states.context.Execution.RedriveCount`.
    pub(super) redrive_count: u32,
    /// Every Task is delivered twice, and the first answer lost.
    twice: bool,
    state: State,
    variables: Variables,
}

/// By their names.
#[derive(Debug, Default)]
struct Variables {
    run: Option<Run>,
    pass: u32,
    seen: BTreeSet<String>,
    redrives: u32,
}

/// The states that something can stop in. A Choice follows its Task at once.
#[derive(Debug, Clone)]
enum State {
    TakeTheLease(Value),
    PassTheAnswerOn(answer::Request),
    Look(Value),
    Wait(SetupItem),
    WaitForTheAnswer(SetupItem),
    Fix(SetupItem),
    CheckTheFix(SetupItem),
    Report(SetupItem),
    Finish(report::Answer),
    Over,
}

impl Execution {
    /// One that was just started.
    pub(crate) fn of(name: &str, input: Value, twice: bool) -> Self {
        let (state, variables) = (State::TakeTheLease(input), Variables::default());
        Self { name: name.to_owned(), redrive_count: 0, twice, state, variables }
    }

    /// What "Redrive" in the console does, before the state that stopped is gone into again with the same input.
    pub(crate) fn redrive(&mut self) {
        self.redrive_count += 1;
    }

    /// Whether its last state is behind it.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }
}

impl Stack {
    /// One state, to its end. What stops in it stays in it.
    pub(super) async fn state(
        &self,
        it: &mut Execution,
        at_every_wait: &mut impl AsyncFnMut(&Self),
        ended: &mut Ended,
    ) -> Result<(), StepError> {
        it.state = match it.state.clone() {
            State::TakeTheLease(input) => self.take_the_lease(it, input).await?,
            State::PassTheAnswerOn(request) => {
                let give = async || answer::run(&self.bucket, &self.waiting, request.clone()).await;
                self.task(it, give).await?;
                State::Over
            }
            State::Look(input) => {
                ended.passes += 1;
                let item: SetupItem = serde_json::from_value(input).unwrap();
                let (ways, settings) = (&self.looks, self.settings());
                let look = async || look::run(ways, &self.bucket, &settings, item.clone()).await;
                what_is_next(self.task(it, look).await?)
            }
            State::Wait(item) => {
                at_every_wait(self).await;
                self.pass_seconds(item.wait_seconds);
                match item.next {
                    Next::Fix => State::Fix(item),
                    Next::Look => State::Look(json!(item)),
                    _ => State::CheckTheFix(item),
                }
            }
            State::WaitForTheAnswer(item) => {
                at_every_wait(self).await;
                self.wait_for_the_answer(it, item, ended).await?
            }
            State::Fix(item) => {
                let settings = self.settings();
                what_is_next(self.task(it, async || fix::run(self, &settings, item.clone()).await).await?)
            }
            State::CheckTheFix(item) => {
                let (ways, settings) = (&self.looks, self.settings());
                let check = async || check_fix::run(ways, &self.bucket, &settings, item.clone()).await;
                what_is_next(self.task(it, check).await?)
            }
            State::Report(item) => {
                let report = async || report_setup::run(&self.bucket, item.clone()).await;
                let answer = self.task(it, report).await?;
                assert!(json!(answer).to_string().len() < STATE_BYTES_MAX);
                (it.variables.redrives, it.variables.pass) = (it.redrive_count, item.pass);
                ended.told = Some(answer.told);
                State::Finish(answer.report)
            }
            State::Finish(report) => self.finish(it, report).await?,
            State::Over => State::Over,
        };
        Ok(())
    }

    /// A Task with its Retry.
    async fn task<T>(
        &self,
        it: &Execution,
        step: impl AsyncFn() -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        if it.twice {
            let _lost = task::task(&self.sim.clock(), &step).await;
        }
        task::task(&self.sim.clock(), &step).await
    }

    /// "Take the lease" and "Is it ours?".
    async fn take_the_lease(&self, it: &mut Execution, input: Value) -> Result<State, StepError> {
        let request = take_lease::Request {
            machine: Machine::Setup,
            execution: (self.execution)(&it.name),
            started: "2026-11-22T01:00:00Z".to_owned(),
            redrives: it.redrive_count,
            input,
        };
        let take = async || take_lease::run(&self.deployed, request.clone()).await;
        Ok(match task::patient(&self.sim.clock(), take).await? {
            take_lease::Answer::Go { run, seen } => {
                let item = json!({"v": 1, "run": run, "pass": 0, "next": "look"});
                (it.variables.run, it.variables.seen) = (Some(run), seen);
                State::Look(item)
            }
            take_lease::Answer::Answer { answer } => State::PassTheAnswerOn(answer),
            _ => State::Over,
        })
    }

    /// "Tell of the question", "Wait for the answer", "Is it approved?".
    async fn wait_for_the_answer(
        &self,
        it: &Execution,
        item: SetupItem,
        ended: &mut Ended,
    ) -> Result<State, StepError> {
        let question = item.question.clone().unwrap();
        ended.asked.push(question.message);
        let token = format!("{}-{}-{}", it.name, question.name, it.redrive_count);
        self.waiting.begins(&token);
        let run = item.run.clone();
        let request = ask::Request { run, question: question.name, token: token.clone().into() };
        self.task(it, async || ask::run(&self.bucket, &self.waiting, request.clone()).await).await?;
        let people = *self.people.lock().unwrap();
        match people {
            People::Approve => self.answer("approve", &it.name).await?,
            People::Reject => self.answer("reject", &it.name).await?,
            People::Sleep => self.pass_seconds(ANSWER_SECONDS),
        }
        let nobody =
            Answered { decision: Decision::None, by: None, reason: String::new(), at: String::new() };
        let answered = self.waiting.given(&token).unwrap_or(nobody);
        self.waiting.ends(&token);
        let is_approved = answered.decision == Decision::Approve;
        let item = SetupItem { answer: Some(answered), ..item };
        Ok(if is_approved { State::Look(json!(item)) } else { State::Report(item) })
    }

    /// A person starts an execution that answers.
    async fn answer(&self, how: &str, run: &str) -> Result<(), StepError> {
        let mut it = Execution::of(&format!("{how}-{run}"), json!({how: run, "reason": "as agreed"}), false);
        while !it.is_over() {
            it.state = match it.state.clone() {
                State::TakeTheLease(input) => self.take_the_lease(&mut it, input).await?,
                State::PassTheAnswerOn(request) => {
                    let give = async || answer::run(&self.bucket, &self.waiting, request.clone()).await;
                    self.task(&it, give).await?;
                    State::Over
                }
                other => panic!("an answer is no run: {other:?}"),
            };
        }
        Ok(())
    }

    /// "Finish" and "Look again?".
    async fn finish(&self, it: &mut Execution, report: report::Answer) -> Result<State, StepError> {
        let now = it.redrive_count;
        let redrives = finish::Redrives { now, answered: it.variables.redrives };
        let (run, seen) = (it.variables.run.clone().unwrap(), it.variables.seen.clone());
        let request = finish::Request { run, report, seen, redrives };
        let finish = async || finish::run(&self.deployed, request.clone()).await;
        let finish::Answer::LookAgain { run, seen, .. } = task::patient(&self.sim.clock(), finish).await?
        else {
            return Ok(State::Over);
        };
        let pass = it.variables.pass;
        let item = json!({"v": 1, "run": run, "pass": pass, "began": pass, "next": "look"});
        (it.variables.run, it.variables.seen) = (Some(run), seen);
        Ok(State::Look(item))
    }
}

/// "What is next?".
fn what_is_next(item: SetupItem) -> State {
    assert!(json!(item).to_string().len() < STATE_BYTES_MAX, "{item:#?}");
    match item.next {
        _ if item.wait_seconds > 0 => State::Wait(item),
        Next::Look => State::Look(json!(item)),
        Next::Ask => State::WaitForTheAnswer(item),
        Next::Fix => State::Fix(item),
        Next::Check => State::CheckTheFix(item),
        Next::Report => State::Report(item),
    }
}
