//! What can end the demo early, each with where, what and what to do next.

use std::{fmt::Display, io, path::PathBuf};

use local::{Ended, LocalError};

/// Why the demo failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The local AWS could not do its part.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The templates do not say where something is.
    #[error(
        "the deployed stacks have no output `{0}`; name it in cdk/lib/stacks, then run the command again"
    )]
    Output(&'static str),
    /// The settings of the templates have another form.
    #[error("{path}: {source}; its form is {schema}", path = path.display())]
    Settings { path: PathBuf, source: serde_json::Error, schema: &'static str },
    /// The settings of the templates lack what is shown.
    #[error("{settings} has no entry `{name}` with a guard rail; give it one, then run the command again")]
    SettingsMissing { settings: &'static str, name: &'static str },
    /// A file of a run has another form.
    #[error("{key} of the run cannot be read: {source}; build everything anew with the command itself")]
    Object { key: String, source: serde_json::Error },
    /// The world is none for these templates.
    #[error(
        "no organization of this world has the account {account}, to which {settings} deploys a stack; \
         add it to the world file, or leave --world out"
    )]
    AccountMissing { account: String, settings: &'static str },
    /// An account that could do nothing.
    #[error(
        "{account} administers no private marketplace in this world; \
         make it the management account or the `delegated_administrator` of an organization"
    )]
    NoAdministrator { account: String },
    /// A flag that means nothing here.
    #[error("{flag} means nothing to the scenario `{scenario}`; leave it out")]
    NothingToSay { flag: &'static str, scenario: &'static str },
    /// Organizations refused the tag.
    #[error("organizations TagResource was refused: {0}; look whether the world file has such an account")]
    Tag(String),
    /// The world file is none.
    #[error(transparent)]
    World(#[from] sim::WorldFileError),
    /// The policy file is none.
    #[error("{path}: {source}", path = path.display())]
    Policy { path: PathBuf, source: domain::policy::PolicyError },
    /// Nobody to tag.
    #[error(
        "no account of this world is ACTIVE besides the one that holds the licenses; add one to the world file"
    )]
    NobodyToTag,
    /// The run left a report that cannot be read, or none.
    #[error(
        "the report of run {run} cannot be read: {message}; look at the run's last state and its cause: {cause}"
    )]
    Report { run: String, message: String, cause: String },
    /// The page could not be made.
    #[error("the page could not be made: {0}; this is a defect, the JSON report holds the same")]
    Page(String),
    /// A file could not be read or written.
    #[error("could not {doing} {path}: {source}; check its rights and the free space, then run the command again", path = path.display())]
    File { doing: &'static str, path: PathBuf, source: io::Error },
    /// Ctrl-C.
    #[error("interrupted; the local AWS was taken down")]
    Interrupted,
}

impl Failure {
    /// Whether what was asked for is wrong, rather than what was done.
    pub(crate) fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::World(_)
                | Self::Policy { .. }
                | Self::AccountMissing { .. }
                | Self::NoAdministrator { .. }
                | Self::NothingToSay { .. }
        )
    }

    /// A run that ended without a report that can be read.
    pub(crate) fn report(ended: &Ended, error: &impl Display) -> Self {
        Self::Report {
            run: ended.name().to_owned(),
            message: error.to_string(),
            cause: ended.cause.clone().or(ended.error.clone()).unwrap_or_else(|| "none".into()),
        }
    }

    /// Wraps an error of the form of the templates' settings.
    pub(crate) fn settings(
        path: impl Into<PathBuf>,
        schema: &'static str,
    ) -> impl FnOnce(serde_json::Error) -> Self {
        let path = path.into();
        move |source| Self::Settings { path, source, schema }
    }

    /// Wraps an input/output error with what was being done to which path.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}
