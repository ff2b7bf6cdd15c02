//! The environment that the stack sets. What is missing is found out when the function starts, not by a request.

/// A variable without which the function cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EnvironmentError {
    /// It is not set, or to nothing.
    #[error("the environment variable {0} is not set; deploy the hub stack again, it sets it")]
    Missing(&'static str),
    /// It names no function.
    #[error(
        "there is no function `{found}`, only {known}; set the handler name of the Lambda function to one of them"
    )]
    UnknownHandler {
        /// What it says.
        found: String,
        /// What it may say.
        known: String,
    },
}

/// Reads a variable that has to be there.
pub(crate) fn required(name: &'static str) -> Result<String, EnvironmentError> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).ok_or(EnvironmentError::Missing(name))
}
