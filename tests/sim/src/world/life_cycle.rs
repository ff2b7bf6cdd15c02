//! How a workflow on a grant ends (AWS-FACTS 3.1 and 3.3).

use crate::clock::VirtualTime;
use crate::options::ConflictShows;

use super::grant::{GrantStatus, Grantee, Override, Workflow};
use super::license::LicenseStatus;
use super::linked_roles::services::LICENSE_MANAGER_MANAGEMENT;
use super::organization::{LICENSE_MANAGER, MARKETPLACE};
use super::{GrantIndex, World};

/// The status reason of an activation that lost against another active grant for the product.
pub(crate) const CONFLICT_REASON: &str =
    "Another grant or license for the same product is already active in the grantee account.";

/// The status reason of a grant that made way for another one of the same product.
pub(super) const REPLACED_REASON: &str = "Replaced by another grant for the same product.";

impl World {
    /// Ends the workflow that runs on a grant.
    pub(super) fn finish_workflow(&mut self, index: GrantIndex, at: VirtualTime) {
        let Some(workflow) = self.grants[index].workflow.take() else { return };
        let single = matches!(self.grants[index].grantee, Grantee::Account(_));
        match workflow {
            Workflow::Distribute { activate } if single => self.finish_delivery(index, at, activate),
            Workflow::Distribute { activate } => self.finish_spreading(index, at, activate),
            Workflow::Accept => self.grants[index].set_status(at, GrantStatus::Disabled, None),
            Workflow::Activate if single => self.finish_activation(index, at),
            Workflow::Activate => self.finish_spread_activation(index, at, true),
            Workflow::Deactivate if single => self.grants[index].set_status(at, GrantStatus::Disabled, None),
            Workflow::Deactivate => self.finish_spread_activation(index, at, false),
            Workflow::Delete => self.finish_deletion(index, at),
        }
    }

    /// Whether grants of this account to members are accepted without asking them (AWS-FACTS 3.1): by the link of the
    /// license's home Region, and by the two roles of License Manager (AWS-FACTS 10).
    pub(crate) fn accepts_automatically(&self, granter: &str, home_region: &str) -> bool {
        let organization = &self.organization;
        organization.all_features
            && !organization.grants_wait
            && organization.links_in_effect.of(home_region)
            && organization.trusts(LICENSE_MANAGER)
            && granter == organization.management_account
            && self.has_linked_role(granter, LICENSE_MANAGER)
            && self.has_linked_role(granter, LICENSE_MANAGER_MANAGEMENT)
    }

    /// The other grants that are in force for the same product in the same account.
    pub(crate) fn conflicts(&self, index: GrantIndex) -> Vec<GrantIndex> {
        let grant = &self.grants[index];
        let (Some(account), Some(license)) = (grant.account(), self.licenses.get(&grant.license_arn)) else {
            return Vec::new();
        };
        if !grant.conveys_use() {
            return Vec::new();
        }
        let in_force = |other: &GrantIndex| {
            let candidate = &self.grants[*other];
            *other != index
                && candidate.conveys_use()
                && candidate.face().status == GrantStatus::Active
                && self
                    .licenses
                    .get(&candidate.license_arn)
                    .is_some_and(|held| held.sku == license.sku && held.status == LicenseStatus::Available)
        };
        self.by_account.get(account).into_iter().flatten().copied().filter(in_force).collect()
    }

    /// A new grant to one account arrives, or not.
    fn finish_delivery(&mut self, index: GrantIndex, at: VirtualTime, activate: bool) {
        let grant = &self.grants[index];
        let account = grant.account().unwrap_or_default().to_owned();
        let granter = grant.granter.clone();
        let home_region = grant.home_region.clone();
        let is_child = grant.is_part();
        let reason = self
            .failed_delivery(index, &account)
            .or_else(|| self.unusable_reason(&account).map(str::to_owned));
        if let Some(reason) = reason {
            self.grants[index].set_status(at, GrantStatus::FailedWorkflow, Some(&reason));
        } else if activate {
            self.finish_activation(index, at);
        } else if is_child || self.accepts_automatically(&granter, &home_region) {
            self.grants[index].set_status(at, GrantStatus::Disabled, None);
        } else {
            self.grants[index].set_status(at, GrantStatus::PendingAccept, None);
        }
    }

    /// Why the delivery of a grant to an account, or to all of a unit or the organization, fails, if it does.
    pub(super) fn failed_delivery(&mut self, index: GrantIndex, to: &str) -> Option<String> {
        let license = self.licenses.get(&self.grants[index].license_arn);
        let sku = license.map(|license| license.sku.clone()).unwrap_or_default();
        self.failures.fail_distribution(to, &sku)
    }

    /// Why nothing can be delivered to or put into force in an account.
    fn unusable_reason(&self, account: &str) -> Option<&'static str> {
        match self.organization.accounts.get(account) {
            None => Some("The grantee account is not part of the organization."),
            Some(member) if member.state.is_usable() => None,
            Some(_) => Some("The grantee account is not active."),
        }
    }

    /// A grant to one account comes into force, or not.
    pub(super) fn finish_activation(&mut self, index: GrantIndex, at: VirtualTime) {
        let account = self.grants[index].account().unwrap_or_default().to_owned();
        let available = self
            .licenses
            .get(&self.grants[index].license_arn)
            .is_some_and(|license| license.status == LicenseStatus::Available);
        if let Some(reason) = self.unusable_reason(&account) {
            self.grants[index].set_status(at, GrantStatus::FailedWorkflow, Some(reason));
            return;
        }
        if !available || !self.organization.trusts(MARKETPLACE) {
            let reason = if available {
                "AWS Marketplace does not have trusted access to the organization."
            } else {
                "The license is not available."
            };
            self.grants[index].set_status(at, GrantStatus::Disabled, Some(reason));
            return;
        }
        let conflicts = self.conflicts(index);
        let replaces =
            self.grants[index].face().override_behavior == Some(Override::AllGrantsPermittedByIssuer);
        if conflicts.is_empty() || replaces {
            for other in conflicts {
                self.grants[other].set_status(at, GrantStatus::Disabled, Some(REPLACED_REASON));
            }
            self.grants[index].set_status(at, GrantStatus::Active, None);
            return;
        }
        let status = match self.options.conflict {
            ConflictShows::FailedWorkflow => GrantStatus::FailedWorkflow,
            ConflictShows::DisabledWithReason | ConflictShows::Refused => GrantStatus::Disabled,
        };
        self.grants[index].set_status(at, status, Some(CONFLICT_REASON));
    }

    /// A grant is gone, and its children with it.
    fn finish_deletion(&mut self, index: GrantIndex, at: VirtualTime) {
        self.grants[index].set_status(at, GrantStatus::Deleted, None);
        for child in self.children(index) {
            self.grants[child].workflow = None;
            self.grants[child].set_status(at, GrantStatus::Deleted, None);
        }
    }
}
