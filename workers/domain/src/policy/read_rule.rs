//! Reads one rule.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fields::{Field, Fields, is_one_line};
use super::mistake::{Mistakes, did_you_mean, one_of};
use super::read::{ACCOUNT, ids, units};
use super::{ActivationOverride, Places, Products, Receivers, Rule, RuleSettings, ShareAs};
use crate::grant::Operation;
use crate::identifier::{AccountId, ProductSku};

const KEYS: &[&str] = &[
    "name",
    "products",
    "accounts",
    "organizational_units",
    "tagged",
    "share_as",
    "activation_override",
    "operations",
];
const PRODUCTS_KEYS: &[&str] = &["skus", "names"];

/// Characters of the name of a rule.
const NAME_MAX: usize = 100;

/// A rule, and where the file says what.
pub(super) struct RuleRead {
    pub(super) rule: Rule,
    pub(super) path: String,
    pub(super) span: Range<usize>,
    /// The settings that could be read, with their places.
    pub(super) settings_at: Vec<(&'static str, Range<usize>)>,
}

/// Reads a rule; `None` when it is so wrong that nothing can be compared with it.
pub(super) fn rule(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<RuleRead> {
    let fields = field.table(KEYS, "a table [[rules]]", mistakes)?;
    let name = fields.get("name").and_then(|field| name(&field, mistakes));
    let products = products(&fields, mistakes);
    let receivers = receivers(&fields, mistakes);
    let settings = RuleSettings {
        share_as: fields.get("share_as").and_then(|field| field.choice(ShareAs::SPELLINGS, mistakes)),
        activation_override: fields
            .get("activation_override")
            .and_then(|field| field.choice(ActivationOverride::SPELLINGS, mistakes)),
        operations: fields.get("operations").and_then(|field| operations(&field, mistakes)),
    };
    let places = [
        ("share_as", settings.share_as.is_some()),
        ("activation_override", settings.activation_override.is_some()),
        ("operations", settings.operations.is_some()),
    ];
    let places = places.into_iter().filter(|(_, is_said)| *is_said);
    let settings_at = places.filter_map(|(key, _)| Some((key, fields.get(key)?.span()))).collect();
    Some(RuleRead {
        rule: Rule { name, products: products?, receivers: receivers?, settings },
        path: field.path.clone(),
        span: fields.span(),
        settings_at,
    })
}

fn name(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let name = field.text().filter(|text| is_one_line(text, NAME_MAX));
    if name.is_none() {
        field.is_not(&format!("a name of 1 to {NAME_MAX} characters in quotes"), None, mistakes);
    }
    name.map(str::to_owned)
}

fn products(fields: &Fields<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Products> {
    let expected = "\"all\" or { skus = [...], names = [...] }";
    let Some(field) = fields.get("products") else {
        fields.is_missing(&["products"], expected, mistakes);
        return None;
    };
    if field.text() == Some("all") {
        return Some(Products::All);
    }
    let fields = field.table(PRODUCTS_KEYS, expected, mistakes)?;
    if fields.is_empty() {
        fields.says_nothing("skus or names", "for all products write products = \"all\"", mistakes);
    }
    let sku = |text: &str| match text.parse::<ProductSku>() {
        Ok(sku) if text.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(sku),
        _ if text.contains(' ') => Err(Some("a name goes into names".to_owned())),
        _ => Err(None),
    };
    let name = |text: &str| {
        let all = "for all products write products = \"all\"";
        text.parse().map_err(|_| text.starts_with('*').then(|| all.to_owned()))
    };
    let skus = fields.get("skus").map(|field| field.set("a SKU (\"prod-...\")", sku, mistakes));
    let names = fields
        .get("names")
        .map(|field| field.set("a product name of 1 to 255 characters, with * for any text", name, mistakes));
    Some(Products::These { skus: skus.unwrap_or_default(), names: names.unwrap_or_default() })
}

fn receivers(fields: &Fields<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Receivers> {
    let (accounts, tagged) = (fields.get("accounts"), fields.get("tagged"));
    if let Some(field) = tagged.as_ref().filter(|field| field.truth() != Some(true)) {
        field.is_not("true", Some("without tags, leave tagged out".to_owned()), mistakes);
    }
    let organizational_units = units(fields, mistakes);
    let by_unit = fields.get("organizational_units");
    if accounts.as_ref().is_some_and(|field| field.text() == Some("all")) {
        for field in [&tagged, &by_unit].into_iter().flatten() {
            field.is_not(
                "nothing beside accounts = \"all\"",
                Some("all accounts are meant already: leave one of the two out".to_owned()),
                mistakes,
            );
        }
        return Some(Receivers::All);
    }
    if accounts.is_none() && by_unit.is_none() && tagged.is_none() {
        let keys = ["accounts", "organizational_units", "tagged"];
        fields.is_missing(&keys, "accounts, organizational_units or tagged = true: who gets it", mistakes);
        return None;
    }
    let accounts = accounts.map(|field| listed_accounts(&field, mistakes)).unwrap_or_default();
    let places = Places { accounts, organizational_units };
    Some(Receivers::Any { places, tagged: tagged.is_some() })
}

fn listed_accounts(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> BTreeSet<AccountId> {
    if let Some(text) = field.text().filter(|text| text.parse::<AccountId>().is_err()) {
        field.is_not("\"all\" or a list of account ids", did_you_mean(text, ["all"]), mistakes);
        return BTreeSet::new();
    }
    ids(field, ACCOUNT, mistakes)
}

/// What grants allow; `None` when it cannot be compared with what others say.
fn operations(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<BTreeSet<Operation>> {
    let before = mistakes.count();
    let mut known: Vec<_> = Operation::KNOWN.to_vec();
    known.retain(|word| *word != Operation::CreateGrant.as_str());
    let read = |text: &str| match Operation::from(text) {
        Operation::CreateGrant => Err(Some("nobody may share a shared license on: leave it out".to_owned())),
        Operation::Unknown(_) => Err(did_you_mean(text, known.iter().copied())),
        operation => Ok(operation),
    };
    let operations = field.set(&one_of(&known), read, mistakes);
    (mistakes.count() == before).then_some(operations)
}
