//! Small worlds: the organization that publishes, and members that follow it.

use serde_json::{Value, json};
use sim::{
    ExperienceEntry, ExperienceStatus, MarketplaceEntry, PolicyEntry, ProductsEntry, SeriesEntry, WorldFile,
};

/// The management account of the organization that publishes.
pub(crate) const CENTRAL: &str = "111111111111";
/// What it publishes.
pub(crate) const SOURCE: &str = "exp-source0000000";
/// The delegated administrator of the first member.
pub(crate) const MEMBER: &str = "320000000002";
/// Its management account.
pub(crate) const MEMBER_MANAGEMENT: &str = "320000000001";
/// An experience of the first member.
pub(crate) const STORES: &str = "exp-stores0000000";
/// Another one.
pub(crate) const OFFICES: &str = "exp-offices000000";

/// The id of the n-th product.
pub(crate) fn product(number: u64) -> String {
    format!("prod-hf{number:011}")
}

/// The ids of some products, one by one.
pub(crate) fn products(numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    numbers.into_iter().map(product).collect()
}

/// `count` products, the first being number `from`.
fn series(from: u64, count: u64) -> Vec<ProductsEntry> {
    let series = SeriesEntry { series: "hf".to_owned(), from, count };
    if count == 0 { Vec::new() } else { vec![ProductsEntry::Series(series)] }
}

/// An enabled experience: `allowed` products from number 1 on, then `denied` ones.
pub(crate) fn experience(id: &str, allowed: u64, denied: u64) -> ExperienceEntry {
    with_policy(id, series(1, allowed), series(allowed + 1, denied))
}

/// An enabled experience with these products, by their numbers.
pub(crate) fn listing(id: &str, allowed: &[u64], denied: &[u64]) -> ExperienceEntry {
    let entries =
        |numbers: &[u64]| numbers.iter().map(|number| ProductsEntry::One(product(*number))).collect();
    with_policy(id, entries(allowed), entries(denied))
}

fn with_policy(id: &str, allowed: Vec<ProductsEntry>, denied: Vec<ProductsEntry>) -> ExperienceEntry {
    ExperienceEntry {
        id: id.to_owned(),
        name: format!("Experience {id}"),
        description: None,
        status: ExperienceStatus::Enabled,
        archived: false,
        revision: 1,
        policy: Some(PolicyEntry { allowed, denied, ..PolicyEntry::default() }),
        branding: None,
        principals: Vec::new(),
    }
}

/// The organization that publishes `source`, and a member with these experiences.
pub(crate) fn world(source: ExperienceEntry, experiences: Vec<ExperienceEntry>) -> WorldFile {
    let mut world = organization("o-central000", CENTRAL, &json!([account(CENTRAL)]));
    world.private_marketplace =
        Some(MarketplaceEntry { experiences: vec![source], ..MarketplaceEntry::default() });
    let accounts = json!([account(MEMBER_MANAGEMENT), account(MEMBER)]);
    let mut member = organization("o-member0000", MEMBER_MANAGEMENT, &accounts);
    member.private_marketplace = Some(MarketplaceEntry {
        delegated_administrator: Some(MEMBER.to_owned()),
        experiences,
        ..MarketplaceEntry::default()
    });
    world.other_organizations = vec![member];
    world
}

/// An organization with these accounts and nothing else. A root has the number of its organization.
fn organization(id: &str, management_account: &str, accounts: &Value) -> WorldFile {
    serde_json::from_value(json!({
        "organization": {
            "id": id,
            "name": format!("Organization {management_account}"),
            "management_account": management_account,
            "root": root(management_account),
            "trusted_services": ["private-marketplace.marketplace.amazonaws.com"],
        },
        "accounts": accounts,
    }))
    .unwrap()
}

fn account(id: &str) -> Value {
    json!({"id": id, "name": format!("Account {id}"), "parent": root(id)})
}

/// The root above an account: members of an organization share the first digits.
fn root(account: &str) -> String {
    format!("r-{}", &account[..4])
}
