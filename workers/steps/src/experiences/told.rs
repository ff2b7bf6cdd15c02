//! What a member told of its last run.

use domain::experience::record::MemberRecord;

use crate::error::StepError;
use crate::ports::ApiError;
use crate::ports::experiences::Published;

/// The record of a member. One that cannot be read, of a stack of another release, is none: its member counts as behind,
/// and the end of the member's next run replaces it.
pub(super) async fn told(
    published: &impl Published,
    member: &str,
) -> Result<Option<MemberRecord>, StepError> {
    match published.record(member).await {
        Ok(record) => Ok(record),
        Err(error) if error.code == ApiError::UNREADABLE => {
            tracing::warn!(member, %error, "the record counts as none");
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
