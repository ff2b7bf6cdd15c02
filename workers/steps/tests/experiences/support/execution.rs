//! An execution of `statemachines/sync-experiences.asl.json` as Step Functions keeps it, state by state, so that it can be
//! redriven where it stopped.

use std::collections::BTreeSet;

use domain::door::Machine;
use domain::identifier::ExecutionArn;
use domain::run::Run;
use serde_json::Value;
use steps::error::StepError;
use steps::experiences::item::ExperienceItem;
use steps::experiences::member::Member;
use steps::experiences::{fetch_snapshot, report_experiences};
use steps::{answer, finish, report, take_lease};

use super::child::Child;
use super::driver::Ended;
use super::stacks::{NAME, Stacks, execution};
use super::task;

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

/// By their names.
#[derive(Debug)]
struct Variables {
    run: Run,
    pass: u32,
    seen: BTreeSet<String>,
    redrives: u32,
}

/// The states that something can stop in. A Choice follows its Task at once.
#[derive(Debug)]
enum State {
    TakeTheLease(Value),
    PassTheAnswerOn(answer::Request),
    FetchTheSnapshot,
    EveryExperience(Vec<Child>),
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
        self.variables.as_ref().map_or(0, |variables| variables.pass)
    }

    fn variables(&mut self) -> &mut Variables {
        self.variables.as_mut().unwrap()
    }
}

impl Stacks {
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
            State::PassTheAnswerOn(request) => {
                let give = async || answer::run(&self.bucket, &self.waiting, request.clone()).await;
                task::task(&self.sim.clock(), give).await?;
                State::Over
            }
            State::FetchTheSnapshot => State::EveryExperience(self.fetch(it.variables()).await?),
            State::EveryExperience(children) => {
                self.every_experience(children, twice, at_every_wait, ended).await;
                State::Report
            }
            State::Report => {
                let redrives = it.redrive_count;
                let variables = it.variables();
                variables.redrives = redrives;
                State::Finish(self.report_experiences(variables).await?)
            }
            State::Finish(report) => {
                let report = report.clone();
                self.finish(it, report).await?
            }
            State::Over => State::Over,
        };
        Ok(())
    }

    /// "Take the lease" and "Is it ours?".
    async fn take_the_lease(
        &self,
        it: &mut Execution,
        input: Value,
        ended: &mut Ended,
    ) -> Result<State, StepError> {
        let request = take_lease::Request {
            machine: Machine::SyncExperiences,
            execution: it.arn(),
            started: "2026-11-22T01:00:00Z".to_owned(),
            redrives: it.redrive_count,
            input,
        };
        let take = async || take_lease::run(&self.deployed, request.clone()).await;
        let answer = task::patient(&self.sim.clock(), take).await?;
        ended.lease = Some(answer.clone());
        Ok(match answer {
            take_lease::Answer::Go { run, seen } => {
                it.variables = Some(Variables { run, pass: 1, seen, redrives: 0 });
                State::FetchTheSnapshot
            }
            take_lease::Answer::Answer { answer } => State::PassTheAnswerOn(answer),
            _ => State::Over,
        })
    }

    /// "Fetch the snapshot", and what the Map reads.
    async fn fetch(&self, at: &Variables) -> Result<Vec<Child>, StepError> {
        let member = self.member();
        let request = fetch_snapshot::Request { run: at.run.clone(), pass: at.pass };
        let (table, aws, bucket) = (&*self.snapshots, &self.aws, &self.bucket);
        let prerequisites = aws.prerequisites();
        let fetch =
            async || fetch_snapshot::run(table, aws, &prerequisites, bucket, &member, request.clone()).await;
        let fetched = task::task(&self.sim.clock(), fetch).await?;
        let items: Vec<ExperienceItem> = self.file(&fetched.items_key);
        Ok(items.into_iter().map(|item| Child::of(item, self)).collect())
    }

    async fn report_experiences(&self, at: &Variables) -> Result<report::Answer, StepError> {
        let map_run = Some(format!("{}/Experiences:pass-{}", at.run.execution, at.pass));
        let request = report_experiences::Request { run: at.run.clone(), pass: at.pass, map_run };
        let table = &*self.snapshots;
        let report =
            async || report_experiences::run(&self.bucket, table, &self.watch, NAME, request.clone()).await;
        task::task(&self.sim.clock(), report).await
    }

    /// "Finish" and "Look again?".
    async fn finish(&self, it: &mut Execution, report: report::Answer) -> Result<State, StepError> {
        let now = it.redrive_count;
        let variables = it.variables();
        let redrives = finish::Redrives { now, answered: variables.redrives };
        let (run, seen) = (variables.run.clone(), variables.seen.clone());
        let request = finish::Request { run, report, seen, redrives };
        let finish = async || finish::run(&self.deployed, request.clone()).await;
        let finish::Answer::LookAgain { run, seen, .. } = task::patient(&self.sim.clock(), finish).await?
        else {
            return Ok(State::Over);
        };
        let pass = variables.pass + 1;
        (variables.run, variables.seen, variables.pass) = (run, seen, pass);
        Ok(State::FetchTheSnapshot)
    }

    /// Who it is, and what it is configured to do.
    fn member(&self) -> Member {
        Member { name: NAME.to_owned(), settings: self.settings.lock().unwrap().clone() }
    }
}
