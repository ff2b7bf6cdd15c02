//! What a step does about the lease, decided from what it read of it.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use super::mark::{answer, answered_by_everything};
use super::{Lease, Standing};
use crate::identifier::ExecutionArn;
use crate::run::{Only, RunRequest};

/// What a run does at its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// Write this, then look again.
    Change(Lease),
    /// Begin.
    Go(Round),
    /// End: that run will answer.
    Coalesced(ExecutionArn),
    /// End: all runs are paused.
    Paused,
    /// End: there are no marks to take up, or a run is at work that answers them.
    NothingLeft,
    /// Come back later.
    Busy(Busy),
}

/// What a step does that is to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// Write this, then look again.
    Change(Lease),
    /// Write to AWS.
    Go,
    /// Do not.
    Busy(Busy),
}

/// What a run does at the end of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// Write this, then look again.
    Change(Lease),
    /// Give the lease back with this and end; if it changed meanwhile look again.
    Free(Lease),
    /// End: the lease is somebody else's.
    NotOurs,
    /// Begin another round.
    LookAgain(Round),
}

/// One round of a run: what it looks at, and the marks that it answers with that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// What it looks at.
    pub request: RunRequest,
    /// The marks that are answered when it is over.
    pub seen: BTreeSet<String>,
}

/// What a round came to, as far as that matters to the lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoundEnd {
    /// It did what it was to do, as far as it could.
    Done,
    /// A product that it was asked for has no license.
    ProductNotFound,
    /// It was about a part of the organization, and something needs a look at all of it.
    NeedsEverything,
    /// A person did not allow it, and nothing was written.
    Refused,
}

/// Why a run does not get the lease now.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Busy {
    /// That run holds it.
    Held(ExecutionArn),
    /// That run ended, but a step of it may be at work until then.
    Ending(ExecutionArn, Timestamp),
    /// The run that asks has given it back.
    GivenBack,
    /// The run that asks has ended itself.
    NotRunning,
    /// All runs are paused.
    Paused,
}

impl fmt::Display for Busy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(holder) => {
                write!(formatter, "{holder} holds the lease; wait for that run to end, then redrive this one")
            }
            Self::Ending(holder, until) => write!(
                formatter,
                "{holder} held the lease and has ended; its last step may be at work until {until}; come back then"
            ),
            Self::GivenBack => formatter.write_str("it has given it back already; nothing is left to do"),
            Self::NotRunning => {
                formatter.write_str("its execution is not running; redrive it or start a new one")
            }
            Self::Paused => formatter
                .write_str("all runs are paused; start one with {\"pause\":false}, then redrive this one"),
        }
    }
}

/// At the start of the run `me`, that was redriven `redrives` times; `theirs` is the standing of [`Lease::in_the_way_of`] it.
pub fn take(lease: &Lease, me: &ExecutionArn, redrives: u32, request: &RunRequest, theirs: Standing) -> Take {
    let ours = lease.is_held_by(me) && !request.plan_only;
    if ours {
        return Take::Go(first_round(lease, request));
    }
    match (request.pause, lease.paused) {
        (Some(true), true) if lease.paused_by.is_none() => return Take::Paused,
        // From here on it is a person's pause, whoever began it.
        (Some(pause), paused) if pause || paused => {
            return Take::Change(Lease { paused: pause, paused_by: None, ..lease.clone() });
        }
        _ => {}
    }
    if request.plan_only {
        return Take::Go(Round { request: request.clone(), seen: BTreeSet::new() });
    }
    if request.retire {
        return succession(lease, me, redrives, theirs)
            .map_or_else(Take::Busy, |next| Take::Change(next.paused_for(me)));
    }
    let answering = lease.holder.as_ref().filter(|_| theirs.is_alive() && !lease.is_left());
    if request.follow_up && (lease.dirty.is_empty() || answering.is_some()) {
        return Take::NothingLeft;
    }
    let marked = lease.marked_by(me, request);
    match (lease.paused, answering) {
        (true, _) if marked == *lease => Take::Paused,
        (false, Some(holder)) if marked == *lease => Take::Coalesced(holder.clone()),
        (true, _) | (false, Some(_)) => Take::Change(marked),
        (false, None) => succession(lease, me, redrives, theirs).map_or_else(Take::Busy, Take::Change),
    }
}

/// What the run begins with, now that it holds the lease. Marks that its own request does not answer have the next round;
/// a run that retires or adopts answers none.
fn first_round(lease: &Lease, request: &RunRequest) -> Round {
    let (request, seen) = if request.retire || request.adopt.is_some() {
        (request.clone(), BTreeSet::new())
    } else if request.follow_up {
        answer(&lease.dirty)
    } else if request.only.accounts.is_empty() && request.only.products.is_empty() {
        answered_by_everything(request.clone(), &lease.dirty)
    } else {
        (request.clone(), BTreeSet::new())
    };
    Round { request, seen }
}

/// Before each write of the run `me` to AWS; `mine` is its own standing, `theirs` that of [`Lease::in_the_way_of`] it.
/// Neither matters where the lease [is undisputed](Lease::is_undisputed).
pub fn fence(lease: &Lease, me: &ExecutionArn, mine: Standing, theirs: Standing) -> Fence {
    if lease.is_undisputed(me) {
        return Fence::Go;
    }
    let Standing::Alive { redrives } = mine else { return Fence::Busy(Busy::NotRunning) };
    match (lease.is_held_by(me), lease.paused) {
        (true, _) if lease.is_left() => Fence::Busy(Busy::GivenBack),
        (true, _) => Fence::Change(lease.taken_up_by_holder(redrives)),
        (false, true) => Fence::Busy(Busy::Paused),
        (false, false) => succession(lease, me, redrives, theirs).map_or_else(Fence::Busy, Fence::Change),
    }
}

/// In the `Finish` of the run `me` that was started with `request`, was redriven for the time number `redrives` and has
/// something left to do; else as [`fence`]. The pause does not stop a run that retires.
pub fn resume(
    lease: &Lease,
    me: &ExecutionArn,
    redrives: u32,
    request: &RunRequest,
    mine: Standing,
    theirs: Standing,
) -> Fence {
    if lease.is_held_by(me) && lease.redrives < redrives && mine.is_alive() {
        return Fence::Change(lease.taken_up_by_holder(redrives));
    }
    if request.retire && !lease.is_held_by(me) && mine.is_alive() {
        return succession(lease, me, redrives, theirs)
            .map_or_else(Fence::Busy, |next| Fence::Change(next.paused_for(me)));
    }
    let mine = if mine.is_alive() { Standing::Alive { redrives } } else { mine };
    fence(lease, me, mine, theirs)
}

/// The lease on its way from whoever holds it to `me`: at once if nobody does, in two changes if a dead run does. The second
/// needs a standing that was asked for after the first.
fn succession(lease: &Lease, me: &ExecutionArn, redrives: u32, theirs: Standing) -> Result<Lease, Busy> {
    match (&lease.holder, theirs) {
        (Some(holder), Standing::Alive { .. }) => Err(Busy::Held(holder.clone())),
        (Some(holder), Standing::Ending { until }) => Err(Busy::Ending(holder.clone(), until)),
        (Some(_), Standing::Over) if lease.heir.as_ref() != Some(me) => {
            Ok(Lease { heir: Some(me.clone()), ..lease.clone() })
        }
        (Some(_), Standing::Over) | (None, _) => {
            let (dirty, paused, paused_by) = (lease.dirty.clone(), lease.paused, lease.paused_by.clone());
            Ok(Lease { holder: Some(me.clone()), redrives, dirty, paused, paused_by, ..Lease::default() })
        }
    }
}

/// At the end of a round of the run `me`, that was redriven `redrives` times.
///
/// A run that was redriven with the lease in its hands may have steps of before at work; it leaves the lease to be taken
/// over as that of a dead run.
///
/// A round that an event started for a product that is not there yet is widened to everything, once: the widened one names
/// no product any more. So is one about a part of the organization that needs a look at all of it.
///
/// A run that retires leaves all runs paused and the marks to whoever ends that; it ends the pause itself if it began it,
/// and was refused.
pub fn finish(lease: &Lease, me: &ExecutionArn, redrives: u32, round: &Round, end: RoundEnd) -> Finish {
    if !lease.is_held_by(me) || lease.is_left() || lease.redrives > redrives {
        return Finish::NotOurs;
    }
    if lease.redrives < redrives {
        return Finish::Change(lease.taken_up_by_holder(redrives));
    }
    let Round { request, seen } = round;
    if request.retire {
        let refused = end == RoundEnd::Refused;
        let paused = if refused { lease.paused && lease.paused_by.as_ref() != Some(me) } else { true };
        return Finish::Free(lease.given_back_by(me, lease.dirty.clone(), paused));
    }
    let unseen: BTreeSet<String> = lease.dirty.difference(seen).cloned().collect();
    let widens = match end {
        RoundEnd::ProductNotFound => request.leave_held && !request.only.products.is_empty(),
        RoundEnd::NeedsEverything => request.only != Only::default(),
        RoundEnd::Done | RoundEnd::Refused => false,
    };
    if lease.paused || unseen.is_empty() && !widens {
        return Finish::Free(lease.given_back_by(me, unseen, lease.paused));
    }
    let (request, answered) = if widens {
        let everything = RunRequest { only: Only::default(), ..request.clone() };
        answered_by_everything(everything, &unseen)
    } else {
        answer(&unseen)
    };
    let seen = lease.dirty.intersection(seen).cloned().chain(answered).collect();
    Finish::LookAgain(Round { request, seen })
}
