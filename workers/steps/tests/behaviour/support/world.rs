//! Small worlds: a hub with three products and as many accounts as a story names.

use std::collections::BTreeMap;

use domain::ownership::{NAME_PREFIX, TAG_KEY as OWNER_TAG};
use domain::policy::TAG_KEY;
use sim::{AccountEntry, AccountState, GrantEntry, GrantStatus, LicenseEntry, WorldFile};

pub(crate) const HUB: &str = "111111111111";

/// The id of the n-th account.
pub(crate) fn id(number: u64) -> String {
    format!("{:012}", 200_000_000_000 + number)
}

/// A world with an account for each tag given, numbered from 1; `None` has no tag at all.
pub(crate) fn world(tags: &[Option<&str>]) -> WorldFile {
    let mut world = WorldFile::generate(1, 3, 7);
    for (index, tag) in tags.iter().enumerate() {
        let number = index as u64 + 1;
        world.accounts.push(AccountEntry {
            id: id(number),
            name: format!("Account {number}"),
            parent: world.organization.root.clone(),
            state: AccountState::Active,
            tags: tag.map(|value| (TAG_KEY.to_owned(), value.to_owned())).into_iter().collect(),
            roles: Vec::new(),
            without_member_roles: false,
            failures: Vec::new(),
        });
    }
    world
}

/// A world that shares one product only.
pub(crate) fn one_product(tags: &[Option<&str>]) -> WorldFile {
    let mut world = world(tags);
    world.licenses.truncate(1);
    world
}

/// A license of the same product that an account bought itself; 0 is the hub.
pub(crate) fn bought_by(world: &WorldFile, account: u64, product: usize) -> LicenseEntry {
    let number = world.licenses.len();
    LicenseEntry {
        arn: format!("arn:aws:license-manager::294406891311:license:l-f{number:031x}"),
        parent_grant: format!("arn:aws:license-manager::294406891311:grant:g-f{number:031x}"),
        beneficiary: if account == 0 { HUB.to_owned() } else { id(account) },
        ..world.licenses[product].clone()
    }
}

/// A grant that bears our name and our tag.
pub(crate) fn owned(world: &WorldFile, account: u64, product: usize, status: GrantStatus) -> GrantEntry {
    GrantEntry {
        name: format!("{NAME_PREFIX}{}", id(account)),
        tags: BTreeMap::from([(OWNER_TAG.to_owned(), HUB.to_owned())]),
        ..foreign(world, account, product, status)
    }
}

/// A grant that a person made.
pub(crate) fn foreign(world: &WorldFile, account: u64, product: usize, status: GrantStatus) -> GrantEntry {
    let number = world.grants.len();
    GrantEntry {
        arn: Some(format!("arn:aws:license-manager::{HUB}:grant:g-{number:032x}")),
        name: id(account),
        license: world.licenses[product].arn.clone(),
        account: id(account),
        status,
        version: 1,
        operations: None,
        tags: BTreeMap::new(),
    }
}
