//! The way through `statemachines/retire.asl.json`, state by state, with the steps in their places. A person is asked by the
//! real steps; EventBridge, Scheduler and setup are what a story says they are.

use std::collections::VecDeque;

use domain::approval::{Decision, Question, Record};
use domain::door::Machine;
use domain::identifier::ExecutionArn;
use domain::retire::{Aftermath, GuardRail, Switch};
use domain::work::Item;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::ports::Store;
use steps::snapshot::PassRequest;
use steps::{diff, list_grants, report, take_lease};

use super::hub::{Hub, execution};
use super::round::Variables;

/// What people and AWS do in a run that retires.
pub(crate) struct Around<P, W> {
    /// What a person decides when asked; `None`: nobody answers.
    pub(crate) person: P,
    /// At every wait, and while a person thinks.
    pub(crate) at_every_wait: W,
    /// Whether every Task of a grant is delivered twice.
    pub(crate) twice: bool,
    /// What the switching off comes to.
    pub(crate) aftermath: Aftermath,
}

/// An execution, and where it stands.
pub(crate) struct Retiring {
    pub(crate) name: String,
    redrives: u32,
    state: State,
    variables: Option<Variables>,
    /// The questions that were asked.
    pub(crate) asked: Vec<Record>,
    /// Whether what starts runs was stopped.
    pub(crate) stopped: bool,
    /// Whether setup was told to remove the guard rail.
    pub(crate) removed_guard_rail: bool,
}

/// The states that something can stop in.
enum State {
    TakeTheLease(Value),
    List,
    Diff,
    Ask(Box<Question>),
    Apply(VecDeque<Item>),
    Settle,
    Wait(u32),
    Stop(bool),
    Report(Option<Aftermath>),
    Finish(Box<report::Answer>),
    Over,
}

/// A person who approves everything, and nothing else happens.
pub(crate) fn approving() -> Around<impl AsyncFnMut(&Hub, &Record) -> Option<Decision>, impl AsyncFnMut(&Hub)>
{
    deciding(Some(Decision::Approve))
}

/// A person who always decides so, and nothing else happens.
pub(crate) fn deciding(
    decision: Option<Decision>,
) -> Around<impl AsyncFnMut(&Hub, &Record) -> Option<Decision>, impl AsyncFnMut(&Hub)> {
    Around {
        person: async move |_: &Hub, _: &Record| decision,
        at_every_wait: async |_: &Hub| (),
        twice: false,
        aftermath: all_stopped(),
    }
}

/// Everything could be switched off.
pub(crate) fn all_stopped() -> Aftermath {
    let switch = |name: &str| Switch { name: name.to_owned(), failure: None };
    Aftermath { rules: vec![switch("a-rule")], schedules: vec![switch("a-schedule")], guard_rail: None }
}

impl Retiring {
    /// One that was just started.
    pub(crate) fn of(name: &str, input: Value) -> Self {
        Self {
            name: name.to_owned(),
            redrives: 0,
            state: State::TakeTheLease(input),
            variables: None,
            asked: Vec::new(),
            stopped: false,
            removed_guard_rail: false,
        }
    }

    /// What "Redrive" in the console does.
    pub(crate) fn redrive(&mut self) {
        self.redrives += 1;
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn arn(&self) -> ExecutionArn {
        execution(&self.name)
    }

    fn variables(&mut self) -> &mut Variables {
        self.variables.as_mut().unwrap()
    }
}

impl Hub {
    /// A run that retires, from its start to its end, with a person who approves.
    pub(crate) async fn retire(&self, name: &str) -> Result<(), StepError> {
        self.retire_with(&mut Retiring::of(name, json!({})), &mut approving()).await
    }

    /// An execution from where it stands to its end.
    pub(crate) async fn retire_with(
        &self,
        it: &mut Retiring,
        around: &mut Around<impl AsyncFnMut(&Self, &Record) -> Option<Decision>, impl AsyncFnMut(&Self)>,
    ) -> Result<(), StepError> {
        self.starts(&it.name);
        self.machine.redriven.lock().unwrap().insert(it.arn(), it.redrives);
        let mut result = Ok(());
        while result.is_ok() && !it.is_over() {
            result = self.retiring_state(it, around).await;
        }
        self.kill(&it.name);
        result
    }

    async fn retiring_state(
        &self,
        it: &mut Retiring,
        around: &mut Around<impl AsyncFnMut(&Self, &Record) -> Option<Decision>, impl AsyncFnMut(&Self)>,
    ) -> Result<(), StepError> {
        let arn = it.arn();
        it.state = match &mut it.state {
            State::TakeTheLease(input) => {
                let request = take_lease::Request {
                    machine: Machine::Retire,
                    execution: arn,
                    started: "2026-11-22T01:00:00Z".to_owned(),
                    redrives: it.redrives,
                    input: input.clone(),
                };
                let taken =
                    self.patient(async || take_lease::run(&self.deployed, request.clone()).await).await?;
                let take_lease::Answer::Go { run, seen } = taken else { panic!("{taken:?}") };
                let at = PassRequest { run, pass: 1, first_pass: 1 };
                it.variables = Some(Variables { at, seen, redrives: 0 });
                State::List
            }
            State::List => {
                let at = it.variables().at.clone();
                self.task(async || {
                    let (aws, ledger) = (&self.aws, &self.ledger);
                    list_grants::run(aws, aws, aws, ledger, &self.bucket, at.clone()).await
                })
                .await?;
                State::Diff
            }
            State::Diff => {
                let at = it.variables().at.clone();
                let planned = self.task(async || diff::run(&self.bucket, at.clone()).await).await?;
                match planned.next {
                    diff::Next::Ask => State::Ask(Box::new(planned.question.unwrap())),
                    diff::Next::Apply => State::Apply(self.file(&planned.work_key)),
                    diff::Next::Stop => State::Stop(planned.remove_guard_rail),
                    diff::Next::Report => State::Report(None),
                    diff::Next::LookCloser | diff::Next::Drift => panic!("{planned:?}"),
                }
            }
            State::Ask(question) => {
                let (question, run) = (question.clone(), it.variables().at.run.clone());
                let Around { person, at_every_wait, .. } = around;
                let asked = self.ask_a_person(&run, &question, at_every_wait, person).await?;
                it.asked.push(asked.record);
                match asked.is_approved {
                    true => {
                        it.variables().begin_round();
                        State::List
                    }
                    false => State::Report(None),
                }
            }
            State::Apply(items) => {
                while let Some(item) = items.front_mut() {
                    // A red child does not stop the others.
                    let _ = self.child(item, around.twice, &mut around.at_every_wait).await;
                    items.pop_front();
                }
                State::Settle
            }
            State::Settle => State::Wait(self.settle(it.variables().at.clone()).await?.wait_seconds),
            State::Wait(seconds) => {
                self.wait(*seconds, &mut around.at_every_wait).await;
                it.variables().at.pass += 1;
                State::List
            }
            State::Stop(remove_guard_rail) => {
                it.stopped = true;
                it.removed_guard_rail |= *remove_guard_rail;
                let run = GuardRail { run: "retire-run".to_owned(), failure: None };
                let guard_rail = remove_guard_rail.then_some(run);
                State::Report(Some(Aftermath { guard_rail, ..around.aftermath.clone() }))
            }
            State::Report(aftermath) => {
                let aftermath = aftermath.clone();
                let PassRequest { run, pass, first_pass } = it.variables().at.clone();
                let request = report::Request { run, pass, first_pass, aftermath };
                let answer = self.task(async || report::run(&self.bucket, request.clone()).await).await?;
                it.variables().redrives = it.redrives;
                State::Finish(Box::new(answer))
            }
            State::Finish(report) => {
                let (report, redrives) = (*report.clone(), it.redrives);
                let looks_again = self.end_round(it.variables(), redrives, report).await?;
                if looks_again { State::List } else { State::Over }
            }
            State::Over => State::Over,
        };
        Ok(())
    }

    /// A text that a run left in the bucket.
    pub(crate) async fn text(&self, key: &str) -> String {
        String::from_utf8(self.bucket.get(key).await.unwrap().unwrap()).unwrap()
    }
}
