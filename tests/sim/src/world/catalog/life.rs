//! How a change set goes on with time: checked while it is `PREPARING`, carried out as a whole at the end of `APPLYING`
//! (AWS-FACTS 9.3).

use crate::clock::VirtualTime;
use crate::random;
use crate::world::happening::Happening;
use crate::world::{Due, World};

use super::ChangeSetIndex;
use super::change_set::{ChangeSet, ChangeSetStatus, FailureCode};

/// The share of its time that a change set is `PREPARING`.
const PREPARING_SHARE: u64 = 3;

impl World {
    /// Takes up a new change set; its entities are locked from now on.
    pub(crate) fn start_change_set(&mut self, set: ChangeSet) -> ChangeSetIndex {
        let index = self.catalog.change_sets.len();
        let seconds = (self.change_set_seconds(&set.id) / PREPARING_SHARE).max(1);
        self.catalog.change_sets.push(set);
        self.agenda.insert((self.now.plus_seconds(seconds), Due::ChangeSet(index)));
        index
    }

    /// Calls off a change set; `false` when it is too late for that.
    pub(crate) fn cancel_change_set(&mut self, index: ChangeSetIndex) -> bool {
        let is_early = self.catalog.change_sets[index].status == ChangeSetStatus::Preparing;
        if is_early {
            self.end_change_set(index, self.now, ChangeSetStatus::Cancelled, None);
        }
        is_early
    }

    /// A phase of a change set is over.
    pub(in crate::world) fn finish_phase(&mut self, index: ChangeSetIndex, at: VirtualTime) {
        match self.catalog.change_sets[index].status {
            ChangeSetStatus::Preparing => self.finish_preparing(index, at),
            ChangeSetStatus::Applying => self.finish_applying(index, at),
            ChangeSetStatus::Succeeded | ChangeSetStatus::Failed | ChangeSetStatus::Cancelled => {}
        }
    }

    fn finish_preparing(&mut self, index: ChangeSetIndex, at: VirtualTime) {
        if let Err(faults) = self.carry_out(index, at) {
            self.fail_for_its_content(index, at, faults);
            return;
        }
        self.catalog.change_sets[index].status = ChangeSetStatus::Applying;
        let total = self.change_set_seconds(&self.catalog.change_sets[index].id);
        let left = (total - total / PREPARING_SHARE).max(1);
        self.agenda.insert((at.plus_seconds(left), Due::ChangeSet(index)));
    }

    fn finish_applying(&mut self, index: ChangeSetIndex, at: VirtualTime) {
        if self.breaks_down(index) {
            let told = "The change set could not be processed because of an internal error.".to_owned();
            self.end_change_set(index, at, ChangeSetStatus::Failed, Some((FailureCode::ServerFault, told)));
            return;
        }
        match self.carry_out(index, at) {
            Ok(applied) => {
                for change in self.catalog.change_sets[index].changes.clone() {
                    let arn = self.entity_arn("Experience", &change.experience);
                    self.catalog.tags.entry(arn).or_default().extend(change.tags);
                }
                self.catalog.experiences.extend(applied);
                self.end_change_set(index, at, ChangeSetStatus::Succeeded, None);
            }
            Err(faults) => self.fail_for_its_content(index, at, faults),
        }
    }

    /// Whether AWS fails at this change set without a reason in it.
    fn breaks_down(&mut self, index: ChangeSetIndex) -> bool {
        if self.catalog.server_faults_left > 0 {
            self.catalog.server_faults_left -= 1;
            return true;
        }
        let faults = &self.options.faults;
        let id = &self.catalog.change_sets[index].id;
        random::fraction(faults.seed, &["change set", id]) < faults.change_set_server_fault
    }

    fn fail_for_its_content(&mut self, index: ChangeSetIndex, at: VirtualTime, faults: super::apply::Faults) {
        for (position, fault) in faults {
            self.catalog.change_sets[index].changes[position].faults.push(fault);
        }
        let told = "Change set was not processed because of errors in its changes.".to_owned();
        self.end_change_set(index, at, ChangeSetStatus::Failed, Some((FailureCode::ClientError, told)));
    }

    fn end_change_set(
        &mut self,
        index: ChangeSetIndex,
        at: VirtualTime,
        status: ChangeSetStatus,
        failure: Option<(FailureCode, String)>,
    ) {
        let set = &mut self.catalog.change_sets[index];
        set.status = status;
        set.ended = Some(at);
        set.failure = failure;
        let change_set = Box::new(set.clone());
        self.tell(Happening::ChangeSetEnded { change_set });
    }

    /// The id of what hangs on an experience; an experience has one of each kind.
    pub(crate) fn entity_id(&self, prefix: &str, experience: &str) -> String {
        format!("{prefix}-{}", random::hex(self.options.seed, &[prefix, experience], 13))
    }

    /// The ARN of an entity or a change set, by its kind and id; all of them are the management account's.
    pub(crate) fn entity_arn(&self, kind: &str, id: &str) -> String {
        let owner = &self.organization.management_account;
        format!("arn:aws:aws-marketplace:us-east-1:{owner}:AWSMarketplace/{kind}/{id}")
    }

    fn change_set_seconds(&self, id: &str) -> u64 {
        let latency = self.options.catalog.change_set;
        let words = ["change set", id];
        random::between(self.options.seed, &words, latency.least_seconds, latency.most_seconds)
    }
}
