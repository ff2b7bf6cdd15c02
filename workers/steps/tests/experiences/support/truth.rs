//! What has to hold of the world, looked at without pages or faults.

use std::collections::{BTreeMap, BTreeSet};

use domain::experience::change_set::NAME_PREFIX;
use domain::experience::quarantine::Quarantine;
use domain::experience::report::{Outcome, Report};
use sim::{ChangeSetView, PolicyView};
use steps::experiences::keys;

use super::stacks::Stacks;
use super::world::{MEMBER, SOURCE};

impl Stacks {
    /// The report of a run.
    pub(crate) fn report(&self, run: &str) -> Report {
        self.file(&format!("runs/{run}/report.json"))
    }

    /// What a run did to an experience.
    pub(crate) fn row(&self, run: &str, experience: &str) -> Outcome {
        let rows = self.report(run).experiences;
        rows.into_iter().find(|row| row.experience.as_str() == experience).unwrap()
    }

    /// The products of an experience.
    pub(crate) fn policy(&self, experience: &str) -> PolicyView {
        self.experience(experience).policy.unwrap()
    }

    /// What is in quarantine, in words.
    pub(crate) fn quarantine(&self) -> Vec<String> {
        if !self.bucket.0.lock().unwrap().contains_key(keys::QUARANTINE) {
            return Vec::new();
        }
        let quarantine: Quarantine = self.file(keys::QUARANTINE);
        quarantine.refusals().map(|refusal| refusal.atom.to_string()).collect()
    }

    /// The change sets that we started for an experience, in the order of their start.
    pub(crate) fn ours(&self, experience: &str) -> Vec<ChangeSetView> {
        let is_ours = |set: &ChangeSetView| {
            set.name.as_ref().is_some_and(|name| name.starts_with(NAME_PREFIX))
                && set.changes[0].experience == experience
        };
        self.sim.change_sets().into_iter().filter(is_ours).collect()
    }

    /// Every product of the source is as there, but for these.
    pub(crate) fn assert_like_the_source(&self, experience: &str, but: &[String]) {
        let (there, here) = (self.policy(SOURCE), self.policy(experience));
        let but: BTreeSet<&String> = but.iter().collect();
        let allowed: BTreeSet<&String> = there.allowed.iter().filter(|id| !but.contains(id)).collect();
        assert_eq!(here.allowed.iter().filter(|id| !but.contains(id)).collect::<BTreeSet<_>>(), allowed);
        let missing: Vec<&String> =
            there.denied.iter().filter(|id| !here.denied.contains(*id) && !but.contains(id)).collect();
        assert!(missing.is_empty(), "rejected there and not denied here: {missing:?}");
    }

    /// At most one of our change sets of an experience at a time, in all that was ever started.
    pub(crate) fn assert_serial(&self, experience: &str) {
        for pair in self.ours(experience).windows(2) {
            let ended = pair[0].ended_epoch_milliseconds;
            let is_before = ended.is_some_and(|ended| ended <= pair[1].started_epoch_milliseconds);
            assert!(is_before, "two at a time: {pair:#?}");
        }
    }

    /// P10: every call that starts a change set is in the ledger, and nothing else is.
    pub(crate) fn assert_every_write_is_in_the_ledger(&self) {
        let caller = format!("arn:aws:iam::{MEMBER}:root");
        let log = self.sim.calls().log;
        // Nobody but a person cancels.
        let is_write = |call: &&sim::Call| {
            call.caller == caller && sim::is_mutating(&call.operation) && !call.operation.contains("Cancel")
        };
        let of_ours = log.iter().filter(is_write);
        let made =
            count(of_ours.map(|call| call.operation.replace("marketplace-catalog.", "aws-marketplace:")));
        let kept = count(self.ledger.all().iter().map(|entry| entry.operation.to_owned()));
        assert_eq!(made, kept, "calls made, and entries in the ledger");
    }
}

fn count(operations: impl Iterator<Item = String>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    operations.for_each(|operation| *counts.entry(operation).or_default() += 1);
    counts
}
