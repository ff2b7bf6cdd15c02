//! The work on one experience: the sets that are still to be sent, and what became of the others.

use serde::{Deserialize, Serialize};

use super::follow::{Hold, Next};
use super::life::Observed;
use super::pack::pack;
use super::request::ChangeSet;
use crate::experience::identity::ExperienceId;
use crate::experience::limits::REFUSALS_MAX;
use crate::experience::plan::{Atom, ExperiencePlan};
use crate::experience::quarantine::{Refusal, Subject};

/// A set that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSet {
    /// What it does, in order.
    pub atoms: Vec<Atom>,
    /// How often it was sent and failed by no fault of its own.
    pub sends: u32,
    /// Whether it is a part of one that failed.
    pub is_part: bool,
}

/// The work on one experience in one run. It is kept outside the state of the machine: 2,000 products are 80 KB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The experience.
    pub experience: ExperienceId,
    /// The snapshot that it is to be like.
    pub snapshot: u64,
    /// How many sets of this experience were seen to have ended, ever. Kept between runs.
    pub generation: u64,
    /// What is still to be sent; the first one is the present one.
    pub sets: Vec<PlannedSet>,
    /// How many sets were applied in this run.
    pub sets_applied: u32,
    /// What was refused in this run, each alone in a set.
    pub refused: Vec<Refusal>,
    /// Why the rest is left to another run, if it is.
    pub held: Option<Hold>,
}

impl Work {
    /// Packs a plan. `generation` is the number that the last run left.
    pub fn of(plan: &ExperiencePlan, generation: u64) -> Self {
        let sets = pack(&plan.atoms());
        Self {
            experience: plan.experience.clone(),
            snapshot: plan.snapshot,
            generation,
            sets: sets.into_iter().map(|atoms| PlannedSet { atoms, sends: 0, is_part: false }).collect(),
            sets_applied: 0,
            refused: Vec::new(),
            held: None,
        }
    }

    /// The set to be sent now; the same one however often it is asked for, until it is concluded.
    pub fn next(&self) -> Option<ChangeSet> {
        let set = self.present()?;
        Some(ChangeSet::of(&self.experience, &set.atoms, self.snapshot, self.generation))
    }

    /// What the present set is made of.
    pub fn present(&self) -> Option<&PlannedSet> {
        if self.held.is_some() { None } else { self.sets.first() }
    }

    /// Takes down what became of the present set, seen as `observed`. Waiting changes nothing.
    #[must_use]
    pub fn conclude(mut self, next: Next, observed: &Observed) -> Self {
        if self.present().is_none() || next == Next::Wait {
            return self;
        }
        if let Next::Hold(hold) = next {
            // One that is still at work has not ended: its token stays the one to find it by.
            self.generation += u64::from(hold != Hold::TooSlow);
            self.held = Some(hold);
            return self;
        }
        self.generation += 1;
        let set = self.sets.remove(0);
        match next {
            Next::Applied => self.sets_applied += 1,
            Next::SendAgain => self.sets.insert(0, PlannedSet { sends: set.sends + 1, ..set }),
            Next::Split(first, second) => {
                let part = |atoms| PlannedSet { atoms, sends: 0, is_part: true };
                self.sets.splice(0..0, [part(first), part(second)]);
            }
            Next::Refuse(error) => {
                let refuse = |atom: Atom| Refusal {
                    subject: Subject::of(&self.experience, &atom),
                    atom,
                    error: error.clone(),
                    change_set: observed.change_set.clone(),
                };
                self.refused.extend(set.atoms.into_iter().map(refuse));
                if self.refused.len() >= REFUSALS_MAX && !self.sets.is_empty() {
                    self.held = Some(Hold::TooManyRefused);
                }
            }
            Next::Wait | Next::Hold(_) => {}
        }
        self
    }

    /// Leaves the rest to another run.
    #[must_use]
    pub fn hold(mut self, hold: Hold) -> Self {
        self.held = Some(hold);
        self
    }
}
