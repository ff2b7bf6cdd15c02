//! Reading the members of an answer: what has to be there, and in its form.

use std::fmt::Display;
use std::str::FromStr;

use steps::ports::{ApiError, ApiResult};

/// What an enum is called when its member is missing: a value that no version knows.
pub(crate) const ABSENT: &str = "(absent)";

/// One answer, by the operation that it answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer(pub(crate) &'static str);

impl Answer {
    /// A member that has to be there.
    pub(crate) fn required<T>(self, field: &str, value: Option<T>) -> ApiResult<T> {
        value.ok_or_else(|| self.unreadable(format!("the answer has no `{field}`")))
    }

    /// A member that has to be there and to have its form.
    pub(crate) fn parsed<T>(self, field: &str, value: Option<&str>) -> ApiResult<T>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.required(field, value)?;
        text.parse().map_err(|error| self.unreadable(format!("`{field}`: {error}")))
    }

    /// An answer that cannot be.
    pub(crate) fn unreadable(self, message: String) -> ApiError {
        ApiError { operation: self.0, code: ApiError::UNREADABLE.to_owned(), message, status: 200 }
    }
}
