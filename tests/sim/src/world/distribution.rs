//! Grants to an organizational unit or the whole organization: one child grant per account, kept in step with who is
//! there (AWS-FACTS 3.2).

use std::collections::BTreeMap;

use crate::clock::VirtualTime;

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
    pub(super) fn finish_spreading(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        for account in self.covered_accounts(index) {
            let child = self.add_child(index, &account, at, GrantStatus::Disabled);
            if activate {
                self.finish_activation(child, at);
            }
        }
        self.grants[index].set_status(at, GrantStatus::WorkflowCompleted, None);
    }

    /// Every child has been put into or out of force.
    pub(super) fn finish_spread_activation(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        let override_behavior = self.grants[index].face().override_behavior;
        for child in self.children(index) {
            self.grants[child].change(at, |face| {
                face.version += 1;
                face.override_behavior = override_behavior;
            });
            if activate {
                self.finish_activation(child, at);
            } else {
                self.grants[child].set_status(at, GrantStatus::Disabled, None);
            }
        }
        self.grants[index].set_status(at, GrantStatus::WorkflowCompleted, None);
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
            let in_force =
                children.iter().any(|child| self.grants[*child].face().status == GrantStatus::Active);
            for child in &children {
                let stays =
                    self.grants[*child].account().is_some_and(|held| covered.iter().any(|id| id == held));
                if !stays && self.grants[*child].workflow != Some(Workflow::Delete) {
                    self.start_workflow(*child, Workflow::Delete, GrantStatus::PendingDelete);
                }
            }
            for account in covered {
                let held = children.iter().any(|child| self.grants[*child].account() == Some(&account));
                if !held {
                    let now = self.now;
                    let child = self.add_child(parent, &account, now, GrantStatus::PendingWorkflow);
                    let workflow = Workflow::Distribute { activate: in_force };
                    self.start_workflow(child, workflow, GrantStatus::PendingWorkflow);
                }
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
