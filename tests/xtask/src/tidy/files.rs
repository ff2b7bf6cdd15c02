//! The files that the rules are held against: every text that git does not ignore.

use std::fs;

use crate::{stamp::files_below, workspace::Workspace};

/// One text of the repository.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path below the top folder, with `/`.
    pub(super) path: String,
    /// What is in it.
    pub(super) text: String,
}

impl File {
    /// Whether the name ends so.
    pub(super) fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }
}

/// Every text file, in the order of the paths. What is not UTF-8 is no text.
pub(super) fn all(workspace: &Workspace) -> Vec<File> {
    let relative =
        |path: &std::path::Path| Some(path.strip_prefix(workspace.root()).ok()?.to_str()?.to_owned());
    files_below(workspace.root())
        .iter()
        .filter_map(|path| Some(File { path: relative(path)?, text: fs::read_to_string(path).ok()? }))
        .collect()
}

/// A file for the tests of the rules.
#[cfg(test)]
pub(super) fn file(path: &str, text: &str) -> File {
    File { path: path.into(), text: text.into() }
}
