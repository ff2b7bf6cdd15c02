//! Runs of `setup` from their start to their end.

use serde_json::{Value, json};
use steps::error::StepError;
use steps::setup::report_setup::Told;

use super::execution::Execution;
use super::stack::Stack;

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Whether the execution succeeded.
    pub(crate) result: Result<(), StepError>,
    /// What it told, if it came so far.
    pub(crate) told: Option<Told>,
    /// Looks at everything.
    pub(crate) passes: u32,
    /// The questions that people were told of, as messages.
    pub(crate) asked: Vec<String>,
}

impl Ended {
    /// The codes of what is not in place.
    pub(crate) fn ids(&self) -> Vec<&str> {
        self.told.as_ref().unwrap().findings.iter().map(|finding| finding.id.code()).collect()
    }
}

/// States that a run may go into; beyond it the state machine would turn in circles.
const STATES_MAX: u32 = 2_000;

impl Stack {
    /// A run from its start to its end.
    pub(crate) async fn run(&self, name: &str, input: Value) -> Ended {
        self.run_with(name, input, false, &mut async |_: &Self| ()).await
    }

    /// A run that fixes.
    pub(crate) async fn fix(&self, name: &str) -> Ended {
        self.run(name, json!({"fix": true})).await
    }

    /// A run that only looks.
    pub(crate) async fn look(&self, name: &str) -> Ended {
        self.run(name, json!({})).await
    }

    /// A run in which every Task is delivered `twice`, and in which a story does or looks at something at every wait.
    pub(crate) async fn run_with(
        &self,
        name: &str,
        input: Value,
        twice: bool,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Ended {
        self.drive(&mut Execution::of(name, input, twice), at_every_wait).await
    }

    /// An execution from where it stands to its end.
    pub(crate) async fn drive(
        &self,
        execution: &mut Execution,
        at_every_wait: &mut impl AsyncFnMut(&Self),
    ) -> Ended {
        self.starts(&execution.name);
        let arn = (self.execution)(&execution.name);
        self.machine.redriven.lock().unwrap().insert(arn, execution.redrive_count);
        let mut ended = Ended { result: Ok(()), told: None, passes: 0, asked: Vec::new() };
        let mut states = 0;
        while ended.result.is_ok() && !execution.is_over() {
            ended.result = self.state(execution, at_every_wait, &mut ended).await;
            states += 1;
            assert!(states < STATES_MAX, "the run turns in circles: {execution:?}");
        }
        self.kill(&execution.name);
        ended
    }
}
