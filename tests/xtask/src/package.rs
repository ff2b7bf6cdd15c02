//! `cargo xtask package`: the release worker, as it is deployed, and its size.

use std::{fs, path::Path};

use crate::{failure::Failure, setup, workspace::Workspace};

/// Builds the release worker into `target/package/release/bootstrap` and prints its size.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let made = setup::release(workspace)?;
    println!("{}  {:.1} MiB", made.display(), mebibytes(&made)?);
    Ok(())
}

fn mebibytes(path: &Path) -> Result<f64, Failure> {
    let bytes = fs::metadata(path).map_err(Failure::file("read", path))?.len();
    Ok(bytes as f64 / f64::from(1 << 20))
}
