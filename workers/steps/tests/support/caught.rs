//! What the Catch of a state machine hands on.

use domain::work::Caught;
use serde_json::json;
use steps::error::StepError;

/// What a Catch hands on.
pub(crate) fn caught(error: &StepError) -> Caught {
    let cause = json!({"errorType": error.name(), "errorMessage": error.to_string()}).to_string();
    Caught { error: error.name().to_owned(), cause }
}
