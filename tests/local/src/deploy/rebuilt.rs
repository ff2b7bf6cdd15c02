//! What `cdk synth` would have written after another build of the workers.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use super::assembly::Assembly;
use crate::LocalError;
use crate::options::HUB_ACCOUNT;

/// Writes the assembly into a folder as it would be after another build of the workers.
///
/// Their code has another key, since CDK makes it of the content, and each published version another logical id, since
/// CDK makes that of the code. So `deploy` publishes new versions and leaves the old ones to the runs under way.
///
/// # Errors
/// When the assembly is not complete, or the folder cannot be written.
pub fn rebuilt(synthesized: &Path, into: &Path) -> Result<(), LocalError> {
    let assembly = Assembly::read(synthesized, HUB_ACCOUNT)?;
    let assets = assembly.stacks.iter().flat_map(|stack| &stack.assets);
    // What several stacks share is renamed once.
    let keys: BTreeSet<&String> = assets.filter(|asset| asset.zipped).map(|asset| &asset.key).collect();
    let mut renamed: Vec<(String, String)> =
        keys.into_iter().map(|key| (key.clone(), format!("again-{key}"))).collect();
    let entries = fs::read_dir(synthesized).map_err(|error| LocalError::assembly(synthesized, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| LocalError::assembly(synthesized, &error))?.path();
        let original = path.canonicalize().map_err(|error| LocalError::assembly(&path, &error))?;
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(&path).map_err(|error| LocalError::assembly(&path, &error))?;
            renamed.extend(versions(&text).map(|id| (id.clone(), format!("{id}Again"))));
            files.push((path, text));
        } else if let Some(name) = path.file_name() {
            symlink(original, into.join(name)).map_err(LocalError::machine("write an assembly anew"))?;
        }
    }
    for (path, mut text) in files {
        for (before, after) in &renamed {
            // Whole JSON strings only, be they names or values.
            text = text.replace(&format!("\"{before}\""), &format!("\"{after}\""));
        }
        let name = path.file_name().unwrap_or_default();
        fs::write(into.join(name), text).map_err(LocalError::machine("write an assembly anew"))?;
    }
    Ok(())
}

/// The logical ids of the versions of functions, if this is a template.
fn versions(text: &str) -> impl Iterator<Item = String> {
    let file: Value = serde_json::from_str(text).unwrap_or_default();
    let resources = file["Resources"].as_object().cloned().unwrap_or_default();
    resources.into_iter().filter(|(_, resource)| resource["Type"] == "AWS::Lambda::Version").map(|(id, _)| id)
}
