//! What both functions of setup need: the settings, and the way into accounts.

use std::convert::Infallible;

use aws::{Session, SetupAccounts};
use domain::setup::settings::Settings;

use crate::environment::{EnvironmentError, checked, required};

/// The settings. What contradicts itself is a finding, which the run shows.
pub(crate) fn settings() -> Result<Settings, EnvironmentError> {
    checked("SETUP_SETTINGS", |_: &Settings| Ok::<(), Infallible>(()))
}

/// The way into accounts, from the one of the settings.
pub(crate) fn accounts<T>(
    session: &Session,
    settings: &Settings,
) -> Result<SetupAccounts<T>, EnvironmentError> {
    let external_id = required("SETUP_ROLE_EXTERNAL_ID")?;
    Ok(SetupAccounts::new(session, settings.account.clone(), external_id))
}
