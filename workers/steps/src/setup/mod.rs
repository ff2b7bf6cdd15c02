//! Setup: looks at everything that the product needs, explains what is not in place, and puts it right when a person approved.
//!
//! What is decided is [`domain::setup`]'s. [`look`] reads and plans, [`fix`] makes one call, [`check_fix`] looks whether it
//! shows, [`report_setup`] tells; [`item`] is what travels between them.

mod asking;
pub mod check_fix;
pub mod fix;
pub mod item;
pub mod keys;
pub mod look;
mod observe;
mod owner;
pub mod report_setup;

use std::borrow::Cow;

use domain::run::RunRequest;
use domain::setup::settings::Settings;

use crate::error::{StepError, invalid};

/// The settings as a run has them.
fn settings_of<'a>(settings: &'a Settings, request: &RunRequest) -> Result<Cow<'a, Settings>, StepError> {
    if !request.remove_guard_rail {
        return Ok(Cow::Borrowed(settings));
    }
    settings.without_guard_rail().map(Cow::Owned).ok_or_else(|| {
        invalid(
            "the run is to remove the guard rail, and the settings have none: without `guard_rail` setup does not know \
             whose policy it is; add it to the setup, deploy, and start again",
        )
    })
}
