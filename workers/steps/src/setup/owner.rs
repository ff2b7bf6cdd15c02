//! The owner mark of the guard rail: a policy without it is somebody else's, whatever it is called.

use domain::ownership::TAG_KEY;
use domain::setup::settings::Settings;

use crate::ports::Tags;

/// Whether a policy with these tags is ours.
pub(super) fn is_ours(tags: &Tags, settings: &Settings) -> bool {
    tags.get(TAG_KEY).is_some_and(|owner| owner == settings.account.as_str())
}
