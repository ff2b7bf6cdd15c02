//! Uploads the assets of an assembly into the staging bucket.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::assembly::{Assembly, Asset};
use crate::LocalError;
use crate::clients::Clients;

const BOOTSTRAP: &str = "bootstrap";
/// Lambda starts `bootstrap` itself, so everything in an archive may be executed.
const MODE: u32 = 0o755;

/// Uploads every asset; a folder with a `bootstrap` gets the given one instead of its own, so that a new build of
/// the workers needs no new synthesis.
pub(super) async fn upload(
    clients: &Clients,
    assembly: &Assembly,
    bootstrap: &Path,
) -> Result<(), LocalError> {
    for asset in &assembly.assets {
        let content = content(asset, bootstrap).map_err(|error| LocalError::assembly(&asset.path, &error))?;
        clients
            .s3
            .put_object()
            .bucket(&asset.bucket)
            .key(&asset.key)
            .body(content.into())
            .customize()
            // Nothing checks it here, and hashing some ten megabytes takes seconds without optimization.
            .disable_payload_signing()
            .send()
            .await
            .map_err(LocalError::call("s3 PutObject (asset)"))?;
    }
    Ok(())
}

fn content(asset: &Asset, bootstrap: &Path) -> io::Result<Vec<u8>> {
    if asset.zipped { archive(&asset.path, bootstrap) } else { fs::read(&asset.path) }
}

fn archive(folder: &Path, bootstrap: &Path) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Not compressed: it travels over loopback only, and packing costs more than it saves.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(MODE);
    for file in files_below(folder)? {
        let name = file.strip_prefix(folder).map_err(io::Error::other)?.to_string_lossy().into_owned();
        let source = if name == BOOTSTRAP { bootstrap } else { &file };
        archive.start_file(name, options)?;
        archive.write_all(&fs::read(source)?)?;
    }
    Ok(archive.finish()?.into_inner())
}

fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_gets_the_given_bootstrap_and_may_execute_it() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(BOOTSTRAP), "as it was synthesized").unwrap();
        fs::write(folder.path().join("notice.txt"), "kept").unwrap();
        let built = tempfile::NamedTempFile::new().unwrap();
        fs::write(built.path(), "as it was built").unwrap();

        let bytes = archive(folder.path(), built.path()).unwrap();

        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let entry = archive.by_name(BOOTSTRAP).unwrap();
        assert_eq!(entry.unix_mode().map(|mode| mode & 0o777), Some(MODE));
        assert_eq!(io::read_to_string(entry).unwrap(), "as it was built");
        assert_eq!(io::read_to_string(archive.by_name("notice.txt").unwrap()).unwrap(), "kept");
    }
}
