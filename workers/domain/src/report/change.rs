//! A change of how a product is shared, as a file and as people read it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::receiver::area_name;
use crate::cover::Swap;
use crate::grant::Principal;
use crate::identifier::{LicenseArn, ProductSku};
use crate::limits::NAMES_SHOWN_MAX;
use crate::plan::ModeChange;

/// A change of how a product is shared, that a person would have to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// The license.
    pub license: LicenseArn,
    /// Its product.
    pub product: ProductSku,
    /// The product's name.
    pub product_name: String,
    /// How an approval names it.
    pub key: String,
    /// Why, and how many grants there would be instead of how many.
    pub what: String,
    /// What would be exchanged for what.
    pub swaps: Vec<String>,
}

impl ChangeRow {
    /// The row of a change.
    pub(super) fn of(change: &ModeChange<'_>) -> Self {
        Self {
            license: change.license.arn.clone(),
            product: change.license.product.clone(),
            product_name: change.license.product_name.clone(),
            key: change.key(),
            what: change.change.to_string(),
            swaps: change.change.swaps.iter().map(exchange).collect(),
        }
    }

    /// What would be exchanged; why is told by the notes, or by the question. Where nothing is exchanged, that again.
    pub(super) fn told(&self) -> &[String] {
        if self.swaps.is_empty() { std::slice::from_ref(&self.what) } else { &self.swaps }
    }
}

fn exchange(swap: &Swap) -> String {
    format!("{} instead of {}", listed(&swap.to), listed(&swap.from))
}

/// The principals, as many as a person reads.
fn listed(principals: &BTreeSet<Principal>) -> String {
    let shown: Vec<_> = principals.iter().take(NAMES_SHOWN_MAX).map(area_name).collect();
    let more = match principals.len().saturating_sub(NAMES_SHOWN_MAX) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", shown.join(", "))
}
