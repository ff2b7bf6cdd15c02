//! From a checked world file to the world the services answer from. What the file says has been so for a day when the
//! simulation starts, so nothing of it is hidden by lag.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::clock::VirtualTime;
use crate::options::Options;
use crate::world::control_policies::ControlPolicies;
use crate::world::failure::Failure;
use crate::world::grant::{GrantFace, GrantFacts, GrantKind, GrantStatus, Grantee, Workflow, issuer_of};
use crate::world::license::{License, ProductKind};
use crate::world::organization::{Account, Organization, Role, TagHistory, Unit};
use crate::world::purchase::Purchase;
use crate::world::trust::Links;
use crate::world::{World, Worlds};

use super::format::{
    AccountEntry, AreaGrantEntry, FailureEntry, GrantEntry, LicenseEntry, RoleEntry, WorldFile,
};
use super::marketplace;

/// How long before the start everything in the file came about.
const SETTLED_SECONDS: u64 = 86_400;

/// The license operations a beneficiary gets by default.
const OPERATIONS: [&str; 5] =
    ["CreateGrant", "CheckoutLicense", "CheckInLicense", "ExtendConsumptionLicense", "ListPurchasedLicenses"];

impl WorldFile {
    /// Builds the worlds of all organizations; the clock of the options says when they start.
    pub(crate) fn build(&self, options: Options) -> Worlds {
        let others = self.other_organizations.iter().map(|other| other.build_one(options.clone()));
        Worlds { others: others.collect(), home: self.build_one(options) }
    }

    fn build_one(&self, options: Options) -> World {
        let now = options.clock.now();
        let settled = now.minus_seconds(SETTLED_SECONDS);
        let licenses: BTreeMap<_, _> =
            self.licenses.iter().map(|entry| (entry.arn.clone(), license(entry, settled))).collect();
        let mut world = World::new(options, now, self.organization(settled), licenses);
        for entry in &self.licenses {
            let (facts, face) = license_grant(entry);
            world.add_grant(facts, settled, face);
        }
        for entry in &self.grants {
            add_grant(&mut world, entry, settled);
        }
        for entry in &self.area_grants {
            add_area_grant(&mut world, entry, settled);
        }
        for account in &self.accounts {
            for failure in &account.failures {
                world.failures.add(&account.id, read_failure(failure));
            }
        }
        for entry in &self.failed_workflows {
            world.failures.fail_workflows(&entry.account, &entry.sku, entry.times);
        }
        if let Some(marketplace) = &self.private_marketplace {
            world.catalog = marketplace::catalog(&world, marketplace, settled);
        }
        self.set_up(&mut world, settled);
        world.remember_hints();
        world
    }

    fn organization(&self, settled: VirtualTime) -> Organization {
        let entry = &self.organization;
        let tagged = self.accounts.iter().map(|account| (&account.id, &account.tags));
        let tagged = tagged.chain(self.units.iter().map(|unit| (&unit.id, &unit.tags)));
        let tags = tagged.filter(|(_, tags)| !tags.is_empty()).map(|(id, tags)| {
            let mut history = TagHistory::default();
            history.set(settled, tags.clone());
            (id.clone(), history)
        });
        let units = self.units.iter().map(|unit| {
            let built = Unit { id: unit.id.clone(), name: unit.name.clone(), parent: unit.parent.clone() };
            (unit.id.clone(), built)
        });
        Organization {
            id: entry.id.clone(),
            name: entry.name.clone(),
            management_account: entry.management_account.clone(),
            all_features: entry.all_features,
            root: entry.root.clone(),
            units: units.collect(),
            accounts: self
                .accounts
                .iter()
                .map(|account| (account.id.clone(), self.account(account, settled)))
                .collect(),
            trusted_services: entry.trusted_services.iter().map(|name| (name.clone(), settled)).collect(),
            trust_in_effect: entry.trusted_services.iter().cloned().collect(),
            links: Links::everywhere(entry.license_manager_linked),
            links_in_effect: Links::everywhere(entry.license_manager_linked),
            grants_wait: false,
            delegations: BTreeMap::new(),
            policy_administrator: entry.policy_administrator.clone(),
            control_policies: ControlPolicies::default(),
            tags: tags.collect(),
            departed: std::collections::BTreeSet::new(),
        }
    }

    fn account(&self, entry: &AccountEntry, settled: VirtualTime) -> Account {
        let is_management = entry.id == self.organization.management_account;
        let shared =
            if is_management || entry.without_member_roles { &[] } else { self.member_roles.as_slice() };
        Account {
            id: entry.id.clone(),
            name: entry.name.clone(),
            email: format!("aws+{}@example.com", entry.id),
            state: entry.state,
            parent: entry.parent.clone(),
            joined: settled,
            joined_method: if is_management { "INVITED" } else { "CREATED" },
            roles: shared.iter().chain(&entry.roles).map(role).collect(),
        }
    }
}

fn role(entry: &RoleEntry) -> Role {
    Role {
        name: entry.name.clone(),
        external_id: entry.external_id.clone(),
        trusted_accounts: entry.trusted_accounts.clone(),
    }
}

fn license(entry: &LicenseEntry, settled: VirtualTime) -> License {
    let begin: Option<Timestamp> = entry.begin.parse().ok();
    License {
        arn: entry.arn.clone(),
        name: format!("{} license", entry.product),
        product_name: entry.product.clone(),
        sku: entry.sku.clone(),
        kind: entry.kind,
        issuer: entry.issuer.clone(),
        beneficiary: entry.beneficiary.clone(),
        home_region: entry.home_region.clone(),
        status: entry.status,
        earlier: Vec::new(),
        begin: entry.begin.clone(),
        end: entry.end.clone(),
        created: begin.map_or(settled, |begin| VirtualTime::from_epoch_milliseconds(begin.as_millisecond())),
        parent_grant: entry.parent_grant.clone(),
    }
}

/// A license as it comes to its beneficiary who buys it at this moment.
pub(crate) fn purchase(entry: &LicenseEntry, now: VirtualTime) -> Purchase {
    let (facts, face) = license_grant(entry);
    Purchase { license: License { created: now, ..license(entry, now) }, facts, face }
}

/// The grant by which the issuer gave the license to its beneficiary: accepted and in force (AWS-FACTS 3.1).
fn license_grant(entry: &LicenseEntry) -> (GrantFacts, GrantFace) {
    let may_share = entry.kind != ProductKind::Saas;
    let default = OPERATIONS.iter().filter(|name| may_share || **name != "CreateGrant");
    let operations =
        entry.operations.clone().unwrap_or_else(|| default.map(|name| (*name).to_owned()).collect());
    let granter = issuer_of(&entry.arn).to_owned();
    let facts = GrantFacts {
        arn: entry.parent_grant.clone(),
        parent_arn: entry.arn.clone(),
        license_arn: entry.arn.clone(),
        granter,
        grantee: Grantee::Account(entry.beneficiary.clone()),
        principal_arn: format!("arn:aws:iam::{}:root", entry.beneficiary),
        home_region: entry.home_region.clone(),
        kind: GrantKind::Buyer,
        tags: BTreeMap::new(),
    };
    let name = format!("{} subscription", entry.product);
    (facts, face(name, GrantStatus::Active, 2, operations))
}

fn add_grant(world: &mut World, entry: &GrantEntry, settled: VirtualTime) {
    let Some(license) = world.licenses.get(&entry.license).cloned() else { return };
    let operations = entry.operations.clone().unwrap_or_else(|| operations_to_share(world, &license));
    let principal = (Grantee::Account(entry.account.clone()), format!("arn:aws:iam::{}:root", entry.account));
    let facts = facts_of_shared(world, &license, principal, (&entry.arn, &entry.tags));
    let index =
        world.add_grant(facts, settled, face(entry.name.clone(), entry.status, entry.version, operations));
    // What the file finds in the middle of a workflow goes on from there.
    match entry.status {
        GrantStatus::PendingWorkflow => {
            world.start_workflow(index, Workflow::Distribute { activate: false }, entry.status);
        }
        GrantStatus::PendingDelete => world.start_workflow(index, Workflow::Delete, entry.status),
        GrantStatus::PendingAccept
        | GrantStatus::Rejected
        | GrantStatus::Active
        | GrantStatus::FailedWorkflow
        | GrantStatus::Deleted
        | GrantStatus::Disabled
        | GrantStatus::WorkflowCompleted => {}
    }
}

fn add_area_grant(world: &mut World, entry: &AreaGrantEntry, settled: VirtualTime) {
    let Some(license) = world.licenses.get(&entry.license).cloned() else { return };
    let organization = &world.organization;
    let principal = if entry.area == organization.id {
        (Grantee::Organization, organization.arn())
    } else {
        (Grantee::Unit(entry.area.clone()), organization.unit_arn(&entry.area))
    };
    let facts = facts_of_shared(world, &license, principal, (&entry.arn, &entry.tags));
    let operations = operations_to_share(world, &license);
    let face = face(entry.name.clone(), GrantStatus::PendingWorkflow, 1, operations);
    let index = world.add_grant(facts, settled, face);
    world.finish_spreading(index, settled, entry.activated);
}

/// What a grant of the beneficiary allows by default: what it has itself, but no re-sharing.
fn operations_to_share(world: &World, license: &License) -> Vec<String> {
    let parent = world.find_grant(&license.parent_grant);
    let held = parent.map(|index| world.grant(index).face().operations.clone()).unwrap_or_default();
    held.into_iter().filter(|name| name != "CreateGrant").collect()
}

/// A grant of the license's beneficiary to somebody in the organization.
fn facts_of_shared(
    world: &World,
    license: &License,
    (grantee, principal_arn): (Grantee, String),
    (arn, tags): (&Option<String>, &BTreeMap<String, String>),
) -> GrantFacts {
    let drawn = || world.new_grant_arn(&license.beneficiary, &license.arn, &principal_arn);
    GrantFacts {
        arn: arn.clone().unwrap_or_else(drawn),
        parent_arn: license.arn.clone(),
        license_arn: license.arn.clone(),
        granter: license.beneficiary.clone(),
        grantee,
        principal_arn,
        home_region: license.home_region.clone(),
        kind: GrantKind::Buyer,
        tags: tags.clone(),
    }
}

fn face(name: String, status: GrantStatus, version: u64, operations: Vec<String>) -> GrantFace {
    GrantFace { version, status, name, operations, override_behavior: None, status_reason: None }
}

fn read_failure(entry: &FailureEntry) -> Failure {
    match entry.clone() {
        FailureEntry::Refuse { operation, code, message } => Failure::Refuse { operation, code, message },
        FailureEntry::FailWorkflow { reason } => Failure::FailWorkflow { reason },
    }
}
