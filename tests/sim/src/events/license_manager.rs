//! The hints of License Manager that a grant or a license changed.

use serde_json::{Value, json};

use super::{HOME_REGION, Occasion, envelope};

/// A hint. What its detail says is not published, so ours says nothing that anyone could come to lean on.
pub(super) fn hint(occasion: &Occasion, account: &str, detail_type: &str) -> Value {
    envelope(occasion, "license-manager", detail_type, (account, HOME_REGION), &json!({}))
}
