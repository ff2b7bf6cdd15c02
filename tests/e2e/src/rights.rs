//! What the stories need of the roles' policies, noted while they run and read by `tests/used_rights.rs` after them.

use std::fs;
use std::path::PathBuf;

use crate::StoryError;

/// The folder of the notes, beside what is built.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/e2e/rights"))
}

/// The file that a local AWS of this process adds to.
pub(crate) fn file() -> Result<PathBuf, StoryError> {
    let folder = folder();
    fs::create_dir_all(&folder).map_err(StoryError::Build)?;
    Ok(folder.join(format!("{}.jsonl", std::process::id())))
}
