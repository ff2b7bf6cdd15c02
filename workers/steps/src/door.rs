//! The door of every state machine: the input of an execution, anything at all until it is checked here.

use domain::door::{Asked, Machine, admit};
use domain::run::RunRequest;
use serde_json::Value;

use crate::error::{StepError, invalid};

/// What a machine is asked.
///
/// # Errors
/// `Invalid` for an input that is not a [`RunRequest`] or means nothing to the machine.
pub(crate) fn asked(machine: Machine, input: Value) -> Result<Asked, StepError> {
    let request: RunRequest = serde_json::from_value(input).map_err(|error| {
        invalid(format!("the execution's input is not a run request: {error}; correct it and start again, {{}} is a full run"))
    })?;
    admit(machine, request).map_err(|error| invalid(format!("the execution's input: {error}")))
}
