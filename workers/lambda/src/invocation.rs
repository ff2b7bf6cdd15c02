//! One request: from its JSON to a step, and from the step's answer or error to what Step Functions sees.

use lambda_runtime::Diagnostic;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use steps::error::{StepError, bug, invalid};
use tracing::Instrument;

/// Which step is asked for what.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    /// The step's name.
    pub(crate) step: String,
    request: Value,
}

impl Call {
    /// Reads the payload of a state machine's Task.
    fn read(payload: Value) -> Result<Self, StepError> {
        parsed("the payload", payload)
    }

    /// The request, as the step wants it.
    pub(crate) fn request<T: DeserializeOwned>(self) -> Result<T, StepError> {
        parsed(&self.step, self.request)
    }

    /// A step that is not the function's own.
    pub(crate) fn refusal(&self, function: &str, steps: &[&str]) -> StepError {
        invalid(format!(
            "`{}` is not a step of the function {function}, whose steps are {}; call the function that has it",
            self.step,
            steps.join(", ")
        ))
    }

    /// Says in every log line what it is about.
    fn span(&self) -> tracing::Span {
        let text = |name: &str| self.request.get(name).and_then(Value::as_str).unwrap_or_default();
        let run = self.request.get("run");
        let execution = run
            .and_then(|run| run.get("execution").or(Some(run)))
            .and_then(Value::as_str)
            .unwrap_or_else(|| text("execution"));
        let run = execution.rsplit(':').next().unwrap_or_default();
        tracing::info_span!(
            "step",
            step = self.step,
            run,
            account = text("account"),
            product = text("product")
        )
    }
}

/// What Step Functions sees of an error: its class is the name in `ErrorEquals`.
pub(crate) fn diagnostic(error: &StepError) -> Diagnostic {
    Diagnostic { error_type: error.name().to_owned(), error_message: error.to_string() }
}

/// Answers the payload of a state machine's Task by `work`, in a span that names what it is about.
pub(crate) async fn answer(
    payload: Value,
    work: impl AsyncFnOnce(Call) -> Result<Value, StepError>,
) -> Result<Value, StepError> {
    let call = Call::read(payload)?;
    let span = call.span();
    async {
        let answer = work(call).await;
        match &answer {
            Ok(_) => tracing::info!("done"),
            Err(error) => tracing::warn!(class = error.name(), %error, "failed"),
        }
        answer
    }
    .instrument(span)
    .await
}

/// A step's answer as JSON.
pub(crate) fn json<T: Serialize>(answer: Result<T, StepError>) -> Result<Value, StepError> {
    serde_json::to_value(answer?).map_err(|error| bug("the answer", &error))
}

/// Reads a JSON value; a mistake is told with the way to the field.
pub(crate) fn parsed<T: DeserializeOwned>(what: &str, value: Value) -> Result<T, StepError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        invalid(format!("{what}: `{path}`: {}; correct what calls this function", error.inner()))
    })
}
