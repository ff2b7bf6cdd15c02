//! An execution of `statemachines/share-licenses.asl.json` as Step Functions keeps it, state by state, so that it can be
//! redriven where it stopped.

use std::collections::VecDeque;

use domain::approval::{Question, Record};
use domain::door::Machine;
use domain::identifier::ExecutionArn;
use domain::work::Item;
use serde_json::Value;
use steps::error::StepError;
use steps::snapshot::PassRequest;
use steps::{
    conclude_target, diff, list_accounts, list_grants, list_licenses, look_closer, preflight, report, settle,
    take_lease,
};

use super::driver::Ended;
use super::hub::{Hub, execution};
use super::round::Variables;
use super::world::HUB;

/// Where it stands, and its variables.
#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) name: String,
    /// `$states.context.Execution.RedriveCount`.
    pub(super) redrive_count: u32,
    state: State,
    /// Assigned from "Is it ours?" on; no state before that reads them.
    variables: Option<Variables>,
}

/// The states that something can stop in. A Choice follows its Task at once.
#[derive(Debug)]
enum State {
    TakeTheLease(Value),
    Preflight,
    List,
    Diff,
    LookCloser,
    Ask(Box<Question>),
    /// With what the children have not concluded yet.
    Apply(VecDeque<Item>),
    Settle,
    Wait(u32),
    TellOfDrift,
    Report,
    Finish(report::Answer),
    Over,
}

impl Execution {
    /// One that was just started.
    pub(crate) fn of(name: &str, input: Value) -> Self {
        let state = State::TakeTheLease(input);
        Self { name: name.to_owned(), redrive_count: 0, state, variables: None }
    }

    /// What "Redrive" in the console does, before the state that stopped is gone into again with the same input.
    pub(crate) fn redrive(&mut self) {
        self.redrive_count += 1;
    }

    /// Whether its last state is behind it.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    pub(super) fn arn(&self) -> ExecutionArn {
        execution(&self.name)
    }

    /// The pass it is in.
    pub(super) fn pass(&self) -> u32 {
        self.variables.as_ref().map_or(0, |variables| variables.at.pass)
    }

    fn at(&self) -> PassRequest {
        self.variables.as_ref().unwrap().at.clone()
    }
}

impl Hub {
    /// One state, to its end. What stops in it stays in it.
    pub(super) async fn state(
        &self,
        it: &mut Execution,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
        ended: &mut Ended,
    ) -> Result<(), StepError> {
        it.state = match &mut it.state {
            State::TakeTheLease(input) => {
                let input = input.clone();
                self.take_the_lease(it, input, ended).await?
            }
            State::Preflight => {
                let request = preflight::Request { run: it.at().run };
                self.task(async || preflight::run(&self.aws.prerequisites(), request.clone()).await).await?;
                State::List
            }
            State::List => {
                self.list(&it.at()).await?;
                State::Diff
            }
            State::Diff => self.diff(&it.at()).await?,
            State::LookCloser => {
                self.task(async || look_closer::run(&self.aws, &self.bucket, it.at()).await).await?;
                State::Diff
            }
            State::Ask(question) => {
                let (question, run) = (question.clone(), it.at().run);
                let decision = self.person.lock().unwrap().to_owned();
                let person = &mut async |_: &Self, _: &Record| decision;
                let asked = self.ask_a_person(&run, &question, at_every_wait, person).await?;
                ended.asked.push(asked.record);
                match asked.is_approved {
                    true => {
                        self.assign(it).begin_round();
                        State::List
                    }
                    false => State::Report,
                }
            }
            State::Apply(items) => {
                while let Some(item) = items.front_mut() {
                    ended.red.extend(self.child(item, twice, at_every_wait).await.err());
                    items.pop_front();
                }
                State::Settle
            }
            State::Settle => State::Wait(self.settle(it.at()).await?.wait_seconds),
            State::Wait(seconds) => {
                self.wait(*seconds, at_every_wait).await;
                self.assign(it).at.pass += 1;
                State::List
            }
            State::TellOfDrift => {
                ended.drift_told += 1;
                State::Report
            }
            State::Report => {
                let answer = self.task(async || report::run(&self.bucket, it.at().into()).await).await?;
                self.assign(it).redrives = it.redrive_count;
                State::Finish(answer)
            }
            State::Finish(report) => {
                let (report, redrives) = (report.clone(), it.redrive_count);
                let looks_again = self.end_round(self.assign(it), redrives, report).await?;
                if looks_again { State::List } else { State::Over }
            }
            State::Over => State::Over,
        };
        Ok(())
    }

    fn assign<'a>(&self, it: &'a mut Execution) -> &'a mut Variables {
        it.variables.as_mut().unwrap()
    }

    /// "Take the lease" and "Is it ours?".
    async fn take_the_lease(
        &self,
        it: &mut Execution,
        input: Value,
        ended: &mut Ended,
    ) -> Result<State, StepError> {
        let started = "2026-11-22T01:00:00Z".to_owned();
        let redrives = it.redrive_count;
        let machine = Machine::ShareLicenses;
        let request = take_lease::Request { machine, execution: it.arn(), started, redrives, input };
        let answer = self.patient(async || take_lease::run(&self.deployed, request.clone()).await).await?;
        ended.lease = Some(answer.clone());
        let take_lease::Answer::Go { run, seen } = answer else { return Ok(State::Over) };
        it.variables = Some(Variables { at: PassRequest { run, pass: 1, first_pass: 1 }, seen, redrives: 0 });
        Ok(State::Preflight)
    }

    /// "List": the three branches of the Parallel state.
    pub(crate) async fn list(&self, at: &PassRequest) -> Result<(), StepError> {
        self.task(async || list_accounts::run(&self.aws, &self.bucket, at.clone()).await).await?;
        self.task(async || list_licenses::run(&self.aws, &self.bucket, at.clone()).await).await?;
        self.task(async || {
            list_grants::run(&self.aws, &self.aws, &self.aws, &self.ledger, &self.bucket, at.clone()).await
        })
        .await?;
        Ok(())
    }

    /// "Diff" and "What follows?".
    async fn diff(&self, at: &PassRequest) -> Result<State, StepError> {
        let planned = self.task(async || diff::run(&self.bucket, at.clone()).await).await?;
        Ok(match planned.next {
            diff::Next::LookCloser => State::LookCloser,
            diff::Next::Apply => State::Apply(self.file(&planned.work_key)),
            diff::Next::Drift => State::TellOfDrift,
            diff::Next::Report => State::Report,
            diff::Next::Ask => State::Ask(Box::new(planned.question.unwrap())),
            diff::Next::Stop => panic!("nothing is retired: {planned:?}"),
        })
    }

    /// One child of "Apply".
    pub(super) async fn child(
        &self,
        item: &mut Item,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Result<(), StepError> {
        for action in &mut item.actions {
            self.every_product(action, twice, at_every_wait).await;
        }
        item.child = Some(child(item));
        self.task(async || conclude_target::run(&self.bucket, item.clone()).await).await.map(|_| ())
    }

    pub(super) async fn settle(&self, at: PassRequest) -> Result<settle::Answer, StepError> {
        let PassRequest { run, pass, first_pass } = at;
        let request = settle::Request { run, pass, first_pass, map_run: Some(map_run(pass)) };
        self.task(async || settle::run(&self.bucket, request.clone()).await).await
    }
}

/// The map run of a pass, by the name that Step Functions would give it.
pub(crate) fn map_run(pass: u32) -> String {
    format!("arn:aws:states:us-east-1:{HUB}:mapRun:marketplace-steward-share-licenses/Apply:pass-{pass}")
}

/// The child of a map run that worked on an item.
fn child(item: &Item) -> ExecutionArn {
    let machine = format!("arn:aws:states:us-east-1:{HUB}:execution:marketplace-steward-share-licenses");
    format!("{machine}/Apply:{}-in-pass-{}", item.item, item.pass).parse().unwrap()
}
