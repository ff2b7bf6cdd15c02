//! Small organizations for stories: the hub, two products, and the accounts that a story names.

use domain::policy::TAG_KEY;
use domain::report::{ActionResult, Done, Row};
use e2e::{Run, Story};
use sim::{
    AccountEntry, AccountState, Calls, Failure, GrantEntry, GrantStatus, GrantView, LicenseEntry, UnitEntry,
    WorldFile, is_mutating,
};

/// The account of the hub, under which grants for the organization and its units are told.
pub(crate) const HUB: &str = "111111111111";
pub(crate) const ORDERS: &str = "222222222222";
pub(crate) const BILLING: &str = "333333333333";
pub(crate) const LAB: &str = "444444444444";
pub(crate) const ARCHIVE: &str = "555555555555";

/// Two products; Orders and Billing are tagged and have both, Lab is tagged `false`, Archive is not tagged.
pub(crate) fn settled() -> WorldFile {
    let mut world = empty(2);
    add(&mut world, ORDERS, "Orders", Some("true"));
    add(&mut world, BILLING, "Billing", Some("true"));
    add(&mut world, LAB, "Lab", Some("false"));
    add(&mut world, ARCHIVE, "Archive", None);
    for account in [ORDERS, BILLING] {
        for license in 0..2 {
            give(&mut world, account, license, GrantStatus::Active);
        }
    }
    world
}

/// The same, but Lab is tagged and has nothing yet. No event tells of that: what starts a run is up to the story.
pub(crate) fn lab_is_new() -> WorldFile {
    let mut world = settled();
    for account in world.accounts.iter_mut().filter(|account| account.id == LAB) {
        account.tags.insert(TAG_KEY.to_owned(), "true".to_owned());
    }
    world
}

/// Orders, Billing and Lab are to have two products each, and have nothing yet.
pub(crate) fn three_are_new() -> WorldFile {
    let mut world = empty(2);
    for (id, name) in [(ORDERS, "Orders"), (BILLING, "Billing"), (LAB, "Lab")] {
        add(&mut world, id, name, Some("true"));
    }
    world
}

/// One of the sample organizations, and the policy beside it.
pub(crate) fn sample(name: &str) -> (WorldFile, String) {
    let path = |end: &str| format!("{}/../worlds/{name}.{end}", env!("CARGO_MANIFEST_DIR"));
    let world = WorldFile::load(path("json").as_ref()).unwrap();
    (world, std::fs::read_to_string(path("policy.toml")).unwrap())
}

/// A service control policy forbids the operation for an account.
pub(crate) fn forbidden(operation: &str) -> Failure {
    Failure::Refuse {
        operation: operation.into(),
        code: "AccessDeniedException".into(),
        message: "explicit deny in a service control policy".into(),
    }
}

/// The hub and this many products, nobody else.
pub(crate) fn empty(products: usize) -> WorldFile {
    let mut world = WorldFile::generate(1, products, 7);
    world.grants.clear();
    world
}

pub(crate) fn add(world: &mut WorldFile, id: &str, name: &str, tag: Option<&str>) {
    world.accounts.push(AccountEntry {
        id: id.into(),
        name: name.into(),
        parent: world.organization.root.clone(),
        state: AccountState::Active,
        tags: tag.map(|value| (TAG_KEY.to_owned(), value.to_owned())).into_iter().collect(),
        roles: Vec::new(),
        without_member_roles: false,
        failures: Vec::new(),
    });
}

/// A unit directly below the root.
pub(crate) fn unit(world: &mut WorldFile, id: &str, name: &str) {
    let parent = world.organization.root.clone();
    world.units.push(UnitEntry { id: id.into(), name: name.into(), parent, tags: Default::default() });
}

/// The account is in this unit.
pub(crate) fn place(world: &mut WorldFile, account: &str, unit: &str) {
    for entry in world.accounts.iter_mut().filter(|entry| entry.id == account) {
        entry.parent = unit.into();
    }
}

/// A license that nobody has yet; those of another number are others.
pub(crate) fn further_license(number: usize) -> LicenseEntry {
    WorldFile::generate(1, number + 1, 7).licenses.swap_remove(number)
}

/// The account bought one of the products itself.
pub(crate) fn buys_itself(world: &mut WorldFile, account: &str, license: usize) {
    let product = world.licenses[license].clone();
    let LicenseEntry { arn, parent_grant, .. } = further_license(world.licenses.len() + 10);
    world.licenses.push(LicenseEntry { arn, parent_grant, beneficiary: account.into(), ..product });
}

/// A grant of ours, as it was left.
pub(crate) fn give(world: &mut WorldFile, account: &str, license: usize, status: GrantStatus) {
    world.grants.push(GrantEntry {
        arn: None,
        name: format!("marketplace-steward-{account}"),
        license: world.licenses[license].arn.clone(),
        account: account.into(),
        status,
        version: 2,
        operations: None,
        tags: [("marketplace-steward".to_owned(), world.organization.management_account.clone())].into(),
    });
}

/// Whether these are live ACTIVE grants of this many different products, and nothing else.
pub(crate) fn all_active(grants: &[GrantView], products: usize) -> bool {
    let mut skus: Vec<_> = grants.iter().map(|grant| &grant.sku).collect();
    skus.sort();
    skus.dedup();
    grants.len() == products
        && skus.len() == products
        && grants.iter().all(|grant| grant.status == GrantStatus::Active)
}

/// What was written to License Manager, in order.
pub(crate) fn grant_writes(calls: &Calls) -> Vec<&str> {
    let names = calls.log.iter().map(|call| call.operation.as_str());
    names.filter_map(|name| name.strip_prefix("license-manager.")).filter(|name| is_mutating(name)).collect()
}

/// The times in which one of these accounts went without a product that it had before.
pub(crate) fn gaps(story: &Story, accounts: &[&str], products: &[LicenseEntry]) -> Vec<sim::Gap> {
    let skus = || products.iter().map(|license| &license.sku);
    accounts.iter().flat_map(|account| skus().flat_map(|sku| story.sim().gaps(account, sku))).collect()
}

/// The rows of one account in a run's report.
pub(crate) fn rows(run: &Run, account: &str) -> Vec<Row> {
    let report = run.report().unwrap();
    report.outcomes.into_iter().filter(|row| row.account.as_str() == account).collect()
}

/// What a run did for an account, in a few words.
pub(crate) fn did(run: &Run, account: &str) -> Vec<(Done, ActionResult)> {
    rows(run, account).into_iter().map(|row| (row.action, row.result)).collect()
}
