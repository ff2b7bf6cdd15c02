//! A small AWS: what becomes of a call on a grant (AWS-FACTS 3).

use domain::grant::{Grant, GrantStatus, OverrideBehavior, Share};
use domain::identifier::{AccountId, GrantArn, ProductSku};
use domain::limits::GRANTS_PER_LICENSE_MAX;

use super::world::{Given, Work, World, is_active_in, is_live, reaches};
use crate::support::HUB;

const CONFLICT: &str = "the product is already active in the account";

/// A call that AWS refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Duplicate,
    Quota,
    Conflict,
    InWorkflow,
}

/// Something that an activation switched off in an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SwitchedOff {
    pub(super) account: AccountId,
    pub(super) product: ProductSku,
    pub(super) whose: Whose,
}

/// Whose it is that an account has the product by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// A grant of ours.
    Ours,
    /// A license that the account bought itself.
    Own,
    /// A grant of somebody else.
    Others,
}

impl World {
    pub(super) fn given(&self, arn: &GrantArn) -> Option<&Given> {
        self.grants.iter().find(|given| given.grant.arn == *arn)
    }

    pub(super) fn index(&self, arn: &GrantArn) -> usize {
        self.grants.iter().position(|given| given.grant.arn == *arn).unwrap()
    }

    pub(super) fn live_of(&self, share: &Share) -> Option<&Given> {
        self.grants.iter().find(|given| is_live(given) && given.grant.share == *share)
    }

    pub(super) fn create(
        &mut self,
        share: &Share,
        activate: Option<OverrideBehavior>,
    ) -> Result<GrantArn, Refused> {
        if self.live_of(share).is_some() {
            return Err(Refused::Duplicate);
        }
        let of_license =
            self.grants.iter().filter(|given| is_live(given) && given.grant.share.license == share.license);
        if of_license.count() >= GRANTS_PER_LICENSE_MAX {
            return Err(Refused::Quota);
        }
        let arn: GrantArn =
            format!("arn:aws:license-manager::{HUB}:grant:g-{:032x}", 0x1000 + self.grants.len())
                .parse()
                .unwrap();
        let grant = Grant {
            arn: arn.clone(),
            name: domain::ownership::grant_name(&share.principal),
            share: share.clone(),
            status: GrantStatus::PendingWorkflow,
            status_reason: None,
            version: "1".into(),
        };
        let work = Some(Work::Deliver(activate));
        self.grants.push(Given { grant, parts: std::collections::BTreeMap::new(), work });
        Ok(arn)
    }

    pub(super) fn accept(&mut self, arn: &GrantArn) {
        let index = self.index(arn);
        self.grants[index].grant.status = GrantStatus::Disabled;
    }

    pub(super) fn activate(
        &mut self,
        arn: &GrantArn,
        behavior: Option<OverrideBehavior>,
    ) -> Result<(), Refused> {
        let index = self.index(arn);
        if self.grants[index].work.is_some() {
            return Err(Refused::InWorkflow);
        }
        let share = self.grants[index].grant.share.clone();
        if let Some(account) = share.principal.account()
            && self.habits.refuses_at_call
            && behavior.is_none()
            && self.is_taken(account, &share, index)
        {
            return Err(Refused::Conflict);
        }
        self.grants[index].grant.status = GrantStatus::PendingWorkflow;
        self.grants[index].work = Some(Work::Activate(behavior));
        Ok(())
    }

    pub(super) fn delete(&mut self, arn: &GrantArn) -> Result<(), Refused> {
        let index = self.index(arn);
        if self.grants[index].work.is_some() {
            return Err(Refused::InWorkflow);
        }
        // What is being deleted conveys nothing any more.
        let given = &mut self.grants[index];
        (given.grant.status, given.work) = (GrantStatus::PendingDelete, Some(Work::Delete));
        given.parts.clear();
        Ok(())
    }

    /// AWS ends what it is at on a grant. Says what that switched off.
    pub(super) fn settle(&mut self, index: usize) -> Vec<SwitchedOff> {
        let work = self.grants[index].work.take();
        let mut off = Vec::new();
        match (work, self.grants[index].grant.share.principal.account().cloned()) {
            (None, _) => self.settle_parts(index),
            (Some(Work::Delete), _) => {
                self.grants[index].parts.clear();
                self.grants[index].grant.status = GrantStatus::Deleted;
            }
            (Some(Work::Deliver(_)), Some(_)) => {
                self.grants[index].grant.status = if self.habits.asks_to_accept {
                    GrantStatus::PendingAccept
                } else {
                    GrantStatus::Disabled
                };
            }
            (Some(Work::Activate(behavior)), Some(account)) => {
                let (status, reason) = self.put_in_force(&account, index, behavior, &mut off);
                let grant = &mut self.grants[index].grant;
                (grant.status, grant.status_reason) = (status, reason);
            }
            (Some(Work::Deliver(behavior)), None) => {
                self.spread(index);
                self.put_all_in_force(index, behavior, behavior.is_some(), &mut off);
            }
            (Some(Work::Activate(behavior)), None) => self.put_all_in_force(index, behavior, true, &mut off),
        }
        off
    }

    /// Gives every account that an area reaches its part.
    fn spread(&mut self, index: usize) {
        let principal = self.grants[index].grant.share.principal.clone();
        let reached: Vec<_> =
            self.reached(&principal).into_iter().map(|account| account.id.clone()).collect();
        for account in reached {
            self.grants[index].parts.entry(account).or_insert((GrantStatus::Disabled, None));
        }
    }

    fn put_all_in_force(
        &mut self,
        index: usize,
        behavior: Option<OverrideBehavior>,
        activate: bool,
        off: &mut Vec<SwitchedOff>,
    ) {
        let accounts: Vec<_> = self.grants[index].parts.keys().cloned().collect();
        for account in accounts.into_iter().filter(|_| activate) {
            let part = self.put_in_force(&account, index, behavior, off);
            self.grants[index].parts.insert(account, part);
        }
        self.grants[index].grant.status = match (self.habits.area_rests_as_asked, activate) {
            (false, _) => GrantStatus::WorkflowCompleted,
            (true, true) => GrantStatus::Active,
            (true, false) => GrantStatus::Disabled,
        };
    }

    /// Accounts that joined an area get their part, by AWS's own doing.
    pub(super) fn follow_membership(&mut self) {
        for index in 0..self.grants.len() {
            let given = &self.grants[index];
            if !is_live(given) || given.work.is_some() || given.grant.share.principal.account().is_some() {
                continue;
            }
            let is_in_force = given.parts.values().any(|(status, _)| *status == GrantStatus::Active);
            let missing: Vec<_> = self
                .receivers()
                .filter(|account| reaches(&given.grant.share.principal, account))
                .filter(|account| !given.parts.contains_key(&account.id))
                .map(|account| account.id.clone())
                .collect();
            for account in missing {
                let part = if is_in_force && self.habits.joiner_is_activated {
                    let only_this = Some(OverrideBehavior::DistributedGrantsOnly);
                    self.put_in_force(&account, index, only_this, &mut Vec::new())
                } else {
                    (GrantStatus::Disabled, None)
                };
                self.grants[index].parts.insert(account, part);
            }
            self.settle_parts(index);
        }
    }

    /// Parts that were on their way arrive, and are off.
    fn settle_parts(&mut self, index: usize) {
        for part in self.grants[index].parts.values_mut() {
            if part.0 == GrantStatus::PendingWorkflow {
                *part = (GrantStatus::Disabled, None);
            }
        }
    }

    /// Whether another grant, or the account's own license, is active for the product.
    fn is_taken(&self, account: &AccountId, share: &Share, but: usize) -> bool {
        let Some(product) = self.product(share) else { return false };
        self.own.get(&(account.clone(), product.clone())) == Some(&true)
            || self.grants.iter().enumerate().any(|(index, given)| {
                index != but
                    && self.product(&given.grant.share) == Some(product)
                    && is_active_in(given, account)
            })
    }

    /// One product has one active grant in an account (AWS-FACTS 3.3).
    fn put_in_force(
        &mut self,
        account: &AccountId,
        index: usize,
        behavior: Option<OverrideBehavior>,
        off: &mut Vec<SwitchedOff>,
    ) -> (GrantStatus, Option<String>) {
        let share = self.grants[index].grant.share.clone();
        if !self.is_taken(account, &share, index) {
            return (GrantStatus::Active, None);
        }
        if behavior != Some(OverrideBehavior::AllGrantsPermittedByIssuer) {
            return (GrantStatus::Disabled, Some(CONFLICT.to_owned()));
        }
        let product = self.product(&share).cloned().unwrap();
        if let Some(active) = self.own.get_mut(&(account.clone(), product.clone())).filter(|active| **active)
        {
            *active = false;
            off.push(SwitchedOff { account: account.clone(), product: product.clone(), whose: Whose::Own });
        }
        for other in 0..self.grants.len() {
            let given = &self.grants[other];
            if other == index
                || self.product(&given.grant.share) != Some(&product)
                || !is_active_in(given, account)
            {
                continue;
            }
            let ours = domain::ownership::bears_our_name(&given.grant);
            let whose = if ours { Whose::Ours } else { Whose::Others };
            off.push(SwitchedOff { account: account.clone(), product: product.clone(), whose });
            let given = &mut self.grants[other];
            match given.parts.get_mut(account) {
                Some(part) => *part = (GrantStatus::Disabled, None),
                None => given.grant.status = GrantStatus::Disabled,
            }
        }
        (GrantStatus::Active, None)
    }
}
