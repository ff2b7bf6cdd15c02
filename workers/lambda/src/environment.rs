//! The environment that the stack sets. What is missing is found out when the function starts, not by a request.

use serde::de::DeserializeOwned;

/// A variable without which the function cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EnvironmentError {
    /// It is not set, or to nothing.
    #[error("the environment variable {0} is not set; deploy the stack again, it sets it")]
    Missing(&'static str),
    /// It is set, and not to what the function needs.
    #[error("the environment variable {name}: {problem}")]
    Unusable {
        /// Which one.
        name: &'static str,
        /// What is wrong, where, and what to do.
        problem: String,
    },
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

/// Reads settings, written as JSON, and has them checked. A mistake is told with the way to the field.
pub(crate) fn checked<T, E>(
    name: &'static str,
    check: impl FnOnce(&T) -> Result<(), E>,
) -> Result<T, EnvironmentError>
where
    T: DeserializeOwned,
    E: std::fmt::Display,
{
    let text = required(name)?;
    let unusable = |problem: String| EnvironmentError::Unusable { name, problem };
    let settings: T = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
        .map_err(|error| {
            let (path, what) = (error.path().to_string(), error.into_inner());
            unusable(format!("`{path}`: {what}; correct the configuration, and deploy the stack again"))
        })?;
    check(&settings).map_err(|error| unusable(error.to_string()))?;
    Ok(settings)
}

/// Reads a variable that has to be there.
pub(crate) fn required(name: &'static str) -> Result<String, EnvironmentError> {
    optional(name).ok_or(EnvironmentError::Missing(name))
}

/// Reads a variable that need not be there.
pub(crate) fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
