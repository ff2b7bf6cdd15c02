//! Remembers what a step was made from, so that it runs again only when that changed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;
use sha2::{Digest, Sha256};

use crate::{failure::Failure, workspace::Workspace};

/// A hash over everything a step depends on.
#[derive(Debug, Default)]
pub(crate) struct Inputs(Sha256);

impl Inputs {
    /// Adds a word, such as a version.
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.add(word.as_bytes());
        self
    }

    /// Adds the content of a file.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self, Failure> {
        let content = fs::read(path).map_err(Failure::file("read", path))?;
        self.add(path.to_string_lossy().as_bytes());
        self.add(&content);
        Ok(self)
    }

    /// Adds every file of a folder that git does not ignore, in the order of their names.
    pub(crate) fn folder(mut self, folder: &Path) -> Result<Self, Failure> {
        for path in files_below(folder) {
            self = self.file(&path)?;
        }
        Ok(self)
    }

    // Each piece goes in with its length, so that moving a byte from one to the next changes the hash.
    fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_be_bytes());
        self.0.update(piece);
    }

    fn hash(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The remembered hash of one step, beside the one of now.
#[derive(Debug)]
pub(crate) struct Stamp {
    path: PathBuf,
    now: String,
}

impl Stamp {
    /// The stamp of a step made from these inputs.
    pub(crate) fn of(workspace: &Workspace, step: &str, inputs: Inputs) -> Self {
        Self { path: workspace.path(".steward/stamp").join(step), now: inputs.hash() }
    }

    /// Whether the step was done with exactly these inputs and what it made is still there.
    pub(crate) fn holds(&self, made: &Path) -> bool {
        made.exists() && fs::read_to_string(&self.path).is_ok_and(|before| before == self.now)
    }

    /// Remembers that the step was done.
    pub(crate) fn set(&self) -> Result<(), Failure> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
        }
        fs::write(&self.path, &self.now).map_err(Failure::file("write", &self.path))
    }

    /// Forgets it, before work that could stop half-way.
    pub(crate) fn clear(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::file("remove", &self.path)(error))
            }
            _ => Ok(()),
        }
    }
}

/// Every file below a folder that git does not ignore, hidden ones too, in the order of their names.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build();
    let mut files: Vec<PathBuf> = walk
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(folder: &Path) -> String {
        Inputs::default().folder(folder).unwrap().hash()
    }

    #[test]
    fn a_changed_file_changes_the_hash_and_an_ignored_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".gitignore"), "made\n").unwrap();
        fs::write(folder.path().join("source"), "one").unwrap();
        let before = hash_of(folder.path());
        fs::write(folder.path().join("made"), "anything").unwrap();
        assert_eq!(hash_of(folder.path()), before);
        fs::write(folder.path().join("source"), "two").unwrap();
        assert_ne!(hash_of(folder.path()), before);
    }

    #[test]
    fn words_do_not_run_into_each_other() {
        let first = Inputs::default().word("ab").word("c").hash();
        assert_ne!(first, Inputs::default().word("a").word("bc").hash());
    }

    #[test]
    fn a_stamp_holds_only_while_its_output_exists() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp { path: folder.path().join("stamp"), now: "hash".into() };
        assert!(!stamp.holds(folder.path()));
        stamp.set().unwrap();
        assert!(stamp.holds(folder.path()));
        assert!(!stamp.holds(&folder.path().join("gone")));
        stamp.clear().unwrap();
        assert!(!stamp.holds(folder.path()));
    }
}
