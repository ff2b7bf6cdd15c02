//! The harness of the stories: one organization on a local AWS of its own, with the hub deployed as synthesized.
//!
//! A story begins with [`Story::begin`], says what happens in the organization (`when_...`), lets the run that follows
//! end, and looks at the world and at the report. It knows no business rule: what is right is said by the story.

mod run;
mod story;

pub use run::Run;
pub use story::Story;

/// Why a story could not be told to its end.
#[derive(Debug, thiserror::Error)]
pub enum StoryError {
    /// The local AWS.
    #[error(transparent)]
    Local(#[from] local::LocalError),
    /// A change that the simulated services refused.
    #[error(transparent)]
    Change(#[from] sim::ChangeError),
    /// The deployed stack lacks an output.
    #[error("The hub stack has no output `{0}`. Run `cargo xtask synth` to synthesize it anew.")]
    Output(&'static str),
    /// A run left no report that can be read.
    #[error("Run {run} left no report ({why}); it ended with: {cause}. Look at the state that failed first.")]
    Report {
        /// The run's name.
        run: String,
        /// Why it could not be read.
        why: String,
        /// The error of the run.
        cause: String,
    },
}

/// What a story gives back: `?` ends it with the reason.
pub type Told = Result<(), StoryError>;
