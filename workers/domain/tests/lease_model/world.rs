//! What there is: the lease, the executions with the steps in flight, and how much may still go wrong.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use domain::identifier::ExecutionArn;
use domain::lease::{Lease, Round, Standing};
use domain::run::RunRequest;
use jiff::Timestamp;

use crate::hashed_once::Shared;

/// Executions that a world may have.
const RUNS_MAX: usize = 8;

static NAMES: LazyLock<Vec<ExecutionArn>> = LazyLock::new(|| {
    let arn = |run| format!("arn:aws:states:us-east-1:111111111111:execution:m:run-{run}").parse();
    (0..RUNS_MAX).map(arn).collect::<Result<_, _>>().unwrap()
});

/// All there is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) lease: Shared<Lease>,
    /// First those of the requests, then the follow-ups as they come.
    pub(crate) runs: Vec<Run>,
    /// Requests that a round answered which began after they were made.
    pub(crate) answered: BTreeSet<usize>,
    /// Whether two runs were seen between fence and write at the same time, during a delivery in which nothing else happens.
    pub(crate) met: bool,
    /// Whether a "Take the lease" that its execution had given up took the lease afterwards.
    pub(crate) stray_took: bool,
    pub(crate) left: Budget,
}

/// How much may still go wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    /// Runs that end red: aborted, timed out or failed, with or without a step in flight.
    pub(crate) crashes: u8,
    pub(crate) redrives: u8,
    /// Answers of a step that do not arrive, so that it is delivered again.
    pub(crate) lost_answers: u8,
    /// Steps that are delivered again while the first delivery is still at work.
    pub(crate) duplicates: u8,
    /// Status events that do not arrive.
    pub(crate) lost_events: u8,
}

/// An execution.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Run {
    /// The request that started it; a follow-up has none of its own.
    pub(crate) asked: Option<usize>,
    pub(crate) life: Life,
    pub(crate) redrives: u32,
    pub(crate) work: Shared<Work>,
    /// The delivery that the execution waits for.
    pub(crate) step: Option<Step>,
    /// Deliveries that nobody waits for any more and that are still at work.
    pub(crate) strays: Vec<Step>,
    /// Whether its status event is on its way.
    pub(crate) event: bool,
}

/// Where an execution is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Life {
    /// Nobody has asked for it yet.
    Ahead,
    Running,
    /// It ended well.
    Done {
        over: bool,
    },
    /// It was aborted, timed out or failed.
    Red {
        over: bool,
    },
}

/// What the state machine keeps of its run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Work {
    pub(crate) at: Task,
    pub(crate) round: Plan,
    /// The requests that the round answers.
    pub(crate) covers: BTreeSet<usize>,
    pub(crate) failed: bool,
    /// Redrives that a round answered.
    pub(crate) redrives_answered: u32,
}

/// The tasks of a run that touch the lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Task {
    Take,
    Write,
    Finish,
}

/// One delivery of a task.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    /// What it was sent.
    pub(crate) work: Shared<Work>,
    /// The redrives until then.
    pub(crate) redrives: u32,
    /// The runs that ended while it was at work. It does not live long enough to see that nothing of them is at work any
    /// more: a function's timeout is shorter than that.
    pub(crate) saw_end_of: BTreeSet<usize>,
    pub(crate) phase: Phase,
}

/// How far a delivery is. Between two phases anything may happen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    Begun,
    /// It has read the lease.
    Read(Shared<Lease>),
    /// It has asked after itself and after who is in the way.
    Asked(Shared<Lease>, Standing, Standing),
    /// It has passed the fence and is about to write to AWS.
    Between,
}

/// [`Round`], which can be told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan(pub(crate) Round);

impl Hash for Plan {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Round { request, seen } = &self.0;
        (&request.only.accounts, &request.only.products, &request.look_closer).hash(state);
        (request.leave_held, seen).hash(state);
    }
}

/// The name of an execution.
pub(crate) fn name(run: usize) -> &'static ExecutionArn {
    &NAMES[run]
}

impl Work {
    pub(crate) fn of(request: RunRequest) -> Self {
        let round = Plan(Round { request, seen: BTreeSet::new() });
        Self { at: Task::Take, round, covers: BTreeSet::new(), failed: false, redrives_answered: 0 }
    }
}

impl Run {
    /// One that nobody has asked for yet.
    pub(crate) fn of(asked: Option<usize>, request: RunRequest) -> Self {
        Self {
            asked,
            life: Life::Ahead,
            redrives: 0,
            work: Work::of(request).into(),
            step: None,
            strays: Vec::new(),
            event: false,
        }
    }

    /// The execution starts, or goes on after a redrive.
    pub(crate) fn starts(&mut self) {
        self.life = Life::Running;
        self.deliver();
    }

    /// The execution goes into another state.
    pub(crate) fn enter(&mut self, work: Work) {
        self.work = work.into();
        self.deliver();
    }

    /// The task of the state is sent.
    pub(crate) fn deliver(&mut self) {
        let (work, saw_end_of) = (self.work.clone(), BTreeSet::new());
        self.step = Some(Step { work, redrives: self.redrives, saw_end_of, phase: Phase::Begun });
    }

    /// What others are told of it.
    pub(crate) fn standing(&self) -> Standing {
        match self.life {
            Life::Running => Standing::Alive { redrives: self.redrives },
            Life::Ahead | Life::Done { over: true } | Life::Red { over: true } => Standing::Over,
            Life::Done { over: false } | Life::Red { over: false } => {
                Standing::Ending { until: Timestamp::UNIX_EPOCH }
            }
        }
    }

    /// All deliveries that are at work.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.step.iter().chain(&self.strays)
    }

    /// Whether a delivery of it is between the fence and the write.
    pub(crate) fn writes(&self) -> bool {
        self.steps().any(|step| step.phase == Phase::Between)
    }

    pub(crate) fn is_running(&self) -> bool {
        self.life == Life::Running
    }
}

impl World {
    /// Every delivery that is at work sees that this run has ended.
    pub(crate) fn tell_end_of(&mut self, ended: usize) {
        for run in &mut self.runs {
            for step in run.step.iter_mut().chain(&mut run.strays) {
                step.saw_end_of.insert(ended);
            }
        }
    }

    /// Whether all deliveries have ended that were at work when this run ended.
    pub(crate) fn nobody_saw_end_of(&self, ended: usize) -> bool {
        self.runs.iter().flat_map(Run::steps).all(|step| !step.saw_end_of.contains(&ended))
    }

    /// The standing of an execution by its name; of nobody there is nothing to expect.
    pub(crate) fn standing(&self, run: Option<&ExecutionArn>) -> Standing {
        let index = run.and_then(|run| NAMES.iter().position(|name| name == run));
        index.map_or(Standing::Over, |index| self.runs[index].standing())
    }
}
