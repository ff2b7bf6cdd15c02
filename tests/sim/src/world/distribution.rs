//! Grants to an organizational unit or the whole organization: one child grant per account, kept in step with who is
//! there (AWS-FACTS 3.2).

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::VirtualTime;
use crate::options::{AreaStatus, JoinerParts};

use super::grant::{GrantFace, GrantFacts, GrantStatus, Grantee, Workflow};
use super::{GrantIndex, World};

impl World {
    /// The live child grants of a grant.
    pub(crate) fn children(&self, parent: GrantIndex) -> Vec<GrantIndex> {
        let arn = &self.grants[parent].arn;
        self.by_license
            .get(&self.grants[parent].license_arn)
            .into_iter()
            .flatten()
            .copied()
            .filter(|index| self.grants[*index].parent_arn == *arn && self.grants[*index].is_live())
            .collect()
    }

    /// Whether a workflow over a unit or the organization is running for this granter.
    pub(crate) fn spreads_already(&self, granter: &str) -> bool {
        self.grants.iter().any(|grant| {
            grant.granter == granter
                && grant.workflow.is_some()
                && !matches!(grant.grantee, Grantee::Account(_))
        })
    }

    /// A new grant has reached every account of its unit or organization.
    pub(crate) fn finish_spreading(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        let area = self.area_of(index).to_owned();
        if let Some(reason) = self.failed_delivery(index, &area) {
            self.grants[index].set_status(at, GrantStatus::FailedWorkflow, Some(&reason));
            return;
        }
        for account in self.covered_accounts(index) {
            let child = self.add_child(index, &account, at, GrantStatus::Disabled);
            self.finish_part(child, at, activate);
        }
        self.rest(index, at, activate);
    }

    /// Every child has been put into or out of force.
    pub(super) fn finish_spread_activation(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        let override_behavior = self.grants[index].face().override_behavior;
        for child in self.children(index) {
            match self.grants[child].workflow {
                Some(Workflow::Delete) => continue,
                // It is still on its way to a newcomer, and arrives as the others are by then.
                Some(Workflow::Distribute { .. }) => {
                    self.grants[child].workflow = Some(Workflow::Distribute { activate });
                    continue;
                }
                // What its account was at is overtaken.
                Some(Workflow::Accept | Workflow::Activate | Workflow::Deactivate) | None => {
                    self.grants[child].workflow = None;
                }
            }
            self.grants[child].change(at, |face| {
                face.version += 1;
                face.override_behavior = override_behavior;
            });
            self.finish_part(child, at, activate);
        }
        self.rest(index, at, activate);
        // Who came and went while the workflow ran has not been looked at.
        self.follow_membership();
    }

    /// A part has been delivered, and put into or out of force with all the others.
    fn finish_part(&mut self, part: GrantIndex, at: VirtualTime, activate: bool) {
        let account = self.grants[part].account().unwrap_or_default().to_owned();
        if let Some(reason) = self.failed_delivery(part, &account) {
            self.grants[part].set_status(at, GrantStatus::FailedWorkflow, Some(&reason));
        } else if activate {
            self.finish_activation(part, at);
        } else {
            self.grants[part].set_status(at, GrantStatus::Disabled, None);
        }
    }

    /// What the grant itself shows when its workflow is over.
    fn rest(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        let status = match (self.options.area_status, activate) {
            (AreaStatus::WorkflowCompleted, _) => GrantStatus::WorkflowCompleted,
            (AreaStatus::AsAsked, true) => GrantStatus::Active,
            (AreaStatus::AsAsked, false) => GrantStatus::Disabled,
        };
        self.grants[index].set_status(at, status, None);
    }

    /// Gives every account that came what its unit or organization has, and takes it from every account that went.
    pub(super) fn follow_membership(&mut self) {
        let spread: Vec<GrantIndex> = (0..self.grants.len())
            .filter(|index| {
                let grant = &self.grants[*index];
                grant.is_live() && grant.workflow.is_none() && grant.account().is_none()
            })
            .collect();
        for parent in spread {
            let covered = self.covered_accounts(parent);
            let children = self.children(parent);
            let reached: BTreeSet<&str> = covered.iter().map(String::as_str).collect();
            let mut held = BTreeSet::new();
            let mut in_force = false;
            let mut left = Vec::new();
            for child in children {
                let part = &self.grants[child];
                in_force |= part.face().status == GrantStatus::Active;
                let account = part.account().unwrap_or_default();
                // Who comes back while it is taken away gets another one.
                if part.workflow != Some(Workflow::Delete) {
                    held.insert(account.to_owned());
                    if !reached.contains(account) {
                        left.push(child);
                    }
                }
            }
            for child in left {
                self.start_workflow(child, Workflow::Delete, GrantStatus::PendingDelete);
            }
            let activate = in_force && self.options.joiner_parts == JoinerParts::Active;
            for account in covered.iter().filter(|account| !held.contains(*account)) {
                let now = self.now;
                let child = self.add_child(parent, account, now, GrantStatus::PendingWorkflow);
                let workflow = Workflow::Distribute { activate };
                self.start_workflow(child, workflow, GrantStatus::PendingWorkflow);
            }
        }
    }

    /// The usable accounts a grant to a unit or the organization reaches; never the granter itself.
    fn covered_accounts(&self, index: GrantIndex) -> Vec<String> {
        let grant = &self.grants[index];
        let parent = match &grant.grantee {
            Grantee::Account(_) => return Vec::new(),
            Grantee::Unit(unit) => unit,
            Grantee::Organization => &self.organization.root,
        };
        self.organization
            .accounts_below(parent)
            .filter(|account| account.state.is_usable() && account.id != grant.granter)
            .map(|account| account.id.clone())
            .collect()
    }

    /// The id of the unit or organization that a grant is for.
    fn area_of(&self, index: GrantIndex) -> &str {
        match &self.grants[index].grantee {
            Grantee::Account(account) => account,
            Grantee::Unit(unit) => unit,
            Grantee::Organization => &self.organization.id,
        }
    }

    fn add_child(
        &mut self,
        parent: GrantIndex,
        account: &str,
        at: VirtualTime,
        status: GrantStatus,
    ) -> GrantIndex {
        let grant = &self.grants[parent];
        let principal_arn = format!("arn:aws:iam::{account}:root");
        let facts = GrantFacts {
            arn: self.new_grant_arn(&grant.granter, &grant.license_arn, &principal_arn),
            parent_arn: grant.arn.clone(),
            license_arn: grant.license_arn.clone(),
            granter: grant.granter.clone(),
            grantee: Grantee::Account(account.to_owned()),
            principal_arn,
            home_region: grant.home_region.clone(),
            kind: grant.kind,
            tags: BTreeMap::new(),
        };
        let face = GrantFace { version: 1, status, status_reason: None, ..grant.face().clone() };
        self.add_grant(facts, at, face)
    }
}
