//! The temporary folder of one local AWS, removed at its end and, after a crash, at the next start.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::LocalError;

const PREFIX: &str = "marketplace-steward-local-";
const LOCK: &str = "in-use";
/// A folder without a held lock is left alone for this long: its owner may not have come to lock it yet.
const SETTLING_TIME: Duration = Duration::from_secs(60);

/// A folder that exists as long as this value, and whose lock file is held just as long.
#[derive(Debug)]
pub(crate) struct Folder {
    path: tempfile::TempDir,
    _lock: File,
}

impl Folder {
    /// Makes the folder, after removing what crashed runs left behind.
    pub(crate) fn create() -> Result<Self, LocalError> {
        remove_leftovers(&std::env::temp_dir());
        let path = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir()
            .map_err(LocalError::machine("make a temporary folder"))?;
        let lock = File::create(path.path().join(LOCK)).map_err(LocalError::machine("make a lock file"))?;
        lock.lock().map_err(LocalError::machine("lock the temporary folder"))?;
        Ok(Self { path, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.path.path()
    }
}

/// Removes the folders whose owner is gone; what cannot be removed is left for the next time.
fn remove_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    let ours = entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    for folder in ours.map(|entry| entry.path()).filter(|folder| is_abandoned(folder)) {
        let _ = fs::remove_dir_all(folder);
    }
}

/// The operating system lets go of a lock when its holder ends, however it ends.
fn is_abandoned(folder: &Path) -> bool {
    let lock: PathBuf = folder.join(LOCK);
    let settled = fs::metadata(folder)
        .and_then(|metadata| metadata.modified())
        .is_ok_and(|modified| modified.elapsed().is_ok_and(|age| age > SETTLING_TIME));
    settled && File::open(lock).map_or(true, |file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn age(folder: &Path) {
        let long_ago = SystemTime::now() - SETTLING_TIME * 2;
        File::open(folder).unwrap().set_modified(long_ago).unwrap();
    }

    #[test]
    fn removes_the_folder_of_a_crashed_run_and_keeps_one_in_use() {
        let parent = tempfile::tempdir().unwrap();
        let [crashed, in_use, fresh] =
            ["a", "b", "c"].map(|name| parent.path().join(format!("{PREFIX}{name}")));
        for folder in [&crashed, &in_use, &fresh] {
            fs::create_dir(folder).unwrap();
            File::create(folder.join(LOCK)).unwrap();
        }
        let held = File::open(in_use.join(LOCK)).unwrap();
        held.lock().unwrap();
        age(&crashed);
        age(&in_use);

        remove_leftovers(parent.path());

        assert!(!crashed.exists() && in_use.exists() && fresh.exists());
    }

    #[test]
    fn goes_away_with_its_owner() {
        let folder = Folder::create().unwrap();
        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists());
    }
}
