//! Why an experience is left alone. What is skipped is told, and never taken for empty.

use serde::{Deserialize, Serialize};

use super::identity::ExperienceId;

/// Why an experience is left alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "what")]
pub enum Skip {
    /// It was put away; with the Catalog's word for it.
    Archived(String),
    /// It is disabled, and its status is not mirrored.
    Disabled,
    /// It has no procurement policy.
    NoPolicy,
    /// Its policy came without any list of products.
    NoProductList,
    /// Its status is not known to this version.
    UnknownStatus(String),
    /// What the Catalog answered could not be understood, or not be had.
    Unreadable(String),
    /// It is named in the settings and was not found.
    NotFound,
    /// The snapshot has no such experience.
    NotPublished,
    /// The experience that it follows is skipped.
    Source {
        /// Which one.
        id: ExperienceId,
        /// Why.
        skip: Box<Skip>,
    },
}

impl Skip {
    /// Whether it says nothing of what the experience is like: the next run may well find it as it was.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreadable(_) => true,
            Self::Source { skip, .. } => skip.is_passing(),
            Self::Archived(_)
            | Self::Disabled
            | Self::NoPolicy
            | Self::NoProductList
            | Self::UnknownStatus(_)
            | Self::NotFound
            | Self::NotPublished => false,
        }
    }
}

impl std::fmt::Display for Skip {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Archived(how) => {
                write!(formatter, "it is archived (`{how}`) and takes no changes; reactivate it, or follow another one")
            }
            Self::Disabled => formatter.write_str("it is disabled; enable it, or turn on the mirror of `status`"),
            Self::NoPolicy => formatter.write_str(
                "it has no procurement policy, so everything may be bought; create a policy for it in AWS Marketplace",
            ),
            Self::NoProductList => formatter.write_str(
                "its procurement policy came without a list of products, which is not taken for an empty one; \
                 allow or deny a first product in AWS Marketplace",
            ),
            Self::UnknownStatus(status) => write!(
                formatter,
                "its status `{status}` is not known to this version; update Marketplace Steward"
            ),
            Self::Unreadable(why) => formatter.write_str(why),
            Self::NotFound => formatter.write_str(
                "it is named in the settings and not among the experiences of this organization; correct the id",
            ),
            Self::NotPublished => formatter.write_str(
                "the management side does not publish it; correct the id, or add it to the management stack",
            ),
            Self::Source { id, skip } => write!(formatter, "the experience that it follows, {id}, is skipped: {skip}"),
        }
    }
}
