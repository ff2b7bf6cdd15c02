//! Uploads the assets of an assembly into the staging bucket.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::assembly::Asset;
use crate::LocalError;
use crate::clients::Clients;

const BOOTSTRAP: &str = "bootstrap";
/// Lambda starts `bootstrap` itself, so everything in an archive may be executed.
const MODE: u32 = 0o755;

/// Uploads every asset; a folder with a `bootstrap` gets the given one instead of its own, so that a new build of
/// the workers needs no new synthesis.
///
/// The given one is copied to `folder` and started from there: MiniStack hashes the whole archive at each start of a
/// worker, which took half the processor time of a run with the 68 MB of an unoptimized build.
pub(super) async fn upload(
    clients: &Clients,
    assets: &[Asset],
    bootstrap: &Path,
    folder: &Path,
) -> Result<(), LocalError> {
    for asset in assets {
        let content = if asset.zipped {
            archive(&asset.path, || launcher(bootstrap, folder))?
        } else {
            fs::read(&asset.path).map_err(|error| LocalError::assembly(&asset.path, &error))?
        };
        clients
            .s3
            .put_object()
            .bucket(&asset.bucket)
            .key(&asset.key)
            .body(content.into())
            .send()
            .await
            .map_err(LocalError::call("s3 PutObject (asset)"))?;
    }
    Ok(())
}

/// A script that becomes the bootstrap, from a copy that no later build replaces.
fn launcher(bootstrap: &Path, folder: &Path) -> Result<Vec<u8>, LocalError> {
    let wrong = |error: io::Error| LocalError::assembly(bootstrap, &error);
    let about = fs::metadata(bootstrap).map_err(wrong)?;
    let built = about.modified().map_err(wrong)?.duration_since(UNIX_EPOCH).unwrap_or_default();
    let copy = folder.join(format!("worker-{}-{}", built.as_nanos(), about.len()));
    // The stacks of several accounts share one.
    if !copy.exists() {
        fs::copy(bootstrap, &copy).map_err(wrong)?;
    }
    let quoted = copy.display().to_string().replace('\'', r"'\''");
    Ok(format!("#!/bin/sh\nexec '{quoted}'\n").into_bytes())
}

/// A folder as an archive, with the given content for its `bootstrap`.
fn archive(
    folder: &Path,
    bootstrap: impl Fn() -> Result<Vec<u8>, LocalError>,
) -> Result<Vec<u8>, LocalError> {
    let wrong = |error: io::Error| LocalError::assembly(folder, &error);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(MODE);
    for file in files_below(folder).map_err(wrong)? {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().into_owned();
        let content = if name == BOOTSTRAP { bootstrap()? } else { fs::read(&file).map_err(wrong)? };
        archive.start_file(name, options).map_err(|error| wrong(error.into()))?;
        archive.write_all(&content).map_err(wrong)?;
    }
    Ok(archive.finish().map_err(|error| wrong(error.into()))?.into_inner())
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
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    fn entry(archive: &[u8], name: &str) -> (String, Option<u32>) {
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
        let entry = archive.by_name(name).unwrap();
        let mode = entry.unix_mode().map(|mode| mode & 0o777);
        (io::read_to_string(entry).unwrap(), mode)
    }

    #[test]
    fn a_function_gets_the_given_bootstrap_and_may_execute_it() {
        let asset = tempfile::tempdir().unwrap();
        fs::write(asset.path().join(BOOTSTRAP), "as it was synthesized").unwrap();
        fs::write(asset.path().join("notice.txt"), "kept").unwrap();

        let bytes = archive(asset.path(), || Ok(b"as it was built".to_vec())).unwrap();

        assert_eq!(entry(&bytes, BOOTSTRAP), ("as it was built".to_owned(), Some(MODE)));
        assert_eq!(entry(&bytes, "notice.txt").0, "kept");
    }

    #[test]
    fn the_launcher_starts_what_was_built_even_after_a_later_build() {
        let folder = tempfile::Builder::new().prefix("it's ").tempdir().unwrap();
        let built = folder.path().join("built");
        fs::write(&built, "#!/bin/sh\necho first build\n").unwrap();
        fs::set_permissions(&built, Permissions::from_mode(MODE)).unwrap();

        let launcher = launcher(&built, folder.path()).unwrap();
        fs::write(&built, "#!/bin/sh\necho later build\n").unwrap();

        let printed =
            Command::new("sh").arg("-c").arg(String::from_utf8(launcher).unwrap()).output().unwrap();
        assert_eq!(String::from_utf8(printed.stdout).unwrap(), "first build\n");
    }

    #[test]
    fn a_worker_that_was_not_built_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = launcher(Path::new("no/such/bootstrap"), folder.path()).unwrap_err().to_string();
        assert!(error.contains("no/such/bootstrap"), "{error}");
    }
}
