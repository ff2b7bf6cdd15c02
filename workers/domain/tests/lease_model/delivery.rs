//! How a task is delivered: one call to AWS at a time, decided by the protocol; and what the execution does on its answer.

use std::collections::BTreeSet;

use domain::lease::{Fence, Finish, Lease, Round, RoundEnd, Take};
use domain::run::{Only, RunRequest};

use crate::hashed_once::Shared;
use crate::model::LeaseModel;
use crate::world::{Life, Phase, Plan, Run, Step, Task, Work, World, name};

/// What a delivery comes to in one phase.
pub(crate) enum Outcome {
    /// It is further.
    Phase(Phase),
    /// It wrote this, if the lease still was that, and looks again.
    Change(Shared<Lease>, Lease),
    /// As [`Outcome::Change`], and if it succeeds it has answered.
    Last(Shared<Lease>, Lease),
    /// It answered.
    Answer(Answer),
}

/// What the execution does on an answer.
#[expect(clippy::large_enum_variant, reason = "one is made for each transition, and taken apart at once")]
pub(crate) enum Answer {
    Round(Plan, u32),
    Written { failed: bool },
    FencedOut,
    End,
    Busy,
}

impl LeaseModel {
    /// One phase of a delivery, decided by the protocol.
    pub(crate) fn advance(&self, world: &World, run: usize, step: &Step) -> Outcome {
        let me = name(run);
        let Step { work, redrives, phase, .. } = step;
        let resumes = work.at == Task::Finish && work.failed && *redrives > work.redrives_answered;
        let asks = |lease: &Lease| match work.at {
            Task::Take => lease.in_the_way_of(me).is_some(),
            Task::Write => !lease.is_undisputed(me),
            Task::Finish => resumes && !lease.is_undisputed(me),
        };
        let (lease, mine, theirs) = match phase {
            Phase::Begun => return Outcome::Phase(Phase::Read(world.lease.clone())),
            Phase::Between => return Outcome::Answer(Answer::Written { failed: false }),
            Phase::Read(lease) => {
                let mine = world.standing(Some(me));
                let theirs = world.standing(lease.in_the_way_of(me));
                if asks(lease) {
                    return Outcome::Phase(Phase::Asked(lease.clone(), mine, theirs));
                }
                (lease, mine, theirs)
            }
            Phase::Asked(lease, mine, theirs) => (lease, *mine, *theirs),
        };
        let round = &work.round.0;
        match work.at {
            Task::Take => match (self.protocol.take)(lease, me, *redrives, &round.request, theirs) {
                Take::Change(new) => Outcome::Change(lease.clone(), new),
                Take::Go(round) => Outcome::Answer(Answer::Round(Plan(round), *redrives)),
                Take::Coalesced(_) | Take::Paused | Take::NothingLeft => Outcome::Answer(Answer::End),
                Take::Busy(_) => Outcome::Answer(Answer::Busy),
            },
            Task::Write => match (self.protocol.fence)(lease, me, mine, theirs) {
                Fence::Change(new) => Outcome::Change(lease.clone(), new),
                Fence::Go => Outcome::Phase(Phase::Between),
                Fence::Busy(_) => Outcome::Answer(Answer::FencedOut),
            },
            Task::Finish if resumes => {
                match (self.protocol.resume)(lease, me, *redrives, &round.request, mine, theirs) {
                    Fence::Change(new) => Outcome::Change(lease.clone(), new),
                    Fence::Go => Outcome::Answer(Answer::Round(work.round.clone(), *redrives)),
                    Fence::Busy(_) => Outcome::Answer(Answer::End),
                }
            }
            Task::Finish => match (self.protocol.finish)(lease, me, *redrives, round, self.comes_to(round)) {
                Finish::LookAgain(round) => Outcome::Answer(Answer::Round(Plan(round), *redrives)),
                Finish::Change(new) => Outcome::Change(lease.clone(), new),
                Finish::NotOurs => Outcome::Answer(Answer::End),
                Finish::Free(new) => Outcome::Last(lease.clone(), new),
            },
        }
    }

    /// What a round comes to.
    fn comes_to(&self, round: &Round) -> RoundEnd {
        match self.parts_need_everything {
            true if round.request.only != Only::default() => RoundEnd::NeedsEverything,
            _ => RoundEnd::Done,
        }
    }

    /// The execution hears the answer of its task.
    pub(crate) fn hear(&self, world: &mut World, run: usize, answer: Answer) {
        let is_asked = |run: &&Run| run.life != Life::Ahead;
        let asked: BTreeSet<usize> = world.runs.iter().filter(is_asked).filter_map(|run| run.asked).collect();
        let it = &mut world.runs[run];
        let mut work = (*it.work).clone();
        match answer {
            Answer::Round(round, redrives) => {
                let covers = |request: &usize| covers(&round.0.request, &self.requests[*request]);
                work.covers = asked.into_iter().filter(covers).collect();
                work.failed &= redrives == work.redrives_answered;
                work.redrives_answered = redrives;
                work.round = round;
                it.enter(Work { at: Task::Write, ..work });
            }
            Answer::Written { failed } => {
                world.answered.append(&mut work.covers);
                work.failed |= failed;
                it.enter(Work { at: Task::Finish, ..work });
            }
            Answer::FencedOut => {
                work.covers.clear();
                it.enter(Work { at: Task::Finish, failed: true, ..work });
            }
            Answer::Busy => it.deliver(),
            Answer::End if it.work.failed => {
                it.dies();
                world.tell_end_of(run);
            }
            Answer::End => {
                it.life = Life::Done { over: false };
                it.step = None;
                world.tell_end_of(run);
            }
        }
    }

    /// A delivery goes on; what it answers comes back.
    pub(crate) fn go(&self, world: &mut World, run: usize, step: &mut Step) -> Option<Answer> {
        match self.advance(world, run, step) {
            Outcome::Phase(phase) => step.phase = phase,
            Outcome::Answer(answer) => return Some(answer),
            Outcome::Change(seen, new) => {
                if world.lease == seen {
                    world.lease = new.into();
                }
                step.phase = Phase::Begun;
            }
            Outcome::Last(seen, new) => {
                if world.lease == seen {
                    world.lease = new.into();
                    return Some(Answer::End);
                }
                step.phase = Phase::Begun;
            }
        }
        None
    }

    /// The run goes on to its end, or until it has to come back later; nothing happens meanwhile.
    pub(crate) fn rush(&self, world: &mut World, run: usize) {
        while let Some(mut step) = world.runs[run].step.take() {
            world.met |= step.phase == Phase::Between && world.runs.iter().any(Run::writes);
            match self.go(world, run, &mut step) {
                Some(Answer::Busy) => return self.hear(world, run, Answer::Busy),
                Some(answer) => self.hear(world, run, answer),
                None => world.runs[run].step = Some(step),
            }
        }
    }
}

impl Run {
    /// It ends red: what is in flight stays in flight, and Step Functions tells of it. A follow-up has no follow-up.
    pub(crate) fn dies(&mut self) {
        self.life = Life::Red { over: false };
        self.strays.extend(self.step.take());
        self.event |= self.asked.is_some();
    }
}

/// Whether a round over `request` answers what `wanted` asks for.
fn covers(request: &RunRequest, wanted: &RunRequest) -> bool {
    if request.retire || wanted.retire {
        return request.retire && wanted.retire;
    }
    let Only { accounts, products } = &request.only;
    let everything = accounts.is_empty() && products.is_empty();
    if !wanted.only.accounts.is_empty() {
        let tries_again = wanted.leave_held || !request.leave_held && !everything;
        let seen = if everything { &request.look_closer } else { accounts };
        return tries_again && products.is_empty() && wanted.only.accounts.is_subset(seen);
    }
    if !wanted.only.products.is_empty() {
        return accounts.is_empty() && (everything || wanted.only.products.is_subset(products));
    }
    everything && wanted.look_closer.is_subset(&request.look_closer)
}
