//! The way through `statemachines/share-licenses.asl.json`, straight on, with the steps in their places.
//!
//! A wait advances the clock of the simulation. Items and actions go one after the other.

use domain::approval::Record;
use domain::work::{Action, NextTask};
use serde_json::Value;
use steps::error::StepError;
use steps::{accept_grant, activate_grant, adopt_grant, check_grant, create_grant, delete_grant, take_lease};

use super::caught::caught;
use super::execution::Execution;
use super::hub::Hub;
use super::task;

/// Rounds of Choice and Task for one action; beyond it the state machine would turn in circles.
const STATES_MAX: u32 = 500;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What "Take the lease" said.
    pub(crate) lease: Option<take_lease::Answer>,
    /// Whether the execution succeeded.
    pub(crate) result: Result<(), StepError>,
    /// The red children of Apply.
    pub(crate) red: Vec<StepError>,
    /// Passes it took.
    pub(crate) passes: u32,
    /// Events that told of drift.
    pub(crate) drift_told: u32,
    /// What it asked a person.
    pub(crate) asked: Vec<Record>,
}

impl Hub {
    /// A run from its start to its end.
    pub(crate) async fn run(&self, name: &str, input: Value) -> Ended {
        self.run_with(name, input, false, &mut async |_: &Self| ()).await
    }

    /// A run in which every Task of a grant is delivered `twice`, and in which a story does or looks at something at every
    /// wait.
    pub(crate) async fn run_with(
        &self,
        name: &str,
        input: Value,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Ended {
        self.drive(&mut Execution::of(name, input), twice, at_every_wait).await
    }

    /// An execution from where it stands to its end.
    pub(crate) async fn drive(
        &self,
        execution: &mut Execution,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Ended {
        self.starts(&execution.name);
        self.machine.redriven.lock().unwrap().insert(execution.arn(), execution.redrive_count);
        let (red, asked) = (Vec::new(), Vec::new());
        let mut ended = Ended { lease: None, result: Ok(()), red, passes: 0, drift_told: 0, asked };
        while ended.result.is_ok() && !execution.is_over() {
            ended.result = self.state(execution, twice, at_every_wait, &mut ended).await;
        }
        ended.passes = execution.pass();
        self.kill(&execution.name);
        ended
    }

    /// A redriven execution from where it stopped to its end.
    pub(crate) async fn redrive(&self, execution: &mut Execution) -> Ended {
        execution.redrive();
        self.drive(execution, false, &mut async |_: &Self| ()).await
    }

    /// An action followed to its end.
    pub(crate) async fn followed(&self, mut action: Action) -> Action {
        self.every_product(&mut action, false, &mut async |_: &Self| ()).await;
        action
    }

    /// One round of "Every product": from "What is next?" to its end.
    pub(super) async fn every_product(
        &self,
        action: &mut Action,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) {
        for _ in 0..STATES_MAX {
            if action.next == NextTask::Done || action.failure.is_some() {
                return;
            }
            if action.next != NextTask::Wait {
                *action = self.caught(action.clone(), twice, async |action| self.write(action).await).await;
            }
            if action.failure.is_none() {
                self.wait(action.wait_seconds, at_every_wait).await;
                *action = self.caught(action.clone(), twice, async |action| self.check(action).await).await;
            }
        }
        panic!("the action turns in circles: {action:?}");
    }

    /// A Task with its Retry and Catch. Delivered `twice`, the first answer is lost on its way to Step Functions.
    async fn caught(
        &self,
        action: Action,
        twice: bool,
        step: impl AsyncFn(Action) -> Result<Action, StepError>,
    ) -> Action {
        if twice {
            let _lost = self.task(async || step(action.clone()).await).await;
        }
        match self.task(async || step(action.clone()).await).await {
            Ok(answer) => answer,
            Err(error) => Action { failure: Some(caught(&error)), ..action },
        }
    }

    /// The writing step that is next.
    pub(crate) async fn write(&self, action: Action) -> Result<Action, StepError> {
        match action.next {
            NextTask::Create => create_grant::run(self, action).await,
            NextTask::Accept => accept_grant::run(self, action).await,
            NextTask::Activate => activate_grant::run(self, action).await,
            NextTask::Adopt => adopt_grant::run(self, action).await,
            NextTask::Delete => delete_grant::run(self, action).await,
            NextTask::Wait | NextTask::Done => panic!("{:?} is no Task", action.next),
        }
    }

    /// Looks at the grant of an action.
    pub(crate) async fn check(&self, action: Action) -> Result<Action, StepError> {
        check_grant::run(&self.aws, &self.ledger, action).await
    }

    /// A Task whose Retry also knows `Busy`.
    pub(crate) async fn patient<T>(
        &self,
        step: impl AsyncFn() -> Result<T, StepError>,
    ) -> Result<T, StepError> {
        task::patient(&self.sim.clock(), step).await
    }

    /// A Task with its Retry.
    pub(crate) async fn task<T>(&self, step: impl AsyncFn() -> Result<T, StepError>) -> Result<T, StepError> {
        task::task(&self.sim.clock(), step).await
    }

    pub(super) async fn wait(&self, seconds: u32, at_every_wait: &mut impl AsyncFnMut(&Self)) {
        self.pass_seconds(seconds);
        at_every_wait(self).await;
    }
}
