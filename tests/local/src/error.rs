//! What can go wrong with the local AWS, each with what to do next.

use std::path::{Path, PathBuf};

/// Why the local AWS could not be started, deployed to or followed.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The Python environment of MiniStack was not set up yet.
    #[error(
        "The local AWS needs Python with MiniStack, and {} is not there. \
         Run `cargo xtask demo` once: it sets the environment up.", .python.display()
    )]
    NoPython {
        /// Where it was looked for.
        python: PathBuf,
    },

    /// MiniStack ended by itself while it was starting.
    #[error(
        "MiniStack ended while starting ({status}). The end of its log:\n{log}\n\
         If a module is missing, remove `.steward/venv` and run `cargo xtask demo`: it sets it up again."
    )]
    EndedEarly {
        /// Its exit status.
        status: String,
        /// The last lines that it logged.
        log: String,
    },

    /// MiniStack runs and does not answer.
    #[error(
        "MiniStack did not answer on port {port} within {seconds} s. The end of its log:\n{log}\n\
         Look whether the machine is overloaded, then start again."
    )]
    NoAnswer {
        /// The port that it was told to use.
        port: u16,
        /// How long it was waited for.
        seconds: u64,
        /// The last lines that it logged.
        log: String,
    },

    /// The world or its simulated services could not be brought up.
    #[error("The simulated services did not start: {message}")]
    Sim {
        /// What the simulation says, with its own advice.
        message: String,
    },

    /// A call to the local AWS failed.
    #[error("{operation} failed on the local AWS: {message}. Its log is the place to look next")]
    Call {
        /// Service and operation.
        operation: &'static str,
        /// The service's code and message.
        message: String,
    },

    /// A stack ended in another status than the one wanted.
    #[error(
        "Stack {stack} ended as {status}.\n{reasons}Fix these resources in `cdk/`, then run `cargo xtask synth`."
    )]
    Stack {
        /// The stack's name.
        stack: String,
        /// Its last status.
        status: String,
        /// One line for each resource that failed.
        reasons: String,
    },

    /// The synthesized stacks are not there, or not as expected.
    #[error("{}: {problem}. Run `cargo xtask synth` to write it anew.", .path.display())]
    Assembly {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// A schedule that was to fire now does not.
    #[error("The schedule {name} did not fire: {message}. Look at its construct in `cdk/lib`.")]
    Schedule {
        /// The schedule's name.
        name: String,
        /// The scheduler's reason.
        message: String,
    },

    /// A sample event is not there, or is none.
    #[error("{}: {problem}. The events that there are stand in `tests/events/README.md`.", .path.display())]
    Sample {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// Something that was waited for did not come.
    #[error("{what} did not happen within {seconds} s. {next}")]
    TooLate {
        /// What was waited for.
        what: String,
        /// How long.
        seconds: u64,
        /// What to look at.
        next: &'static str,
    },

    /// The machine itself refused something: a file, a process, a port.
    #[error("Could not {what}: {source}. Check the free space and rights of the temporary folder.")]
    Machine {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl LocalError {
    /// For `map_err` on file and process calls.
    pub(crate) fn machine(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Machine { what, source }
    }

    /// For `map_err` on SDK calls: the whole chain of reasons in one line.
    pub(crate) fn call<E: std::error::Error>(operation: &'static str) -> impl FnOnce(E) -> Self {
        move |error| {
            let mut message = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                message = format!("{message}: {cause}");
                source = cause.source();
            }
            Self::Call { operation, message }
        }
    }

    /// For problems with the simulated services.
    pub(crate) fn sim(error: impl std::error::Error) -> Self {
        Self::Sim { message: error.to_string() }
    }

    /// For problems with the synthesized stacks.
    pub(crate) fn assembly(path: &Path, problem: &impl ToString) -> Self {
        Self::Assembly { path: path.to_owned(), problem: problem.to_string() }
    }
}
