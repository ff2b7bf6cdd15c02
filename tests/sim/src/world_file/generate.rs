//! Big worlds from a number of accounts, a number of products and a seed: for scale and for paging stories.

use std::collections::BTreeMap;

use crate::random;
use crate::world::grant::GrantStatus;
use crate::world::license::{LicenseStatus, MARKETPLACE_ISSUER, ProductKind};
use crate::world::organization::{AccountState, LICENSE_MANAGER, MARKETPLACE};

use super::format::{
    AccountEntry, GrantEntry, LicenseEntry, OrganizationEntry, RoleEntry, UnitEntry, WorldFile,
};

/// The management account of every generated world; it holds the agreements.
const HUB: &str = "111111111111";
/// The account of AWS under which Marketplace licenses are issued.
const ISSUER_ACCOUNT: &str = "294406891311";
const ROOT: &str = "r-gen1";

impl WorldFile {
    /// A world of this many accounts and shareable products.
    ///
    /// About half the accounts are tagged for licenses, a tenth are tagged against them, the rest carry no tag; some
    /// start with grants. The same arguments give the same world.
    #[must_use]
    pub fn generate(accounts: usize, products: usize, seed: u64) -> Self {
        let units = generate_units(accounts.div_ceil(40).clamp(1, 40), seed);
        let mut entries =
            vec![account(HUB.to_owned(), "Management".to_owned(), ROOT.to_owned(), BTreeMap::new())];
        for number in 1..accounts.max(1) {
            entries.push(generate_account(number, &units, seed));
        }
        let licenses: Vec<LicenseEntry> =
            (0..products).map(|number| generate_license(number, seed)).collect();
        let grants = generate_grants(&entries, &licenses, seed);
        Self {
            schema: None,
            organization: OrganizationEntry {
                id: format!("o-{}", random::hex(seed, &["organization"], 10)),
                name: format!("Generated {seed}"),
                management_account: HUB.to_owned(),
                root: ROOT.to_owned(),
                all_features: true,
                license_manager_linked: true,
                trusted_services: vec![LICENSE_MANAGER.to_owned(), MARKETPLACE.to_owned()],
                service_linked_roles: None,
                delegated_administrators: Vec::new(),
                policy_administrator: None,
                service_control_policies: None,
            },
            member_roles: vec![RoleEntry {
                name: "MarketplaceStewardMember".to_owned(),
                external_id: Some(HUB.to_owned()),
                trusted_accounts: vec![HUB.to_owned()],
            }],
            units,
            accounts: entries,
            account_series: Vec::new(),
            licenses,
            grants,
            area_grants: Vec::new(),
            failed_workflows: Vec::new(),
            private_marketplace: None,
            other_organizations: Vec::new(),
        }
    }
}

fn generate_units(count: usize, seed: u64) -> Vec<UnitEntry> {
    let unit = |number: usize| UnitEntry {
        id: format!("ou-gen1-{}", random::hex(seed, &["unit", &number.to_string()], 8)),
        name: format!("Unit {number}"),
        parent: ROOT.to_owned(),
        tags: BTreeMap::new(),
    };
    (0..count).map(unit).collect()
}

fn generate_account(number: usize, units: &[UnitEntry], seed: u64) -> AccountEntry {
    let word = number.to_string();
    let unit = &units[number % units.len()];
    let tag = match random::draw(seed, &["tag", &word]) % 10 {
        0..5 => Some("true"),
        5 => Some("false"),
        _ => None,
    };
    let tags = tag.map(|value| ("marketplace-licence".to_owned(), value.to_owned())).into_iter().collect();
    account(format!("{:012}", 200_000_000_000 + number), format!("Account {number}"), unit.id.clone(), tags)
}

fn account(id: String, name: String, parent: String, tags: BTreeMap<String, String>) -> AccountEntry {
    AccountEntry {
        id,
        name,
        parent,
        state: AccountState::Active,
        tags,
        roles: Vec::new(),
        without_member_roles: false,
        failures: Vec::new(),
    }
}

fn generate_license(number: usize, seed: u64) -> LicenseEntry {
    let word = number.to_string();
    LicenseEntry {
        arn: format!(
            "arn:aws:license-manager::{ISSUER_ACCOUNT}:license:l-{}",
            random::hex(seed, &["license", &word], 32)
        ),
        parent_grant: format!(
            "arn:aws:license-manager::{ISSUER_ACCOUNT}:grant:g-{}",
            random::hex(seed, &["license grant", &word], 32)
        ),
        product: format!("Product {number}"),
        sku: format!("prod-{}", random::hex(seed, &["product", &word], 13)),
        kind: [ProductKind::Ami, ProductKind::Container, ProductKind::MachineLearning][number % 3],
        beneficiary: HUB.to_owned(),
        issuer: MARKETPLACE_ISSUER.to_owned(),
        home_region: "us-east-1".to_owned(),
        status: LicenseStatus::Available,
        begin: "2026-01-01T00:00:00Z".to_owned(),
        end: None,
        operations: None,
    }
}

/// A tenth of the pairs start with an owned grant, wanted or not.
fn generate_grants(accounts: &[AccountEntry], licenses: &[LicenseEntry], seed: u64) -> Vec<GrantEntry> {
    let mut grants = Vec::new();
    for account in accounts.iter().skip(1) {
        for license in licenses {
            if random::draw(seed, &["grant", &account.id, &license.arn]).is_multiple_of(10) {
                grants.push(GrantEntry {
                    arn: None,
                    name: format!("marketplace-steward-{}", account.id),
                    license: license.arn.clone(),
                    account: account.id.clone(),
                    status: GrantStatus::Active,
                    version: 2,
                    operations: None,
                    tags: BTreeMap::from([("marketplace-steward".to_owned(), HUB.to_owned())]),
                });
            }
        }
    }
    grants
}
