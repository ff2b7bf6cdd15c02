//! Runs of `publish-experiences` and `sync-experiences` from their start to their end.

use domain::experience::publishing::PublishSettings;
use serde_json::{Value, json};
use steps::error::StepError;
use steps::experiences::publish_snapshot;
use steps::take_lease;

use super::execution::Execution;
use super::stacks::{NAME, Stacks};
use super::task;
use super::world::{CENTRAL, SOURCE};

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// What "Take the lease" said.
    pub(crate) lease: Option<take_lease::Answer>,
    /// Whether the execution succeeded.
    pub(crate) result: Result<(), StepError>,
    /// The red children of "Every experience".
    pub(crate) red: Vec<StepError>,
    /// Passes it took.
    pub(crate) passes: u32,
    /// The questions that people were told of, as messages.
    pub(crate) asked: Vec<String>,
}

impl Stacks {
    /// Publishes what the organization that is followed has now.
    pub(crate) async fn publish(&self) -> publish_snapshot::Answer {
        let settings =
            PublishSettings { experiences: vec![SOURCE.parse().unwrap()], members: vec![NAME.to_owned()] };
        let machine = "marketplace-steward-publish-experiences";
        let execution = format!("arn:aws:states:us-east-1:{CENTRAL}:execution:{machine}:run-1");
        let request = publish_snapshot::Request {
            execution: execution.parse().unwrap(),
            started: "2026-11-22T01:00:00Z".to_owned(),
            input: json!({}),
        };
        let (central, table) = (&self.central, &*self.snapshots);
        let prerequisites = central.prerequisites();
        let step =
            async || publish_snapshot::run(central, &prerequisites, table, &settings, request.clone()).await;
        task::patient(&self.sim.clock(), step).await.unwrap()
    }

    /// A run from its start to its end.
    pub(crate) async fn run(&self, name: &str, input: Value) -> Ended {
        self.run_with(name, input, false, &mut async |_: &Self| ()).await
    }

    /// A run in which every Task of an experience is delivered `twice`, and in which a story does or looks at something at
    /// every wait.
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
        let mut ended = Ended { lease: None, result: Ok(()), red: Vec::new(), passes: 0, asked: Vec::new() };
        while ended.result.is_ok() && !execution.is_over() {
            ended.result = self.state(execution, twice, at_every_wait, &mut ended).await;
        }
        ended.passes = execution.pass();
        self.kill(&execution.name);
        ended
    }
}
