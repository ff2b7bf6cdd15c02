//! The files of a run in the state bucket.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{ErrorClass, StepError, bug};
use crate::ports::Store;

/// What a text for people is.
pub const MARKDOWN: &str = "text/markdown; charset=utf-8";
/// What the policy file is.
pub(crate) const TOML: &str = "application/toml";

/// Reads a JSON file that an earlier step wrote.
///
/// # Errors
/// `Bug` when it is missing or cannot be read back.
pub async fn read<T: DeserializeOwned>(store: &impl Store, key: &str) -> Result<T, StepError> {
    read_if_there(store, key).await?.ok_or_else(|| {
        StepError::new(
            ErrorClass::Bug,
            format!("the file {key} of this run is missing; files are kept for 90 days: start a new run"),
        )
    })
}

/// Reads a JSON file that may not have been written.
///
/// # Errors
/// `Bug` when it cannot be read back.
pub async fn read_if_there<T: DeserializeOwned>(
    store: &impl Store,
    key: &str,
) -> Result<Option<T>, StepError> {
    match store.get(key).await? {
        None => Ok(None),
        Some(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| bug(key, &error)),
    }
}

/// Writes a JSON file.
///
/// # Errors
/// When the bucket does not take it.
pub async fn write<T: Serialize>(store: &impl Store, key: &str, value: &T) -> Result<(), StepError> {
    let body = serde_json::to_vec(value).map_err(|error| bug(key, &error))?;
    Ok(store.put(key, body, "application/json").await?)
}

/// Writes a text.
///
/// # Errors
/// When the bucket does not take it.
pub async fn write_text(
    store: &impl Store,
    key: &str,
    text: String,
    content_type: &'static str,
) -> Result<(), StepError> {
    Ok(store.put(key, text.into_bytes(), content_type).await?)
}
