//! The functions, by permission: each builds the clients it needs when it starts, and refuses a step that is not its own.

mod approval;
mod catalog;
mod diff;
mod experiences;
mod lease;
mod leasing;
mod license;
mod nudge;
mod observe;
mod publish;
mod record;
mod report;
mod setup;
mod setup_fix;
mod setup_look;

use aws::Session;
use serde_json::Value;
use steps::error::StepError;

use crate::environment::EnvironmentError;

/// One of the functions.
#[derive(Debug)]
pub(crate) enum Function {
    /// Lets one run at a time write.
    Lease(lease::Lease),
    /// Reads accounts, licenses and grants.
    Observe(observe::Observe),
    /// Turns what was read into a plan.
    Diff(diff::Diff),
    /// Makes one change to one grant.
    License(license::License),
    /// Writes what a run did.
    Report(report::Report),
    /// Starts one run for a batch of events.
    Nudge(nudge::Nudge),
    /// Publishes the management experiences.
    Publish(publish::Publish),
    /// Keeps what runs ask people, and gives them the answers.
    Approval(approval::Approval),
    /// Reads the snapshot and the experiences, and compares them.
    Experiences(Box<experiences::Experiences>),
    /// Makes one change to one experience.
    Catalog(Box<catalog::Catalog>),
    /// Writes what became of each experience, and tells the management side.
    Record(Box<record::Record>),
    /// Looks at what has to be set up.
    SetupLook(Box<setup_look::SetupLook>),
    /// Makes one call that sets something up.
    SetupFix(Box<setup_fix::SetupFix>),
}

impl Function {
    /// The handler names.
    const NAMES: &[&str] = &[
        "lease",
        "observe",
        "diff",
        "license",
        "report",
        "nudge",
        "publish",
        "approval",
        "experiences",
        "catalog",
        "record",
        "setup-look",
        "setup-fix",
    ];

    /// Builds the function with this handler name.
    ///
    /// # Errors
    /// When there is none, or its environment is not complete.
    pub(crate) fn new(name: &str, session: &Session) -> Result<Self, EnvironmentError> {
        Ok(match name {
            "lease" => Self::Lease(lease::Lease::new(session)?),
            "observe" => Self::Observe(observe::Observe::new(session)?),
            "diff" => Self::Diff(diff::Diff::new(session)?),
            "license" => Self::License(license::License::new(session)?),
            "report" => Self::Report(report::Report::new(session)?),
            "nudge" => Self::Nudge(nudge::Nudge::new(session)?),
            "publish" => Self::Publish(publish::Publish::new(session)?),
            "approval" => Self::Approval(approval::Approval::new(session)?),
            "experiences" => Self::Experiences(Box::new(experiences::Experiences::new(session)?)),
            "catalog" => Self::Catalog(Box::new(catalog::Catalog::new(session)?)),
            "record" => Self::Record(Box::new(record::Record::new(session)?)),
            "setup-look" => Self::SetupLook(Box::new(setup_look::SetupLook::new(session)?)),
            "setup-fix" => Self::SetupFix(Box::new(setup_fix::SetupFix::new(session)?)),
            other => {
                return Err(EnvironmentError::UnknownHandler {
                    found: other.to_owned(),
                    known: Self::NAMES.join(", "),
                });
            }
        })
    }

    /// Does what the payload asks for.
    pub(crate) async fn answer(&self, payload: Value) -> Result<Value, StepError> {
        match self {
            Self::Lease(function) => function.answer(payload).await,
            Self::Observe(function) => function.answer(payload).await,
            Self::Diff(function) => function.answer(payload).await,
            Self::License(function) => function.answer(payload).await,
            Self::Report(function) => function.answer(payload).await,
            Self::Nudge(function) => function.answer(payload).await,
            Self::Publish(function) => function.answer(payload).await,
            Self::Approval(function) => function.answer(payload).await,
            Self::Experiences(function) => function.answer(payload).await,
            Self::Catalog(function) => function.answer(payload).await,
            Self::Record(function) => function.answer(payload).await,
            Self::SetupLook(function) => function.answer(payload).await,
            Self::SetupFix(function) => function.answer(payload).await,
        }
    }
}
