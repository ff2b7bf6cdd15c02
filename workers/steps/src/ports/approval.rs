//! What the steps about questions need of the outside.

use std::future::Future;

use domain::approval::{Answered, TaskToken};

use super::ApiResult;

/// Step Functions, as seen by an answer.
pub trait Tasks: Sync {
    /// `states:SendTaskSuccess` with the answer as the result of the Task. `false`: nobody waits with this token (any more).
    ///
    /// An error never shows the token, although AWS may.
    fn succeed(&self, token: &TaskToken, answered: &Answered)
    -> impl Future<Output = ApiResult<bool>> + Send;
}
