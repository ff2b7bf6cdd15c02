//! Everything that can go wrong in `cargo xtask`, each with where, what and what to do next.

use std::{io, path::PathBuf};

/// A failed command. Its text is what the user sees.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Something that has to be installed first is not there, or too old.
    #[error("{0}")]
    Prerequisites(String),
    /// A tool ended with an error.
    #[error(transparent)]
    Tool(Box<FailedTool>),
    /// A tool could not be started at all.
    #[error(
        "{step}: `{command}` could not be started: {source}.\nNext: check that it is on your PATH and run the command again."
    )]
    Start { step: &'static str, command: String, source: io::Error },
    /// A file could not be read or written.
    #[error("could not {doing} {path}: {source}.\nNext: check its rights and the free space of the disk, then run the command again.", path = path.display())]
    File { doing: &'static str, path: PathBuf, source: io::Error },
    /// A file does not have the form that we rely on.
    #[error("{path}: {what}.\nNext: correct the file, then run the command again.", path = path.display())]
    Form { path: PathBuf, what: String },
    /// Our own checks found something; one line each.
    #[error("{}", findings.join("\n"))]
    Findings { findings: Vec<String> },
    /// Some parts of a longer command failed; their own messages were printed before.
    #[error("failed: {}.\nNext: see their messages above; `cargo xtask check` runs the checks alone.", parts.join(", "))]
    Parts { parts: Vec<String> },
}

/// A tool that ended with an error; the beginning and the end of what it said is part of the message.
#[derive(Debug, thiserror::Error)]
#[error("{step}: `{command}` failed ({status}).\n\n{excerpt}\n\nAll it said: {log}\nNext: {advice}.", log = log.display())]
pub(crate) struct FailedTool {
    pub(crate) step: &'static str,
    pub(crate) command: String,
    pub(crate) status: String,
    pub(crate) excerpt: String,
    pub(crate) log: PathBuf,
    pub(crate) advice: &'static str,
}

impl Failure {
    /// Wraps an input/output error with what was being done to which path.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}
