//! Writes a policy as the file that says it.

use toml::{Table, Value};

use super::{
    ActivationOverride, NamePattern, PendingClosure, Places, Policy, Products, Receivers, Rule, ShareAs,
    Untagged, spelled,
};
use crate::grant::Operation;
use crate::identifier::{AccountId, OrgUnitId, ProductSku};

impl Policy {
    /// The file that says this, without what goes without saying: [`Policy::parse`] reads the same policy from it.
    pub fn to_toml(&self) -> String {
        let default = Self::default();
        let mut file = Table::new();
        if self.tag_key != default.tag_key {
            put(&mut file, "tag_key", self.tag_key.as_str());
        }
        if self.untagged != default.untagged {
            put(&mut file, "untagged", spelled(Untagged::SPELLINGS, self.untagged));
        }
        if self.pending_closure != default.pending_closure {
            put(&mut file, "pending_closure", spelled(PendingClosure::SPELLINGS, self.pending_closure));
        }
        if self.guard != default.guard {
            let mut guard = Table::new();
            put(&mut guard, "revocations_max", i64::from(self.guard.revocations_max));
            put(&mut guard, "revocations_percent_max", i64::from(self.guard.revocations_percent_max));
            put(&mut file, "guard", guard);
        }
        if !self.except.is_empty() {
            let mut except = Table::new();
            put_places(&mut except, &self.except);
            put(&mut file, "except", except);
        }
        if !self.rules.is_empty() {
            put(&mut file, "rules", self.rules.iter().map(rule).collect::<Vec<Value>>());
        }
        file.to_string()
    }
}

fn rule(rule: &Rule) -> Value {
    let mut table = Table::new();
    if let Some(name) = &rule.name {
        put(&mut table, "name", name.as_str());
    }
    match &rule.products {
        Products::All => put(&mut table, "products", "all"),
        Products::These { skus, names } => {
            let mut products = Table::new();
            put_list(&mut products, "skus", skus.iter().map(ProductSku::as_str));
            put_list(&mut products, "names", names.iter().map(NamePattern::as_str));
            put(&mut table, "products", products);
        }
    }
    match &rule.receivers {
        Receivers::All => put(&mut table, "accounts", "all"),
        Receivers::Any { places, tagged } => {
            put_places(&mut table, places);
            if *tagged {
                put(&mut table, "tagged", true);
            }
        }
    }
    if let Some(share_as) = rule.settings.share_as {
        put(&mut table, "share_as", spelled(ShareAs::SPELLINGS, share_as));
    }
    if let Some(activation_override) = rule.settings.activation_override {
        put(&mut table, "activation_override", spelled(ActivationOverride::SPELLINGS, activation_override));
    }
    if let Some(operations) = &rule.settings.operations {
        put_list(&mut table, "operations", operations.iter().map(Operation::as_str));
    }
    Value::Table(table)
}

fn put(table: &mut Table, key: &str, value: impl Into<Value>) {
    table.insert(key.to_owned(), value.into());
}

/// A list, unless it is empty: the file has no empty lists.
fn put_list<'a>(table: &mut Table, key: &str, entries: impl Iterator<Item = &'a str>) {
    let entries: Vec<_> = entries.map(Value::from).collect();
    if !entries.is_empty() {
        put(table, key, entries);
    }
}

fn put_places(table: &mut Table, places: &Places) {
    put_list(table, "accounts", places.accounts.iter().map(AccountId::as_str));
    put_list(table, "organizational_units", places.organizational_units.iter().map(OrgUnitId::as_str));
}
