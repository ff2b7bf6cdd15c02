//! The harness of the stories: one organization on a local AWS of its own, with the hub deployed as synthesized.
//! Stories of several organizations and their private marketplaces have theirs in [`experiences`], those of setup in [`setup`].
//!
//! A story begins with [`Story::begin`], says what happens in the organization (`when_...`), lets the run that follows
//! end, and looks at the world and at the report. It knows no business rule: what is right is said by the story.

mod build;
pub mod experiences;
mod letters;
mod questions;
mod quiet;
mod retire;
pub mod rights;
mod run;
mod runs;
pub mod setup;
mod story;

pub use build::Build;
pub use letters::{LETTERS, letters};
pub use run::{Run, decision};
pub use runs::{is_working, until};
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
    /// A sample world.
    #[error("The sample world cannot be used: {0}")]
    World(sim::WorldFileError),
    /// The deployed stack lacks an output.
    #[error("A stack has no output `{0}`. Run `cargo xtask synth` to synthesize it anew.")]
    Output(&'static str),
    /// Another build of the stacks could not be written.
    #[error("Another build of the stacks could not be written: {0}. Make room in the temporary folder.")]
    Build(std::io::Error),
    /// The assembly names no definition that could be changed.
    #[error(
        "The synthesized stacks have no definition of {0}. Run `cargo xtask synth` to synthesize them anew."
    )]
    Definition(&'static str),
    /// The assembly has no such template.
    #[error("The synthesized stacks have no {0}. Run `cargo xtask synth` to synthesize them anew.")]
    Template(String),
    /// Something did not come.
    #[error("The story waits for {what}, but {when}. Look at the runs, and into the queues.")]
    Missed {
        /// What.
        what: String,
        /// What came first.
        when: String,
    },
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
