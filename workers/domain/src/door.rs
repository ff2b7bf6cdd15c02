//! The door: which requests mean something to which state machine. What means nothing is refused by name, and never ignored:
//! a person would take it for done.

use serde::{Deserialize, Serialize};

use crate::adopt::Adopt;
use crate::approval::{Decision, Reference};
use crate::identifier::IdentifierError;
use crate::run::{RequestError, RunRequest};

/// The state machines that are started with a run request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Machine {
    /// Shares licenses. It did not say its name in the first version.
    #[default]
    ShareLicenses,
    /// Keeps experiences equal to those of another organization.
    SyncExperiences,
    /// Publishes the experiences that others follow. It has no lease.
    PublishExperiences,
    /// Checks and fixes what the others need.
    Setup,
    /// Takes back every owned grant, and stops what would make new ones.
    Retire,
}

/// What an execution was started for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A run.
    Run(RunRequest),
    /// An answer to what another run asks.
    Answer {
        /// What is answered.
        to: Reference,
        /// How.
        decision: Decision,
        /// Why.
        reason: String,
    },
}

/// A request that cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// It is wrong for every machine.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// It means nothing to this machine.
    #[error("`{field}` means nothing here: {instead}")]
    Meaningless {
        /// Which field.
        field: &'static str,
        /// Why, and what to do.
        instead: &'static str,
    },
    /// An answer, or a wish to adopt, and something else.
    #[error("`{field}` does not go with `{alone}`; leave it out, or start another execution for it")]
    NotAlone {
        /// What has to stand alone.
        alone: &'static str,
        /// What else was asked for.
        field: &'static str,
    },
    /// Adopt what?
    #[error(
        "`adopt` does not say what: name `accounts`, `products`, `grants` or `names`, or say \"named_after_account\": true"
    )]
    AdoptWhat,
    /// An answer to nothing.
    #[error("`{answer}`: {error}")]
    Reference {
        /// Which field.
        answer: &'static str,
        /// What is wrong with it.
        error: IdentifierError,
    },
}

/// What a machine is asked by the input of an execution.
///
/// # Errors
/// The first thing that is wrong or means nothing to the machine, with what to do.
pub fn admit(machine: Machine, request: RunRequest) -> Result<Asked, DoorError> {
    request.check()?;
    let said = said(&request);
    for field in &said {
        if let Some(instead) = machine.refuses(field) {
            return Err(DoorError::Meaningless { field, instead });
        }
    }
    let (answer, reference, decision) = match (request.approve, request.reject) {
        (Some(reference), _) => ("approve", reference, Decision::Approve),
        (None, Some(reference)) => ("reject", reference, Decision::Reject),
        (None, None) => {
            let retire = machine == Machine::Retire;
            if request.adopt.as_ref().is_some_and(Adopt::is_empty) {
                return Err(DoorError::AdoptWhat);
            }
            let beside = |field: &&str| !matches!(*field, "adopt" | "plan_only");
            if let (Some(_), Some(field)) = (&request.adopt, said.into_iter().find(beside)) {
                return Err(DoorError::NotAlone { alone: "adopt", field });
            }
            return Ok(Asked::Run(RunRequest { approve: None, reject: None, retire, ..request }));
        }
    };
    if let Some(field) = said.into_iter().find(|field| *field != answer) {
        return Err(DoorError::NotAlone { alone: answer, field });
    }
    let to = reference.parse().map_err(|error| DoorError::Reference { answer, error })?;
    Ok(Asked::Answer { to, decision, reason: request.reason })
}

impl Machine {
    /// Whether a run that finds another one at work leaves its request to that one. What setup and retire are asked for,
    /// what is to be adopted and what a person wants to be asked, no other run does.
    pub fn coalesces(self, request: &RunRequest) -> bool {
        !matches!(self, Self::Setup | Self::Retire) && request.adopt.is_none() && !request.change_mode
    }

    /// Whether a run ends before its first write, and so needs no lease.
    pub fn writes_nothing(self, request: &RunRequest) -> bool {
        let only_looks = if self == Self::Setup { !request.fix } else { request.plan_only };
        only_looks && request.pause.is_none()
    }

    /// Why a field means nothing to it, and what to do instead.
    fn refuses(self, field: &str) -> Option<&'static str> {
        match (self, field) {
            (Self::ShareLicenses, "try_again") => Some(
                "there is no quarantine; name the accounts in `only`, then what is held there is tried again",
            ),
            (Self::SyncExperiences, "only" | "look_closer") => Some(
                "a run looks at every experience that the settings of the member stack name, and at no account; leave it out",
            ),
            (Self::Setup | Self::Retire, "reason" | "approve" | "reject" | "remove_guard_rail") => None,
            (Self::Setup, "fix" | "pause" | "follow_up") => None,
            (Self::Setup, _) => Some(
                "setup takes `fix`, `remove_guard_rail` and answers, and looks at everything that its settings name; leave it out",
            ),
            (Self::Retire, "plan_only" | "retire") => None,
            (Self::Retire, "pause") => Some("retire pauses all runs by itself, and for good; leave it out"),
            (Self::Retire, _) => Some(
                "retire takes back every owned grant; it takes `plan_only`, `remove_guard_rail` and answers; leave it out",
            ),
            (_, "fix" | "remove_guard_rail") => {
                Some("this is done by the state machine of setup; start marketplace-steward-setup with it")
            }
            (Self::SyncExperiences, "change_mode" | "adopt") => {
                Some("this is about grants of licenses; start marketplace-steward-share-licenses with it")
            }
            (_, "retire") => Some("this is a state machine of its own; start marketplace-steward-retire"),
            // An event leaves alone what is held, of which there is nothing here.
            (Self::PublishExperiences, "leave_held") => None,
            (Self::PublishExperiences, _) => Some(
                "a run that publishes always publishes everything and takes no field but `reason`; leave it out and \
                 start again",
            ),
            _ => None,
        }
    }
}

/// The fields that say something, but for the version and the reason.
fn said(request: &RunRequest) -> Vec<&'static str> {
    let RunRequest {
        v: _,
        only,
        plan_only,
        allow_empty,
        look_closer,
        leave_held,
        follow_up,
        pause,
        try_again,
        approve,
        reject,
        fix,
        retire,
        remove_guard_rail,
        change_mode,
        adopt,
        reason: _,
    } = request;
    [
        ("only", !only.accounts.is_empty() || !only.products.is_empty()),
        ("plan_only", *plan_only),
        ("allow_empty", *allow_empty),
        ("look_closer", !look_closer.is_empty()),
        ("leave_held", *leave_held),
        ("follow_up", *follow_up),
        ("pause", pause.is_some()),
        ("try_again", *try_again),
        ("approve", approve.is_some()),
        ("reject", reject.is_some()),
        ("fix", *fix),
        ("retire", *retire),
        ("remove_guard_rail", *remove_guard_rail),
        ("change_mode", *change_mode),
        ("adopt", adopt.is_some()),
    ]
    .into_iter()
    .filter_map(|(field, said)| said.then_some(field))
    .collect()
}
