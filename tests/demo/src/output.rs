//! Standard output and the files that the demo leaves.

use std::{
    fs,
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use serde::Serialize;
use xtask::flags::DemoFlags;

use crate::{failure::Failure, stage::below_root};

/// Prints to standard output; a reader that went away (`| head`) is no failure.
pub(crate) fn print(text: &str) {
    let _ = stdout().write_all(text.as_bytes());
}

/// Leaves the page and, where it was asked for, the JSON, and says where they are.
///
/// `usual` is where the page goes when nothing else was asked for, below the top folder.
pub(crate) fn leave(
    flags: &DemoFlags,
    page: &str,
    usual: &str,
    outcome: &impl Serialize,
) -> Result<(), Failure> {
    let html = flags.html.clone().unwrap_or_else(|| below_root(usual));
    write(&html, page)?;
    let mut files = format!("\nReport  {}\n", shown(&html).display());
    if let Some(json) = &flags.json {
        let text = serde_json::to_string_pretty(outcome).map_err(|error| Failure::Page(error.to_string()))?;
        write(json, &text)?;
        files += &format!("JSON    {}\n", shown(json).display());
    }
    print(&files);
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    }
    fs::write(path, text).map_err(Failure::file("write", path))
}

/// The path as a person would open it.
fn shown(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}
