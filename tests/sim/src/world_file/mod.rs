//! World files: an organization with its licenses, its grants and its private marketplace as JSON, and the organizations
//! beside it. Read, checked as a whole, generated, and built
//! into the world that the services answer from.

mod account_series;
mod build;
mod check;
mod format;
mod generate;
mod marketplace;
mod prerequisites;

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use account_series::AccountSeriesEntry;
pub(crate) use build::purchase;
pub use check::Problem;
pub use format::{
    AccountEntry, AreaGrantEntry, FailedWorkflowEntry, FailureEntry, GrantEntry, LicenseEntry,
    OrganizationEntry, RoleEntry, UnitEntry, WorldFile,
};
pub use marketplace::{
    BrandingEntry, ExperienceEntry, ExperienceStatus, MarketplaceEntry, PolicyEntry, ProductsEntry,
    SeriesEntry,
};
pub use prerequisites::{ControlPolicyEntry, DelegationEntry, LinkedRoleEntry};

/// The sample organization, shipped with the crate.
const SAMPLE: &str = include_str!("../../../worlds/sample.json");

/// Four organizations with private marketplaces, shipped with the crate.
const EXPERIENCES: &str = include_str!("../../../worlds/experiences.json");

/// Why a world could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum WorldFileError {
    /// The file could not be read.
    #[error("cannot read the world {path}: {source}; check the path")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is no JSON.
    #[error("{name} is not JSON: {source}; correct the syntax there")]
    NotJson {
        /// The file, or what the text is called.
        name: String,
        /// Where and what.
        source: serde_json::Error,
    },
    /// The JSON is no world; every problem is listed.
    #[error("{name} is not a world:\n{}", list(.problems))]
    Wrong {
        /// The file, or what the text is called.
        name: String,
        /// Everything that is wrong.
        problems: Vec<Problem>,
    },
}

impl WorldFile {
    /// Loads a world from a file.
    ///
    /// # Errors
    ///
    /// When the file can not be read or is no world; see [`WorldFile::parse`].
    pub fn load(path: &Path) -> Result<Self, WorldFileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| WorldFileError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads a world from its text; `name` is how errors call it.
    ///
    /// # Errors
    ///
    /// [`WorldFileError::Wrong`] with every problem at once: where (a JSON pointer), what, and what to do.
    pub fn parse(name: &str, text: &str) -> Result<Self, WorldFileError> {
        let not_json = |source| WorldFileError::NotJson { name: name.to_owned(), source };
        let json: Value = serde_json::from_str(text).map_err(not_json)?;
        let problems = check::shape(&json);
        if !problems.is_empty() {
            return Err(WorldFileError::Wrong { name: name.to_owned(), problems });
        }
        let mut world: Self = serde_json::from_value(json).map_err(not_json)?;
        let mut problems = world.write_out_series();
        problems.extend(world.problems());
        if problems.is_empty() {
            Ok(world)
        } else {
            Err(WorldFileError::Wrong { name: name.to_owned(), problems })
        }
    }

    /// The sample organization: 24 accounts in 6 organizational units, every case the product has to handle once.
    ///
    /// # Errors
    ///
    /// None in a released build; a test loads it.
    pub fn sample() -> Result<Self, WorldFileError> {
        Self::parse("the sample world", SAMPLE)
    }

    /// Four organizations: one whose private marketplace is the model of the others.
    ///
    /// # Errors
    ///
    /// None in a released build; a test loads it.
    pub fn experiences() -> Result<Self, WorldFileError> {
        Self::parse("the world of experiences", EXPERIENCES)
    }

    /// The JSON Schema of world files (draft 2020-12).
    #[must_use]
    pub fn schema() -> &'static str {
        check::SCHEMA
    }
}

fn list(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n")
}
