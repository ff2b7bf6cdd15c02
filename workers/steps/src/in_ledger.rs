//! Every mutating call is in a ledger (P10), whatever it changes: first that it is sent, then what came of it.

use std::fmt::Display;

use crate::error::StepError;
use crate::ports::ApiResult;

/// Makes a mutating call with its entry around it. `record` writes the entry with a result; `told` is what of a good answer
/// is kept.
///
/// A call whose answer is lost leaves `sent` behind; whoever sends it again sends the same token.
///
/// # Errors
/// When the ledger cannot be written; before the call, so that nothing is written without it.
pub(crate) async fn in_ledger<T, E: Display>(
    record: impl AsyncFn(String) -> ApiResult<()>,
    call: impl Future<Output = Result<T, E>>,
    told: impl FnOnce(&T) -> String,
) -> Result<Result<T, E>, StepError> {
    record("sent".to_owned()).await?;
    let answer = call.await;
    let result = match &answer {
        Ok(answer) => format!("ok {}", told(answer)),
        Err(error) => error.to_string(),
    };
    tracing::info!(result, "wrote");
    record(result).await?;
    Ok(answer)
}
