//! The private marketplace of an organization in a world file: its experiences, who administers them, which products it
//! can not name. Long lists of products are written as series.

mod build;
mod check;

use serde::{Deserialize, Serialize};

pub(super) use build::catalog;

/// A private marketplace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketplaceEntry {
    /// The member that administers it besides the management account.
    #[serde(default)]
    pub delegated_administrator: Option<String>,
    /// Products that this organization can not name, so that a change set that does so fails.
    #[serde(default)]
    pub unknown_products: Vec<ProductsEntry>,
    /// Its experiences.
    #[serde(default)]
    pub experiences: Vec<ExperienceEntry>,
}

/// One product, or many of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ProductsEntry {
    /// A product's id.
    One(String),
    /// Products that are counted through.
    Series(SeriesEntry),
}

/// Products whose ids are `prod-`, the name of the series, and a number filled up with zeros to 13 characters in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesEntry {
    /// The name of the series.
    pub series: String,
    /// The first number.
    #[serde(default = "one")]
    pub from: u64,
    /// How many there are.
    pub count: u64,
}

impl ProductsEntry {
    /// The ids of all products that it stands for.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        match self {
            Self::One(id) => vec![id.clone()],
            Self::Series(SeriesEntry { series, from, count }) => {
                let width = 13_usize.saturating_sub(series.len());
                (*from..from.saturating_add(*count))
                    .map(|number| format!("prod-{series}{number:0width$}"))
                    .collect()
            }
        }
    }
}

/// An experience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExperienceEntry {
    /// `exp-...`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: Option<String>,
    /// Whether it is in force.
    #[serde(default = "enabled")]
    pub status: ExperienceStatus,
    /// Whether it is archived; only a disabled one can be.
    #[serde(default)]
    pub archived: bool,
    /// How often it changed.
    #[serde(default = "one")]
    pub revision: u64,
    /// Its procurement policy; without one everything is allowed.
    #[serde(default)]
    pub policy: Option<PolicyEntry>,
    /// Its branding.
    #[serde(default)]
    pub branding: Option<BrandingEntry>,
    /// Account, organizational unit and organization ids that it is for.
    #[serde(default)]
    pub principals: Vec<String>,
}

/// Whether an experience is in force, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExperienceStatus {
    /// It decides what can be bought.
    Enabled,
    /// It decides nothing.
    Disabled,
}

/// A procurement policy; with no products it allows none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyEntry {
    /// Its name; that of the experience when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// Users may not request products.
    #[serde(default)]
    pub without_requests: bool,
    /// Allowed products.
    #[serde(default)]
    pub allowed: Vec<ProductsEntry>,
    /// Denied products.
    #[serde(default)]
    pub denied: Vec<ProductsEntry>,
}

/// How an experience looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrandingEntry {
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// What it says to users.
    #[serde(default)]
    pub information: Option<String>,
    /// `#rrggbb`.
    #[serde(default)]
    pub theme_color: Option<String>,
    /// Where its logo is.
    #[serde(default)]
    pub logo_url: Option<String>,
}

fn one() -> u64 {
    1
}

fn enabled() -> ExperienceStatus {
    ExperienceStatus::Enabled
}
