//! The house rules that no other tool knows. Each rule is a function from text to findings.

mod bindings;
mod files;
mod imports;
mod links;
mod machines;
mod promises;
mod sources;

use crate::{failure::Failure, picture, process::Log, progress::Ended, workspace::Workspace};

/// Holds the repository against all rules.
///
/// # Errors
/// All findings at once, one line each: the file, the line where there is one, what is wrong and what to do.
pub(crate) fn run(workspace: &Workspace, log: &mut Log<'_>) -> Result<Ended, Failure> {
    let files = files::all(workspace);
    let metadata = log.output_of(&mut workspace.cargo(&["metadata", "--format-version", "1"]))?;
    let findings: Vec<String> = [
        sources::findings(&files),
        machines::findings(&files),
        bindings::findings(&files),
        imports::findings(&metadata),
        links::findings(&files),
        promises::findings(&files),
        picture::findings(workspace)?,
    ]
    .concat();
    if findings.is_empty() { Ok(Ended::Done) } else { Err(Failure::Findings { findings }) }
}
