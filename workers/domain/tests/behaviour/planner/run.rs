//! Runs: passes that plan, ask, and apply action by action in any order, with everything checked after each of their steps.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::TagSource;
use domain::grant::{GrantStatus, Share};
use domain::guard::{Verdict, covers, judge};
use domain::identifier::{AccountId, GrantArn, ProductSku};
use domain::life_cycle::{Next, Wish, left_off, next_step, spread};
use domain::limits::PASSES_MAX;
use domain::ownership::bears_our_name;
use domain::plan::{Observation, Plan, Progress, plan};
use domain::policy::ActivationOverride;
use domain::run::RunRequest;
use domain::work::{Action, NextTask, items};
use proptest::prelude::prop_assert;
use proptest::test_runner::TestCaseError;

use super::aws::{Refused, SwitchedOff, Whose};
use super::world::{World, is_ours_and_live, part_grants};
use crate::support::run;

/// How a pass goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pass {
    /// In which order the actions are worked on.
    pub(super) order: u64,
    /// After how many steps everything stops; `None`: all come to their end.
    pub(super) crash_after: Option<usize>,
    /// Whether a person approves what is asked.
    pub(super) approves: bool,
}

/// How a pass ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// There was nothing (more) to do.
    Idle,
    /// Something was asked, and not approved.
    Refused,
    /// The plan was applied, as far as it came.
    Applied,
}

/// What has to hold at every moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    /// P1: a grant of others is in no action.
    OthersGrantsAreLeft,
    /// P2: who is wanted and has it keeps it.
    WantedKeepIt,
    /// P3: at most one owned live grant of a share.
    OneOfAShare,
    /// Who is not wanted gains nothing.
    UnwantedGainNothing,
    /// What others gave is never switched off, and what accounts bought themselves only where the policy says so.
    OthersAreLeft,
    /// A license gets no more grants than it can have.
    QuotaIsKept,
    /// Nobody is asked twice for the same.
    AskedOnce,
}

/// A run: the world, and what the run did so far.
#[derive(Debug, Clone)]
pub(super) struct Running {
    pub(super) world: World,
    pub(super) request: RunRequest,
    pub(super) progress: Progress,
    /// What did not hold.
    pub(super) broken: Vec<(Promise, String)>,
    /// Owned live grants of a share that were there at the start, where there were several.
    surplus: BTreeMap<Share, usize>,
}

/// What has to stay true at every step.
struct Before {
    /// Wanted accounts that have a product by an active grant of ours.
    held: BTreeSet<(AccountId, ProductSku)>,
    /// Accounts that are not wanted, or left as they are, and have none of ours.
    without: BTreeSet<(AccountId, ProductSku)>,
}

impl Running {
    pub(super) fn new(world: World, request: RunRequest) -> Self {
        let mut surplus: BTreeMap<Share, usize> = BTreeMap::new();
        for given in world.grants.iter().filter(|given| is_ours_and_live(given)) {
            *surplus.entry(given.grant.share.clone()).or_default() += 1;
        }
        Self { world, request, progress: Progress::default(), broken: Vec::new(), surplus }
    }

    /// Passes without a crash, with everything approved that is asked for, until there is nothing to do (P8).
    pub(super) fn until_idle(&mut self, order: u64) -> Result<(), TestCaseError> {
        let mut passes = 0;
        while self.pass(Pass { order, crash_after: None, approves: true })? == Ended::Applied {
            passes += 1;
            prop_assert!(
                passes <= PASSES_MAX,
                "there is still something to do after {passes} passes: {:?}",
                self.left()
            );
        }
        Ok(())
    }

    /// What a pass that saw this plans.
    pub(super) fn plan<'a>(&'a self, seen: &'a Observation) -> Plan<'a> {
        plan(&self.world.policy, seen, &self.request, &self.progress)
    }

    /// What the next pass would do.
    fn left(&self) -> Vec<String> {
        let seen = self.world.seen();
        let plan = self.plan(&seen);
        let open = plan.lines.iter().filter(|line| line.decision.is_action());
        open.map(|line| format!("{:?} {:?} {}", line.principal(), line.decision, line.reason)).collect()
    }

    /// Observes, plans, asks and applies once.
    pub(super) fn pass(&mut self, pass: Pass) -> Result<Ended, TestCaseError> {
        let actions = loop {
            let seen = self.world.seen();
            let plan = plan(&self.world.policy, &seen, &self.request, &self.progress);
            if !plan.doubtful.is_empty() {
                let doubtful: BTreeSet<_> = plan.doubtful.iter().map(|id| (*id).clone()).collect();
                let looked_at =
                    self.world.accounts.iter_mut().filter(|account| doubtful.contains(&account.id));
                looked_at.for_each(|account| account.tags_from = TagSource::Account);
                continue;
            }
            let actions = plan.lines.iter().filter(|line| line.decision.is_action());
            let of_others = actions.filter(|line| !line.grant.is_none_or(bears_our_name));
            self.broken.extend(of_others.map(|line| (Promise::OthersGrantsAreLeft, format!("{line:?}"))));
            match judge(&plan, &self.progress, self.world.policy.guard, &self.request) {
                Verdict::Go => {}
                Verdict::Ask(_) if pass.approves => {
                    let asked = covers(&plan, &self.request);
                    if asked.is_subset(&self.progress.approved) {
                        self.broken.push((Promise::AskedOnce, format!("{asked:?}")));
                        return Ok(Ended::Refused);
                    }
                    self.progress.approved.extend(asked);
                    continue;
                }
                Verdict::Ask(_) | Verdict::Stop(_) => return Ok(Ended::Refused),
            }
            if plan.counts.actions() == 0 {
                return Ok(Ended::Idle);
            }
            let items = items(&plan, &run(self.request.clone()), 1);
            break items.into_iter().flat_map(|item| item.actions).collect::<Vec<_>>();
        };
        self.apply(actions, pass)?;
        Ok(Ended::Applied)
    }

    fn apply(&mut self, mut open: Vec<Action>, pass: Pass) -> Result<(), TestCaseError> {
        let mut order = pass.order;
        let mut steps = 0;
        while !open.is_empty() {
            if pass.crash_after.is_some_and(|most| steps >= most) {
                return Ok(());
            }
            steps += 1;
            prop_assert!(steps < 500, "it never ends: {:?}", open[0]);
            order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let turn = usize::try_from(order >> 33).unwrap() % open.len();
            let before = self.before();
            let told = format!("{:?}", open[turn]);
            let (is_over, off) = self.step(&mut open[turn]);
            // What AWS ends of an earlier wish is none of this run's doing.
            let gained = open[turn].activated;
            self.check(&before, &off, gained, &told);
            if is_over {
                open.swap_remove(turn);
            }
        }
        self.world.follow_membership();
        Ok(())
    }

    /// One call, or one look, of an action; says whether it is over, and what AWS switched off.
    fn step(&mut self, action: &mut Action) -> (bool, Vec<SwitchedOff>) {
        let mut off = Vec::new();
        let refused = match (action.next, action.grant.clone()) {
            (NextTask::Create, _) => self.create(action),
            (_, None) | (NextTask::Done | NextTask::Adopt, _) => return (true, off),
            (NextTask::Accept, Some(arn)) => {
                self.world.accept(&arn);
                Ok(())
            }
            (NextTask::Activate, Some(arn)) => {
                action.activated = true;
                self.world.activate(&arn, action.override_behavior)
            }
            (NextTask::Delete, Some(arn)) => self.delete(action, &arn),
            (NextTask::Wait, Some(arn)) => {
                off = self.world.settle(self.world.index(&arn));
                Ok(())
            }
        };
        match refused {
            Ok(()) => {}
            Err(Refused::Conflict) => {
                self.world.conflicts.insert(action.share.clone());
                self.hold(action);
                return (true, off);
            }
            Err(Refused::Quota) => {
                self.broken.push((Promise::QuotaIsKept, format!("{action:?}")));
                self.hold(action);
                return (true, off);
            }
            Err(Refused::Duplicate | Refused::InWorkflow) => return (true, off),
        }
        (self.go_on(action), off)
    }

    fn create(&mut self, action: &mut Action) -> Result<(), Refused> {
        let ours = self.world.live_of(&action.share).filter(|given| bears_our_name(&given.grant));
        if let Some(ours) = ours {
            action.grant = Some(ours.grant.arn.clone());
            return Ok(());
        }
        let activate = action.override_behavior.filter(|_| action.share.principal.account().is_none());
        action.grant = Some(self.world.create(&action.share, activate)?);
        action.activated = activate.is_some();
        Ok(())
    }

    fn delete(&mut self, action: &mut Action, arn: &GrantArn) -> Result<(), Refused> {
        if let Some(successor) = &action.successor
            && self.world.given(successor).is_none_or(|given| given.grant.status != GrantStatus::Active)
        {
            return Err(Refused::InWorkflow);
        }
        self.world.delete(arn)?;
        if action.wish == Wish::Shared {
            action.recreations += 1;
            self.world.recreations.insert(action.share.clone(), action.recreations);
        } else {
            self.progress.revocations += action.loses;
        }
        Ok(())
    }

    /// Moves an action on as the steps do; says whether it is over.
    fn go_on(&mut self, action: &mut Action) -> bool {
        let Some(given) = action.grant.as_ref().and_then(|arn| self.world.given(arn)) else { return true };
        let grant = &given.grant;
        let is_area = grant.share.principal.account().is_none();
        let status = if is_area && action.wish == Wish::Shared {
            spread(&grant.status, &part_grants(given))
        } else {
            grant.status.clone()
        };
        if action.wish == Wish::Shared
            && action.activated
            && status != GrantStatus::Active
            && grant.tells_of_a_conflict()
        {
            self.hold(action);
            return true;
        }
        action.next = match next_step(action.wish, Some(&status), action.recreations) {
            Next::Create => NextTask::Create,
            Next::Accept => NextTask::Accept,
            Next::Activate if action.activated => return true,
            Next::Activate => NextTask::Activate,
            Next::Delete => NextTask::Delete,
            Next::Wait => NextTask::Wait,
            Next::Done => {
                self.settled(action);
                return true;
            }
            Next::Hold(_) => {
                self.hold(action);
                return true;
            }
        };
        false
    }

    /// Where a grant for an area is off now, it stays off until others join.
    fn settled(&mut self, action: &Action) {
        let Some(given) = action.grant.as_ref().and_then(|arn| self.world.given(arn)) else { return };
        if action.wish == Wish::Shared && action.share.principal.account().is_none() {
            match left_off(&part_grants(given)) {
                Some(off) => drop(self.world.left_off.insert(action.share.clone(), off)),
                None => drop(self.world.left_off.remove(&action.share)),
            }
        }
    }

    fn hold(&mut self, action: &Action) {
        self.progress.held.insert(action.share.clone(), "it did not work".to_owned());
    }

    fn before(&self) -> Before {
        let (mut held, mut without) = (BTreeSet::new(), BTreeSet::new());
        for (account, product) in self.world.pairs() {
            let wish = self.world.wish(account, &product);
            let has = self.world.active(&account.id, &product, true) > 0;
            if has && wish == Some(Wish::Shared) {
                held.insert((account.id.clone(), product));
            } else if !has && wish == Some(Wish::Revoked) {
                without.insert((account.id.clone(), product));
            }
        }
        Before { held, without }
    }

    fn check(&mut self, before: &Before, off: &[SwitchedOff], gained: bool, action: &str) {
        let world = &self.world;
        let mut broken = Vec::new();
        for (account, product) in &before.held {
            if world.active(account, product, true) == 0 {
                broken.push((Promise::WantedKeepIt, format!("{account} lost {product} by {action}")));
            }
        }
        for (account, product) in before.without.iter().filter(|_| gained) {
            if world.active(account, product, true) > 0 {
                broken
                    .push((Promise::UnwantedGainNothing, format!("{account} gained {product} by {action}")));
            }
        }
        for SwitchedOff { account, product, whose } in off {
            let may_go = match whose {
                Whose::Ours => true,
                Whose::Own => self.replaces(product),
                Whose::Others => false,
            };
            if !may_go {
                broken.push((
                    Promise::OthersAreLeft,
                    format!("{account} lost {product} of {whose:?} by {action}"),
                ));
            }
        }
        let mut shares: BTreeMap<&Share, usize> = BTreeMap::new();
        for given in world.grants.iter().filter(|given| is_ours_and_live(given)) {
            *shares.entry(&given.grant.share).or_default() += 1;
        }
        for (share, count) in shares {
            if count > self.surplus.get(share).copied().unwrap_or(1).max(1) {
                broken.push((Promise::OneOfAShare, format!("{count} for {share:?} by {action}")));
            }
        }
        self.broken.extend(broken);
    }

    /// Whether the policy says that ours takes the place of what an account has of the product.
    pub(super) fn replaces(&self, product: &ProductSku) -> bool {
        let of_it = self.world.licenses.iter().filter(|license| license.product == *product);
        of_it
            .filter_map(|license| self.world.policy.settings(license).ok())
            .any(|settings| settings.activation_override == ActivationOverride::Replace)
    }
}
