//! What comes next for a change set, and why its experience may have to wait for a person.

use serde::{Deserialize, Serialize};

use crate::experience::identity::ChangeSetId;
use crate::experience::plan::Atom;

/// What to do next about a change set. The names are the ones that the state machine chooses by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Next {
    /// AWS is at work: look again later.
    Wait,
    /// It is applied.
    Applied,
    /// Nothing of it was applied, by no fault of its content: send it again, later.
    SendAgain,
    /// Nothing of it was applied, and something in it is bad: send its parts, one after the other.
    Split(Vec<Atom>, Vec<Atom>),
    /// Nothing of it was applied, and there is but one thing in it: that one is bad. With what the Catalog said.
    Refuse(String),
    /// Leave the experience for the rest of the run.
    Hold(Hold),
}

/// Why an experience is left for the rest of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why", content = "what")]
pub enum Hold {
    /// Somebody cancelled our change set.
    Cancelled,
    /// The service failed, again and again.
    ServerFault,
    /// The change set is at work for too long.
    TooSlow,
    /// Somebody else's change sets hold the experience for too long.
    InUse(Vec<ChangeSetId>),
    /// Other change sets of this account use up the number that may be at work, for too long.
    TooManyOpen,
    /// Somebody else changes the association of an account or unit, again and again.
    AudienceInUse,
    /// The experience does not take changes any more.
    ClosedToChanges,
    /// We may not make this change.
    NotAuthorized(String),
    /// So many things were refused, one by one, that it is left at that for now.
    TooManyRefused,
    /// A status that this version does not know.
    UnknownStatus(String),
    /// It failed in a way that this version does not know.
    UnknownFailure(String),
}

impl std::fmt::Display for Hold {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cancelled => formatter.write_str(
                "somebody cancelled the change set; the next run tries again: pause the runs if that is not wanted",
            ),
            Self::ServerFault => {
                formatter.write_str("the Catalog failed (SERVER_FAULT) again and again; the next run tries again")
            }
            Self::TooSlow => formatter.write_str(
                "the change set is at work for more than half an hour; the next run goes on where it ends",
            ),
            Self::InUse(others) => {
                let names: Vec<&str> = others.iter().map(ChangeSetId::as_str).collect();
                write!(
                    formatter,
                    "other change sets hold the experience for more than half an hour ({}); the next run tries again",
                    names.join(", ")
                )
            }
            Self::TooManyOpen => formatter.write_str(
                "so many change sets of this account were at work for more than half an hour that the Catalog took no \
                 further one; the next run tries again",
            ),
            Self::AudienceInUse => formatter.write_str(
                "another change of the same audience is at work, again and again (ENTITY_IN_USE); the next run tries again",
            ),
            Self::ClosedToChanges => formatter.write_str(
                "the experience takes no changes any more: it was archived, or its policy is gone; \
                 put it right in AWS Marketplace",
            ),
            Self::NotAuthorized(message) => write!(
                formatter,
                "the Catalog does not let us make the change: {message}; \
                 check that the stack is in the management account or the delegated administrator's"
            ),
            Self::TooManyRefused => formatter.write_str(
                "so many changes were refused that the rest is left to the next run; look at the reasons first",
            ),
            Self::UnknownStatus(status) => write!(
                formatter,
                "the change set has the status `{status}`, which this version does not know; update Marketplace Steward"
            ),
            Self::UnknownFailure(code) => write!(
                formatter,
                "the change set failed with `{code}`, which this version does not know; \
                 look at it in AWS Marketplace, and update Marketplace Steward"
            ),
        }
    }
}
