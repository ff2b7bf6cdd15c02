//! Take the lease: one run at a time (P9), and the request checked at the door.
//!
//! What is decided, and why no request gets lost, says [`domain::lease`]; what each machine lets in, [`domain::door`]. A
//! run that is to end after its plan writes nothing and needs no lease; nor does one that only brings an answer.

use std::collections::BTreeSet;

use domain::door::{Asked, Machine};
use domain::identifier::ExecutionArn;
use domain::lease::{Round, Standing, Take, take};
use domain::run::Run;
use serde::{Deserialize, Serialize};

use crate::answer;
use crate::door::asked;
use crate::error::{ErrorClass, StepError};
use crate::fence::{LOOKS_MAX, changes_hands, standing};
use crate::ports::{Lease, LeasePorts};

/// Who asks, and the input of the execution as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The machine; each takes only what means something to it.
    #[serde(default)]
    pub machine: Machine,
    /// The execution.
    pub execution: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// How often it was redriven.
    #[serde(default)]
    pub redrives: u32,
    /// Its input; anything at all until it is checked here.
    pub input: serde_json::Value,
}

/// Whether the run goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made at the start of a run, and goes straight into JSON"
)]
pub enum Answer {
    /// The lease is ours.
    Go {
        /// The run, for all further steps.
        run: Run,
        /// The marks on the lease that the first round answers.
        #[serde(default)]
        seen: BTreeSet<String>,
    },
    /// Another run holds it and will look again before it ends.
    Coalesced {
        /// That run.
        holder: ExecutionArn,
    },
    /// All runs are paused, by an operator or by this run.
    Paused,
    /// A follow-up has nothing to take up.
    NothingLeft,
    /// It is no run but an answer to what another one asks. Nobody's lease is touched.
    Answer {
        /// For the step `answer`.
        answer: answer::Request,
    },
}

/// Takes the lease, or says who has it.
///
/// # Errors
/// `Invalid` for an input that is not a [`RunRequest`] or means nothing to the machine; `Busy` with the time when a run that died can be taken over;
/// `Throttled` when the lease keeps changing hands.
pub async fn run(ports: &impl LeasePorts, request: Request) -> Result<Answer, StepError> {
    let Request { machine, execution, started, redrives, input } = request;
    let what = match asked(machine, input)? {
        Asked::Run(what) => what,
        Asked::Answer { to, decision, reason } => {
            return Ok(Answer::Answer {
                answer: answer::Request { execution, started, to, decision, reason },
            });
        }
    };
    if machine.writes_nothing(&what) {
        return Ok(Answer::Go { run: Run { execution, started, request: what }, seen: BTreeSet::new() });
    }
    for _ in 0..LOOKS_MAX {
        let lease = ports.lease().read().await?;
        let theirs = standing(ports, lease.in_the_way_of(&execution)).await?;
        if let (false, Standing::Alive { .. }, Some(holder)) =
            (machine.coalesces(&what), theirs, lease.in_the_way_of(&execution))
        {
            let message =
                format!("{holder} is at work and cannot do this as well; start again when it has ended");
            return Err(StepError::new(ErrorClass::Busy, message));
        }
        return Ok(match take(&lease, &execution, redrives, &what, theirs) {
            Take::Change(change) => {
                ports.lease().replace(&lease, &change).await?;
                continue;
            }
            Take::Go(Round { request, seen }) => {
                Answer::Go { run: Run { execution, started, request }, seen }
            }
            Take::Coalesced(holder) => Answer::Coalesced { holder },
            Take::Paused => Answer::Paused,
            Take::NothingLeft => Answer::NothingLeft,
            Take::Busy(why) => {
                return Err(StepError::new(ErrorClass::Busy, format!("the lease is not free yet: {why}")));
            }
        });
    }
    Err(changes_hands())
}
