//! Ctrl-C and the polite request to end.

use tokio::signal::unix::{SignalKind, signal};

use crate::LocalError;

/// Completes when a person presses Ctrl-C or the process is asked to terminate.
///
/// A command selects between this and its own work, and returns: dropping the local AWS then cleans up. Without it the
/// default action ends the process at once, and the local AWS notices by its closed standard input.
///
/// # Errors
/// When the operating system refuses to tell.
pub async fn interrupted() -> Result<(), LocalError> {
    let mut terminate =
        signal(SignalKind::terminate()).map_err(LocalError::machine("listen for the terminate signal"))?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.map_err(LocalError::machine("listen for Ctrl-C")),
        _ = terminate.recv() => Ok(()),
    }
}
