//! What becomes of a read: known, not known with AWS's words, or to be tried again.

use domain::observation::Complete;
use domain::setup::observed::Read;

use crate::error::StepError;
use crate::listing::whole;
use crate::ports::{ApiError, ApiResult, Page};
use crate::refusal::{self, Refusal};

/// Why a read did not come to an end.
pub(super) enum Trouble {
    /// It will not, for now: why, in AWS's words.
    Unread(String),
    /// The step is to be delivered again, or has a defect.
    Step(StepError),
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        match refusal::read(&error) {
            Refusal::Throttled => Self::Step(error.into()),
            _ => Self::Unread(error.to_string()),
        }
    }
}

/// Reads in an account, if it was reached.
pub(super) async fn read<A, T>(
    account: &Read<A>,
    call: impl AsyncFnOnce(&A) -> Result<T, Trouble>,
) -> Result<Read<T>, StepError> {
    match account {
        Read::NotAsked => Ok(Read::NotAsked),
        Read::Unread(why) => Ok(Read::Unread(why.clone())),
        Read::Known(account) => settled(call(account).await),
    }
}

/// What a read came to.
pub(super) fn settled<T>(answer: Result<T, Trouble>) -> Result<Read<T>, StepError> {
    match answer {
        Ok(value) => Ok(Read::Known(value)),
        Err(Trouble::Unread(why)) => Ok(Read::Unread(why)),
        Err(Trouble::Step(error)) => Err(error),
    }
}

/// A listing to its end.
pub(super) async fn listed<T>(
    mut page: impl AsyncFnMut(Option<String>) -> ApiResult<Page<T>>,
) -> Result<Complete<T>, Trouble> {
    let mut refused = None;
    let all = whole(async |token| {
        let answer = page(token).await;
        refused = answer.as_ref().err().cloned();
        answer
    });
    let all = all.await;
    all.map_err(|error| refused.map_or(Trouble::Step(error), Trouble::from))
}
