//! What a run saw of one experience, planned for it and did to it so far: its memory from look to look, and from pass to
//! pass.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::change_set::Work;
use super::identity::ProductId;
use super::plan::{Atom, Decision, ExperiencePlan, Line};
use crate::guard::Verdict;
use crate::run::PAYLOAD_VERSION;

/// A plan, and what the guard says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The plan.
    pub plan: ExperiencePlan,
    /// What the guard says.
    pub verdict: Verdict,
}

/// What a run knows of one experience: `runs/<run>/pass-<nn>/plans/<experience>.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The payload version.
    pub v: u32,
    /// The first look of the pass: what people see as its plan.
    pub first: Judged,
    /// The newest look.
    pub last: Judged,
    /// Everything that was planned in the run, each thing once.
    pub planned: Vec<Line>,
    /// What of it was done before the newest look.
    pub done: Vec<Line>,
    /// The address of the logo that was applied last, as the record of the run before has it.
    pub logo_applied: Option<String>,
}

impl Progress {
    /// The first look of a run.
    pub fn begin(judged: Judged, logo_applied: Option<String>) -> Self {
        let planned = applied_lines(&judged.plan).cloned().collect();
        Self {
            v: PAYLOAD_VERSION,
            first: judged.clone(),
            last: judged,
            planned,
            done: Vec::new(),
            logo_applied,
        }
    }

    /// A further look, when `work` is what the present change sets left of the plan before. In another pass it is the first
    /// look of that one.
    #[must_use]
    pub fn look(self, judged: Judged, work: Option<&Work>, another_pass: bool) -> Self {
        let done = self.done_before(&judged.plan, work);
        Self {
            planned: union(self.planned, applied_lines(&judged.plan)),
            done,
            first: if another_pass { judged.clone() } else { self.first },
            last: judged,
            ..self
        }
    }

    /// Everything that was done in the run, `work` being what is left of the newest plan. Without any work nothing of that
    /// plan was begun.
    pub fn done(&self, work: Option<&Work>) -> Vec<Line> {
        let Some(work) = work else { return self.done.clone() };
        let left: BTreeSet<&Atom> = work.sets.iter().flat_map(|set| &set.atoms).collect();
        let refused: BTreeSet<&Atom> = work.refused.iter().map(|refusal| &refusal.atom).collect();
        let is_done = |line: &&Line| !left.contains(&line.atom) && !refused.contains(&line.atom);
        union(self.done.clone(), applied_lines(&self.last.plan).filter(is_done))
    }

    /// Everything that was done before a look that comes to `plan`. The end of the present change set may not have been seen:
    /// what of it is not to be done any more has been done.
    fn done_before(&self, plan: &ExperiencePlan, work: Option<&Work>) -> Vec<Line> {
        let begun = work.and_then(|work| work.sets.first());
        let begun: BTreeSet<&Atom> = begun.into_iter().flat_map(|set| &set.atoms).collect();
        let open: BTreeSet<&Atom> = plan.lines.iter().map(|line| &line.atom).collect();
        let is_done =
            |line: &&Line| plan.skipped.is_none() && begun.contains(&line.atom) && !open.contains(&line.atom);
        union(self.done(work), applied_lines(&self.last.plan).filter(is_done))
    }

    /// How many products the run took from users before a look that comes to `plan`, and that are not to be taken by it: the
    /// guard counts them with those that are.
    pub fn withdrawn_before(&self, plan: &ExperiencePlan, work: Option<&Work>) -> u32 {
        let taken = |lines: &[Line]| -> BTreeSet<ProductId> {
            let taken = lines.iter().filter(|line| line.takes_away);
            taken.filter_map(|line| line.atom.product().cloned()).collect()
        };
        let before = taken(&self.done_before(plan, work));
        u32::try_from(before.difference(&taken(&plan.lines)).count()).unwrap_or(u32::MAX)
    }

    /// The address of the logo that was applied last, by this run or an earlier one.
    pub fn logo(&self, work: Option<&Work>) -> Option<String> {
        let applied = self.done(work).into_iter().find_map(|line| match line.atom {
            Atom::Branding(change) => change.branding.logo_url,
            Atom::Allow(_) | Atom::Deny(_) | Atom::Requests(_) | Atom::Audience(_) | Atom::Status(_) => None,
        });
        applied.or_else(|| self.logo_applied.clone())
    }
}

fn applied_lines(plan: &ExperiencePlan) -> impl Iterator<Item = &Line> {
    plan.lines.iter().filter(|line| line.decision == Decision::Apply)
}

/// Each thing once, in order; where both have it, the newer line.
fn union<'a>(some: Vec<Line>, more: impl Iterator<Item = &'a Line>) -> Vec<Line> {
    let mut lines: BTreeMap<Atom, Line> = some.into_iter().map(|line| (line.atom.clone(), line)).collect();
    lines.extend(more.map(|line| (line.atom.clone(), line.clone())));
    lines.into_values().collect()
}
