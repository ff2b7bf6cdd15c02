//! What can happen next.

use std::collections::BTreeSet;

use domain::lease::{Lease, Mark};
use domain::run::RunRequest;
use stateright::{Model, Property};

use crate::delivery::{Answer, Outcome};
use crate::protocol::Protocol;
use crate::world::{Budget, Life, Phase, Run, Task, Work, World, name};

pub(crate) const NEVER_TWO_WRITE: &str = "two runs are never between fence and write at the same time (P9)";
pub(crate) const NO_REQUEST_IS_LOST: &str =
    "in the end each request is answered, red, or a mark on the lease";
pub(crate) const NO_REQUEST_WAITS: &str = "in the end no mark is left, but for the known reasons";
pub(crate) const RETIRED_IS_RETIRED: &str = "nothing writes behind a run that retired (P12)";

/// A world in which these requests are made.
pub(crate) struct LeaseModel {
    pub(crate) protocol: Protocol,
    pub(crate) requests: Vec<RunRequest>,
    pub(crate) budget: Budget,
    /// What the status event of a red run starts.
    pub(crate) follow_up: RunRequest,
    /// From this one on the runs stand for a request that comes at any moment: they go to their end at once.
    pub(crate) swift_from: usize,
    /// Whether a round about a part of the organization finds that it has to look at everything.
    pub(crate) parts_need_everything: bool,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// Somebody makes a request, and an execution starts.
    Ask(usize),
    /// The delivery that the execution waits for goes one phase on.
    Goes(usize),
    /// The same, and its answer gets lost: the task is delivered again.
    AnswerLost(usize),
    /// The task is delivered again while the first delivery is still at work.
    Again(usize),
    /// A delivery that nobody waits for goes one phase on.
    StrayGoes(usize, usize),
    /// A delivery that nobody waits for comes to nothing.
    StrayEnds(usize, usize),
    /// An account fails.
    WriteFails(usize),
    /// The run is aborted or times out; what is in flight stays in flight.
    Dies(usize),
    /// Somebody redrives it.
    Redriven(usize),
    /// So much time has passed since its end that nothing of it is at work any more.
    TimePasses(usize),
    /// Its status event starts a follow-up.
    FollowedUp(usize),
    /// Its status event gets lost.
    StatusLost(usize),
}

impl LeaseModel {
    pub(crate) fn of(requests: Vec<RunRequest>, budget: Budget) -> Self {
        let follow_up = RunRequest { follow_up: true, ..RunRequest::default() };
        let swift_from = requests.len();
        let parts_need_everything = false;
        Self { protocol: Protocol::REAL, requests, budget, follow_up, swift_from, parts_need_everything }
    }

    fn is_swift(&self, run: usize) -> bool {
        (self.swift_from..self.requests.len()).contains(&run)
    }

    fn events_of(&self, world: &World, index: usize, events: &mut Vec<Event>) {
        let (run, left) = (&world.runs[index], &world.left);
        if run.life == Life::Ahead {
            events.push(Event::Ask(index));
        }
        if let Some(step) = &run.step {
            events.push(Event::Goes(index));
            let answers = matches!(self.advance(world, index, step), Outcome::Answer(_) | Outcome::Last(..));
            if left.lost_answers > 0 && answers && !self.is_swift(index) {
                events.push(Event::AnswerLost(index));
            }
            // A writing step that its task gave up is over before the run goes on far enough to matter.
            if left.duplicates > 0 && run.work.at != Task::Write && step.phase != Phase::Begun {
                events.push(Event::Again(index));
            }
            if left.crashes > 0 && !self.is_swift(index) {
                events.push(Event::Dies(index));
                if step.phase == Phase::Between {
                    events.push(Event::WriteFails(index));
                }
            }
        }
        for stray in 0..run.strays.len() {
            events.extend([Event::StrayGoes(index, stray), Event::StrayEnds(index, stray)]);
        }
        if let Life::Done { over } | Life::Red { over } = run.life {
            if !over && world.nobody_saw_end_of(index) {
                events.push(Event::TimePasses(index));
            }
            if left.redrives > 0 && matches!(run.life, Life::Red { .. }) {
                events.push(Event::Redriven(index));
            }
        }
        if run.event {
            events.push(Event::FollowedUp(index));
            if left.lost_events > 0 {
                events.push(Event::StatusLost(index));
            }
        }
    }

    /// What became of the requests, once nothing can happen any more.
    fn ends(&self, world: &World) -> Vec<End> {
        let mut events = Vec::new();
        self.actions(world, &mut events);
        if !events.is_empty() {
            return Vec::new();
        }
        let is_marked =
            |run: usize| world.lease.dirty.iter().any(|mark| Mark::parse(mark).run == name(run).name());
        let end = |(index, run): (usize, &Run)| match run.asked {
            Some(asked) if world.answered.contains(&asked) => End::Answered,
            Some(asked) if self.requests[asked].pause == Some(true) => End::Answered,
            Some(_) if matches!(run.life, Life::Red { .. }) => End::Red,
            Some(_) if is_marked(index) => End::Waits,
            Some(_) => End::Lost,
            None => End::Answered,
        };
        world.runs.iter().enumerate().map(end).collect()
    }

    /// Why a mark may wait for the next run of any kind.
    fn may_wait(&self, world: &World) -> bool {
        let event_lost = world.left.lost_events < self.budget.lost_events;
        world.lease.paused || world.stray_took || event_lost
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// A round answered it that began after it was made.
    Answered,
    /// Its own run ended red, and told so.
    Red,
    /// Its mark is on the lease, for the next run of any kind.
    Waits,
    Lost,
}

impl Model for LeaseModel {
    type State = World;
    type Action = Event;

    fn init_states(&self) -> Vec<World> {
        let runs = self.requests.iter().enumerate();
        let runs = runs.map(|(index, request)| Run::of(Some(index), request.clone())).collect();
        let (lease, answered, left) = (Lease::default().into(), BTreeSet::new(), self.budget);
        vec![World { lease, runs, answered, stray_took: false, met: false, left }]
    }

    fn actions(&self, world: &World, events: &mut Vec<Event>) {
        for run in 0..world.runs.len() {
            self.events_of(world, run, events);
        }
    }

    fn next_state(&self, before: &World, event: Event) -> Option<World> {
        let mut world = before.clone();
        match event {
            Event::Ask(run) => world.runs[run].starts(),
            Event::Goes(run) if self.is_swift(run) => self.rush(&mut world, run),
            Event::Goes(run) => {
                let mut step = world.runs[run].step.take()?;
                match self.go(&mut world, run, &mut step) {
                    Some(answer) => self.hear(&mut world, run, answer),
                    None => world.runs[run].step = Some(step),
                }
            }
            Event::AnswerLost(run) => {
                let mut step = world.runs[run].step.take()?;
                self.go(&mut world, run, &mut step);
                world.runs[run].deliver();
                world.left.lost_answers -= 1;
            }
            Event::Again(run) => {
                let it = &mut world.runs[run];
                it.strays.extend(it.step.take());
                it.deliver();
                world.left.duplicates -= 1;
            }
            Event::StrayGoes(run, stray) => {
                let mut step = world.runs[run].strays.remove(stray);
                let held = world.lease.is_held_by(name(run));
                if self.go(&mut world, run, &mut step).is_none() {
                    let takes = step.work.at == Task::Take && !held && world.lease.is_held_by(name(run));
                    world.stray_took |= takes;
                    world.runs[run].strays.insert(stray, step);
                }
            }
            Event::StrayEnds(run, stray) => {
                world.runs[run].strays.remove(stray);
            }
            Event::WriteFails(run) => {
                self.hear(&mut world, run, Answer::Written { failed: true });
                world.left.crashes -= 1;
            }
            Event::Dies(run) => {
                world.runs[run].dies();
                world.tell_end_of(run);
                world.left.crashes -= 1;
            }
            Event::Redriven(run) => {
                let it = &mut world.runs[run];
                it.redrives += 1;
                it.starts();
                world.left.redrives -= 1;
            }
            Event::TimePasses(run) => match &mut world.runs[run].life {
                Life::Done { over } | Life::Red { over } => *over = true,
                Life::Ahead | Life::Running => return None,
            },
            Event::FollowedUp(run) => {
                world.runs[run].event = false;
                let mut follow_up = Run::of(None, self.follow_up.clone());
                follow_up.starts();
                world.runs.push(follow_up);
            }
            Event::StatusLost(run) => {
                world.runs[run].event = false;
                world.left.lost_events -= 1;
            }
        }
        tidy(&mut world);
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(NEVER_TWO_WRITE, |_, world: &World| {
                !world.met && world.runs.iter().filter(|run| run.writes()).count() <= 1
            }),
            Property::always(RETIRED_IS_RETIRED, |model: &Self, world: &World| {
                let retires = |run: &Run| run.asked.is_some_and(|asked| model.requests[asked].retire);
                let retired = world.answered.iter().any(|answered| model.requests[*answered].retire);
                !retired || !world.runs.iter().any(|run| run.writes() && !retires(run))
            }),
            Property::always(NO_REQUEST_IS_LOST, |model: &Self, world| {
                !model.ends(world).contains(&End::Lost)
            }),
            Property::always(NO_REQUEST_WAITS, |model: &Self, world| {
                model.may_wait(world) || !model.ends(world).contains(&End::Waits)
            }),
        ]
    }
}

/// Forgets what cannot matter any more, so that worlds which cannot be told apart are one.
fn tidy(world: &mut World) {
    let redrives = world.left.redrives > 0;
    let is_over: Vec<bool> = (0..world.runs.len())
        .map(|index| {
            let run = &world.runs[index];
            run.is_running() || !world.lease.is_held_by(name(index)) && run.strays.is_empty()
        })
        .collect();
    for run in &mut world.runs {
        for step in run.step.iter_mut().chain(&mut run.strays) {
            step.saw_end_of.retain(|ended| !is_over[*ended]);
        }
    }
    for (index, run) in world.runs.iter_mut().enumerate() {
        let forgotten = match &mut run.life {
            Life::Ahead | Life::Running => continue,
            Life::Done { over } => {
                *over |= is_over[index];
                true
            }
            Life::Red { over } => {
                *over |= is_over[index];
                !redrives
            }
        };
        if forgotten && run.work.at != Task::Take {
            run.work = Work::of(RunRequest::default()).into();
        }
    }
}
