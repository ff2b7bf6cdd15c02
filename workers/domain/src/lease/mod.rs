//! The lease: one run at a time may write (P9), and no request to look again is lost.
//!
//! # The protocol
//!
//! There is one [`Lease`], and it is only ever replaced as a whole: a step reads it, decides by a function of this module,
//! and writes the answer if the lease still is what it read. After a write it looks again. So a step that is delivered
//! twice, whose answer is lost, or which meets another one, decides anew from what is.
//!
//! **Who may write.** The run named as holder, while no heir is named. Every writing step looks before it writes
//! ([`fence`]). A run takes the lease at its start ([`take`]) and gives it back at its end ([`finish`]). There is no term:
//! a run holds it for as long as its execution is RUNNING, be it for 20 hours.
//!
//! **A holder that died** (failed, aborted, timed out before it gave the lease back) loses it to the next run, but not at
//! once: a step that it began may still be at work. It is [`Standing::Ending`] until [`LAST_STEP_SECONDS_MAX`] after its
//! end; a run that wants the lease until then is told to come back. And since a person may redrive a dead run at any
//! moment, it is taken over in two writes: the next run first makes itself the *heir*, which stops the holder's steps, then
//! looks at the holder once more, and only if that is still dead becomes the holder. A holder that finds an heir beside
//! itself and is RUNNING strikes it out, says how often it was redriven, and goes on.
//!
//! **A redriven run** may begin at any state. Its writing steps take the lease if nobody holds it, or a dead run does; else
//! they stop with the name of who holds it. So does its `Finish` ([`resume`]), which then sends it back to what failed.
//! Where it died with the lease in its hands, steps of before may still be at work: a `Finish` of before gives nothing
//! back any more, since the lease says how often the run was redriven; and so that a write of before does not meet the
//! next run's, the lease is not given back at the end but *left*: its own heir, the run may not write any more, nor take
//! marks, and the next run takes over as from a dead one.
//!
//! **Marks.** A run that finds another at work leaves a [`Mark`]: its name, and what it was started for. Then it looks
//! whether the holder still runs, and ends. The mark was there while the holder ran, so whatever ends that run finds it: its
//! `Finish`, which frees the lease only when every mark was answered by a round that began after it was read; or, if it
//! died, the run that its status event starts ([`RunRequest::follow_up`]); or, if that event is lost too, the next run of
//! any kind. A mark stays until it is answered.
//!
//! **The pause** is a flag beside the holder. A run that finds it leaves its mark and ends. A run that is at work goes on to
//! the end of its round, then gives the lease back and leaves the marks that came since; a redriven one gets no lease. The
//! run that ends the pause does what it was asked for, as any other, and answers the marks: with its own request if that is
//! for everything, else by a round of their own.
//!
//! **A run that retires** takes the lease whether or not there is a pause, and pauses all runs in the same write: whatever
//! ends it, nothing shares again what it took back. It answers no marks. A run that is at work is in its way, and told.
//! The pause is for good, but for a run that a person refused and that wrote nothing: it ends the pause that it began.
//!
//! **What is not kept** is the request of a run that ends red by itself: it is told by its error, its status and its
//! report, and comes back by a redrive, a rerun or the next full run.
//!
//! # What it rests on
//!
//! The table is read consistently and written on condition. `DescribeExecution` is not older than the moment between
//! naming an heir and looking again. The clock of Lambda and that of Step Functions differ by less than the margin in
//! [`LAST_STEP_SECONDS_MAX`]. A writing step whose Task gave it up has ended before its run gives the lease back: at
//! least the wait before the last look lies between them.
//!
//! `tests/lease_model` checks all of this by trying every order of events.

mod decide;
mod mark;

pub use decide::{Busy, Fence, Finish, Round, RoundEnd, Take, fence, finish, resume, take};
pub use mark::Mark;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::identifier::ExecutionArn;
use crate::limits::LAST_STEP_SECONDS_MAX;
use crate::run::RunRequest;

/// The lease as it lies in its table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The execution that may write.
    pub holder: Option<ExecutionArn>,
    /// The execution that is about to take over from a dead holder; while it is named the holder may not write either. The
    /// holder itself when it has left the lease.
    pub heir: Option<ExecutionArn>,
    /// How often the holder had been redriven when it took the lease, or when its `Finish` last took up what failed.
    pub redrives: u32,
    /// Whether steps of the holder from before a redrive may be at work.
    pub unsettled: bool,
    /// The marks of those who asked to look again, as text; see [`Mark`].
    pub dirty: BTreeSet<String>,
    /// Whether all runs are paused, by an operator or by a run that retires.
    pub paused: bool,
    /// The run that began the pause to retire. It ends the pause if it is refused; nobody, if an operator wants the pause.
    pub paused_by: Option<ExecutionArn>,
}

/// Whether an execution runs, as Step Functions tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It is RUNNING, or about to again.
    Running {
        /// How often it was redriven.
        redrives: u32,
    },
    /// It ended then. One that does not exist any more ended at the beginning of time.
    Ended(Timestamp),
}

/// What is to be expected of a run that is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It is at work.
    Alive {
        /// How often it was redriven.
        redrives: u32,
    },
    /// It ended, and a step that it began may still be at work until then.
    Ending {
        /// The first moment at which it is over.
        until: Timestamp,
    },
    /// Nothing of it is at work any more; or nobody is in the way.
    Over,
}

impl Life {
    /// What is to be expected of the execution now.
    pub fn standing(self, now: Timestamp) -> Standing {
        let at = match self {
            Self::Running { redrives } => return Standing::Alive { redrives },
            Self::Ended(at) => at,
        };
        let until = at.checked_add(SignedDuration::from_secs(LAST_STEP_SECONDS_MAX)).unwrap_or(at);
        if now < until { Standing::Ending { until } } else { Standing::Over }
    }
}

impl Standing {
    fn is_alive(self) -> bool {
        matches!(self, Self::Alive { .. })
    }
}

impl Lease {
    /// Whether `run` is the holder.
    pub fn is_held_by(&self, run: &ExecutionArn) -> bool {
        self.holder.as_ref() == Some(run)
    }

    /// The holder, if that is not `run`: of it the [`Standing`] has to be found out.
    pub fn in_the_way_of(&self, run: &ExecutionArn) -> Option<&ExecutionArn> {
        self.holder.as_ref().filter(|holder| *holder != run)
    }

    /// Whether `run` holds it and nobody is about to take it over: then no standing has to be found out.
    pub fn is_undisputed(&self, run: &ExecutionArn) -> bool {
        self.is_held_by(run) && self.heir.is_none()
    }

    /// In the hands of the same holder, which was redriven so many times and came back before anybody took over.
    ///
    /// The number tells this lease from the one that an heir has read before.
    fn taken_up_by_holder(&self, redrives: u32) -> Self {
        Self { heir: None, redrives, unsettled: true, ..self.clone() }
    }

    /// The same, with all runs paused if it is in the hands of `run`, which retires.
    fn paused_for(self, run: &ExecutionArn) -> Self {
        let begins = self.is_held_by(run) && !self.paused;
        let paused_by = if begins { Some(run.clone()) } else { self.paused_by.clone() };
        Self { paused: self.paused || begins, paused_by, ..self }
    }

    /// Out of the hands of `run`, with these marks; or left by it, where steps of before a redrive may be at work.
    fn given_back_by(&self, run: &ExecutionArn, dirty: BTreeSet<String>, paused: bool) -> Self {
        let paused_by = self.paused_by.clone().filter(|by| paused && by != run);
        let rest = Self { dirty, paused, paused_by, ..Self::default() };
        if !self.unsettled {
            return rest;
        }
        let (holder, heir) = (Some(run.clone()), Some(run.clone()));
        Self { holder, heir, redrives: self.redrives, unsettled: true, ..rest }
    }

    /// Whether the holder is done with it, and only waits until nothing of it can be at work any more.
    fn is_left(&self) -> bool {
        self.heir.is_some() && self.heir == self.holder
    }

    /// Whether `run` left a mark.
    fn is_marked_by(&self, run: &ExecutionArn) -> bool {
        self.dirty.iter().any(|mark| Mark::parse(mark).run == run.name())
    }

    /// The same with a mark of `run`. What a run wants that only takes up what others left is no request of its own.
    fn marked_by(&self, run: &ExecutionArn, request: &RunRequest) -> Self {
        if request.follow_up || self.is_marked_by(run) {
            return self.clone();
        }
        let mark = Mark::of(run, request).to_string();
        let dirty = self.dirty.iter().cloned().chain([mark]).collect();
        Self { dirty: mark::bounded(dirty, run), ..self.clone() }
    }
}
