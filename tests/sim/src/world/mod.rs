//! The world behind the simulated services: one organization with its licenses and grants and its private marketplace,
//! and what is due when; several organizations are several worlds. Pure and
//! deterministic: it is told what time it is, and all chance comes from its seed. It knows no wire format.

pub(crate) mod catalog;
pub(crate) mod control_policies;
mod delegation;
mod distribution;
pub(crate) mod failure;
pub(crate) mod gaps;
pub(crate) mod grant;
pub(crate) mod happening;
mod hints;
pub(crate) mod license;
mod life_cycle;
pub(crate) mod linked_roles;
mod membership;
pub(crate) mod organization;
pub(crate) mod purchase;
mod several;
pub(crate) mod trust;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::clock::VirtualTime;
use crate::options::Options;
use crate::random;

pub(crate) use life_cycle::CONFLICT_REASON;
pub(crate) use several::Worlds;

use catalog::{Catalog, ChangeSetIndex};
use failure::Failures;
use grant::{Grant, GrantFace, GrantFacts, GrantKind, GrantStatus, Grantee, Workflow};
use happening::{AgreementEnd, Happening};
use license::{License, LicenseStatus};
use linked_roles::LinkedRoles;
use organization::Organization;
use purchase::Purchase;

/// Where a grant stands in [`World::grants`]; grants are never forgotten, so it stays valid.
pub(crate) type GrantIndex = usize;

/// What happens at a moment that was set earlier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Workflow(GrantIndex),
    /// An account is created, and when that was asked for.
    Creation(String, VirtualTime),
    /// An account is closed, and when that was asked for.
    Closure(String, VirtualTime),
    /// A license that was bought arrives.
    Arrival(String),
    /// The term of an agreement is over.
    EndOfTerm(String),
    /// A license whose agreement ended gets this status.
    End(String, LicenseStatus),
    /// A phase of a change set is over.
    ChangeSet(ChangeSetIndex),
    /// Trusted access has reached a service, and when that was asked for.
    Trust(String, VirtualTime),
    /// The link of License Manager in a Region has reached every account.
    Link(String),
    /// The next phase of the deletion of a service-linked role.
    RoleDeletion(String),
    /// A policy type has been enabled or disabled.
    PolicyType,
}

/// One answer that belongs to a client token.
#[derive(Debug, Clone)]
pub(crate) struct TokenUse {
    pub(crate) body: String,
    pub(crate) grant: GrantIndex,
}

/// What an account said about License Manager in one Region, beside the link.
#[derive(Debug, Clone, Default)]
pub(crate) struct LicenseManagerSettings {
    pub(crate) cross_account_discovery: bool,
    pub(crate) topic_arn: Option<String>,
    pub(crate) bucket_arn: Option<String>,
}

/// Everything the simulated services know.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) options: Options,
    pub(crate) now: VirtualTime,
    pub(crate) organization: Organization,
    pub(crate) licenses: BTreeMap<String, License>,
    pub(crate) catalog: Catalog,
    pub(crate) linked_roles: LinkedRoles,
    /// License Manager's settings by account and Region, where one was ever made.
    pub(crate) license_manager_settings: BTreeMap<(String, String), LicenseManagerSettings>,
    pub(crate) failures: Failures,
    /// By caller account, operation and token.
    pub(crate) tokens: HashMap<(String, String, String), TokenUse>,
    /// What the services did on their own since it was last taken, and when.
    pub(crate) happenings: Vec<(VirtualTime, Happening)>,
    /// By the ARN of the license that will come.
    arriving: BTreeMap<String, Purchase>,
    /// How often each grant had changed when it was last hinted at, in the order of the grants.
    hinted_grants: Vec<usize>,
    hinted_licenses: BTreeMap<String, LicenseStatus>,
    grants: Vec<Grant>,
    by_arn: HashMap<String, GrantIndex>,
    by_license: HashMap<String, Vec<GrantIndex>>,
    by_account: HashMap<String, Vec<GrantIndex>>,
    agenda: BTreeSet<(VirtualTime, Due)>,
}

impl World {
    /// A world without grants.
    pub(crate) fn new(
        options: Options,
        now: VirtualTime,
        organization: Organization,
        licenses: BTreeMap<String, License>,
    ) -> Self {
        Self {
            options,
            now,
            organization,
            licenses,
            catalog: Catalog::default(),
            linked_roles: LinkedRoles::default(),
            license_manager_settings: BTreeMap::new(),
            failures: Failures::default(),
            tokens: HashMap::new(),
            happenings: Vec::new(),
            arriving: BTreeMap::new(),
            hinted_grants: Vec::new(),
            hinted_licenses: BTreeMap::new(),
            grants: Vec::new(),
            by_arn: HashMap::new(),
            by_license: HashMap::new(),
            by_account: HashMap::new(),
            agenda: BTreeSet::new(),
        }
    }

    /// Lets everything happen that is due by now, each thing at its own moment.
    pub(crate) fn step(&mut self, now: VirtualTime) {
        while let Some((at, due)) = self.agenda.first().cloned().filter(|(at, _)| *at <= now) {
            self.agenda.pop_first();
            self.now = at.max(self.now);
            match due {
                Due::Workflow(index) => self.finish_workflow(index, at),
                Due::Creation(account, requested) => self.finish_creation(&account, requested),
                Due::Closure(account, requested) => self.finish_closure(&account, requested),
                Due::Arrival(license) => self.finish_arrival(&license, at),
                Due::EndOfTerm(license) => {
                    self.end_agreement(&license, AgreementEnd::Renewed);
                }
                Due::End(license, status) => self.set_license_status(&license, status),
                Due::ChangeSet(index) => self.finish_phase(index, at),
                Due::Trust(service, since) => self.finish_trust(&service, since),
                Due::Link(region) => self.finish_link(&region),
                Due::RoleDeletion(task) => self.go_on_deleting(&task),
                Due::PolicyType => self.finish_policy_type(),
            }
            self.hint_at_changes();
        }
        self.now = now.max(self.now);
    }

    /// Remembers what is to be told to those who listen.
    fn tell(&mut self, happening: Happening) {
        self.happenings.push((self.now, happening));
    }

    /// Adds a grant and makes it findable.
    pub(crate) fn add_grant(&mut self, facts: GrantFacts, since: VirtualTime, face: GrantFace) -> GrantIndex {
        let index = self.grants.len();
        self.by_arn.insert(facts.arn.clone(), index);
        self.by_license.entry(facts.license_arn.clone()).or_default().push(index);
        if let Grantee::Account(account) = &facts.grantee {
            self.by_account.entry(account.clone()).or_default().push(index);
        }
        self.grants.push(Grant::new(facts, since, face));
        index
    }

    /// Puts a grant under a workflow that ends after a duration drawn for exactly this transition.
    pub(crate) fn start_workflow(&mut self, index: GrantIndex, workflow: Workflow, status: GrantStatus) {
        let now = self.now;
        let latency = self.options.latency;
        let accounts = match &self.grants[index].grantee {
            Grantee::Account(_) => 0,
            Grantee::Unit(_) | Grantee::Organization => self.organization.accounts.len() as u64,
        };
        let grant = &mut self.grants[index];
        grant.workflows_run += 1;
        let words = [grant.arn.as_str(), &grant.workflows_run.to_string()];
        let seconds = random::between(self.options.seed, &words, latency.least_seconds, latency.most_seconds);
        grant.workflow = Some(workflow);
        grant.set_status(now, status, None);
        // A distribution over many accounts takes longer with each of them (AWS-FACTS 5.2).
        self.agenda.insert((now.plus_seconds(seconds + accounts / 2), Due::Workflow(index)));
    }

    /// A fresh grant ARN, drawn for what the grant is.
    pub(crate) fn new_grant_arn(&self, granter: &str, license: &str, principal: &str) -> String {
        let count = self.grants.len().to_string();
        let id = random::hex(self.options.seed, &["grant", license, principal, &count], 32);
        format!("arn:aws:license-manager::{granter}:grant:g-{id}")
    }

    /// The grant behind an ARN.
    pub(crate) fn find_grant(&self, arn: &str) -> Option<GrantIndex> {
        self.by_arn.get(arn).copied()
    }

    /// One grant.
    pub(crate) fn grant(&self, index: GrantIndex) -> &Grant {
        &self.grants[index]
    }

    /// One grant, to be changed.
    pub(crate) fn grant_mut(&mut self, index: GrantIndex) -> &mut Grant {
        &mut self.grants[index]
    }

    /// All grants in the order of their creation.
    pub(crate) fn grants(&self) -> &[Grant] {
        &self.grants
    }

    /// All grants of one license, in the order of their creation.
    pub(crate) fn grants_of_license<'a>(&'a self, license: &str) -> impl Iterator<Item = &'a Grant> {
        self.by_license.get(license).into_iter().flatten().map(|index| &self.grants[*index])
    }

    /// All grants given to one account itself, in the order of their creation.
    pub(crate) fn grants_to_account<'a>(&'a self, account: &str) -> impl Iterator<Item = &'a Grant> {
        self.by_account.get(account).into_iter().flatten().map(|index| &self.grants[*index])
    }

    /// The live direct grant of a license to a principal, of one kind.
    pub(crate) fn live_grant(&self, license: &str, principal_arn: &str, kind: GrantKind) -> Option<&Grant> {
        self.grants_of_license(license).find(|grant| {
            grant.is_live()
                && grant.kind == kind
                && grant.principal_arn == principal_arn
                && grant.parent_arn == license
        })
    }

    /// Whether a list shows this grant, and as what: lists trail behind and drop what ended long ago.
    pub(crate) fn listed_face<'a>(&self, grant: &'a Grant) -> Option<&'a GrantFace> {
        let face = grant.face_at(self.now.minus_seconds(self.options.lag.list_seconds))?;
        let ended_long_ago = face.status.is_terminal()
            && grant.changed_at().plus_seconds(self.options.terminal_listed_seconds) < self.now;
        (!ended_long_ago).then_some(face)
    }

    /// What `GetGrant` sees: the grant at once, its newest changes a little later.
    pub(crate) fn read_face<'a>(&self, grant: &'a Grant) -> &'a GrantFace {
        grant
            .face_at(self.now.minus_seconds(self.options.lag.get_seconds))
            .unwrap_or_else(|| grant.first_face())
    }
}
