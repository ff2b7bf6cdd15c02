//! The way through `statemachines/share-licenses.asl.json`, straight on, with the steps in their places.
//!
//! A wait advances the clock of the simulation. Items and actions go one after the other.

use std::collections::BTreeSet;

use domain::work::{Action, Caught, Item, NextTask};
use serde_json::{Value, json};
use steps::error::StepError;
use steps::snapshot::PassRequest;
use steps::{
    accept_grant, activate_grant, check_grant, conclude_target, create_grant, delete_grant, diff, finish,
    list_accounts, list_grants, list_licenses, look_closer, report, settle, take_lease,
};

use super::hub::{Hub, execution};

/// Of "Retry" in the state machine.
const RETRIES_MAX: u32 = 8;
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
        self.machine.running.lock().unwrap().insert(execution(name));
        let mut ended = Ended { lease: None, result: Ok(()), red: Vec::new(), passes: 0 };
        ended.result = self.states(name, input, twice, at_every_wait, &mut ended).await;
        self.kill(name);
        ended
    }

    /// The execution is not RUNNING any more, however it came to that.
    pub(crate) fn kill(&self, name: &str) {
        self.machine.running.lock().unwrap().remove(&execution(name));
    }

    async fn states(
        &self,
        name: &str,
        input: Value,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
        ended: &mut Ended,
    ) -> Result<(), StepError> {
        let request =
            take_lease::Request { execution: execution(name), started: "2026-11-22T01:00:00Z".into(), input };
        let answer =
            self.task(async || take_lease::run(&self.lease, &self.machine, request.clone()).await).await?;
        ended.lease = Some(answer.clone());
        let take_lease::Answer::Go { run } = answer else { return Ok(()) };
        let mut at = PassRequest { run, pass: 1, first_pass: 1 };
        let mut marks = BTreeSet::new();
        loop {
            ended.passes = at.pass;
            self.list(&at).await?;
            let planned = loop {
                let planned = self.task(async || diff::run(&self.bucket, at.clone()).await).await?;
                if planned.next != diff::Next::LookCloser {
                    break planned;
                }
                self.task(async || look_closer::run(&self.aws, &self.bucket, at.clone()).await).await?;
            };
            if planned.next == diff::Next::Apply {
                for item in self.file::<Vec<Item>>(&planned.work_key) {
                    ended.red.extend(self.apply(item, twice, at_every_wait).await.err());
                }
                let settled = self.task(async || settle::run(&self.bucket, at.clone()).await).await?;
                self.wait(settled.wait_seconds, at_every_wait).await;
                at.pass += 1;
                continue;
            }
            let report = self.task(async || report::run(&self.bucket, at.clone()).await).await?;
            let request = finish::Request { run: at.run.clone(), report, seen: marks };
            let finished = self.task(async || finish::run(&self.lease, request.clone()).await).await?;
            let finish::Answer::LookAgain { run, seen } = finished else { return Ok(()) };
            marks = seen;
            at = PassRequest { run, pass: at.pass + 1, first_pass: at.pass + 1 };
        }
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

    /// One child of "Apply".
    async fn apply(
        &self,
        mut item: Item,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Result<(), StepError> {
        for action in &mut item.actions {
            *action = self.every_product(action.clone(), twice, at_every_wait).await;
        }
        self.task(async || conclude_target::run(&self.bucket, item.clone()).await).await.map(|_| ())
    }

    /// An action followed to its end.
    pub(crate) async fn followed(&self, action: Action) -> Action {
        self.every_product(action, false, &mut async |_: &Self| ()).await
    }

    /// One round of "Every product": from "What is next?" to its end.
    async fn every_product(
        &self,
        mut action: Action,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Action {
        for _ in 0..STATES_MAX {
            if action.next == NextTask::Done {
                return action;
            }
            if action.next != NextTask::Wait {
                action = self.caught(action, twice, async |action| self.write(action).await).await;
            }
            if action.failure.is_none() {
                self.wait(action.wait_seconds, at_every_wait).await;
                action = self.caught(action, twice, async |action| self.check(action).await).await;
            }
            if action.failure.is_some() {
                return action;
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
            Err(error) => {
                let cause = json!({"errorType": error.name(), "errorMessage": error.to_string()}).to_string();
                Action { failure: Some(Caught { error: error.name().to_owned(), cause }), ..action }
            }
        }
    }

    /// The writing step that is next.
    pub(crate) async fn write(&self, action: Action) -> Result<Action, StepError> {
        match action.next {
            NextTask::Create => create_grant::run(self, action).await,
            NextTask::Accept => accept_grant::run(self, action).await,
            NextTask::Activate => activate_grant::run(self, action).await,
            NextTask::Delete => delete_grant::run(self, action).await,
            NextTask::Wait | NextTask::Done => panic!("{:?} is no Task", action.next),
        }
    }

    /// Looks at the grant of an action.
    pub(crate) async fn check(&self, action: Action) -> Result<Action, StepError> {
        check_grant::run(&self.aws, &self.ledger, action).await
    }

    /// A Task with its Retry; each delivery takes a second.
    pub(crate) async fn task<T>(&self, step: impl AsyncFn() -> Result<T, StepError>) -> Result<T, StepError> {
        let mut retries = 0;
        loop {
            self.pass_seconds(1);
            match step().await {
                Err(error) if error.name() == "Throttled" && retries < RETRIES_MAX => {
                    self.pass_seconds((5 << retries).min(300));
                    retries += 1;
                }
                answer => return answer,
            }
        }
    }

    async fn wait(&self, seconds: u32, at_every_wait: &mut impl AsyncFnMut(&Self)) {
        self.pass_seconds(seconds);
        at_every_wait(self).await;
    }
}
