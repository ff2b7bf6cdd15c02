//! What can end a measurement early, each with what to do next.

use local::LocalError;

/// Why nothing could be measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The local AWS could not do its part.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The world that the measurements are made of is none.
    #[error(transparent)]
    World(#[from] sim::WorldFileError),
    /// The simulated services did not start.
    #[error(transparent)]
    Sim(#[from] sim::StartError),
    /// The serial client was refused.
    #[error("the serial client could not {doing}: {why}; look at what tests/sim expects of this call")]
    Serial {
        /// What it was about to do.
        doing: &'static str,
        /// What it was told.
        why: String,
    },
    /// The templates do not say where something is.
    #[error(
        "the deployed stacks have no output `{0}`; name it in cdk/lib/stacks, then run the command again"
    )]
    Output(&'static str),
    /// A run of ours did not end as it should.
    #[error("run {run} ended as {status}: {cause}; correct that first, a failed run has no figure")]
    Run {
        /// Its execution.
        run: String,
        /// How it ended.
        status: String,
        /// Why.
        cause: String,
    },
    /// A client left something else than the source.
    #[error("{client} left {experience} unlike its source in the case {case}: what is wrong has no figure")]
    Unlike {
        /// Whose work it is.
        client: &'static str,
        /// Where.
        experience: String,
        /// When.
        case: &'static str,
    },
    /// Members were told although nothing had changed.
    #[error(
        "in the case {case} members were told in an hour without a change; look at `notice` in workers/domain"
    )]
    Told {
        /// When.
        case: &'static str,
    },
    /// Ctrl-C.
    #[error("interrupted; the local AWS was taken down")]
    Interrupted,
}
