//! Reads the file: its settings here, its rules in [`super::read_rule`].

use std::collections::BTreeSet;
use std::str::FromStr;

use toml::de::DeTable;

use super::contradiction;
use super::fields::{Field, Fields, is_one_line};
use super::mistake::Mistakes;
use super::read_rule::{self, RuleRead};
use super::{GuardLimits, PendingClosure, Places, Policy, PolicyError, TAG_KEY, Untagged};
use crate::identifier::OrgUnitId;

const KEYS: &[&str] = &["version", "tag_key", "untagged", "pending_closure", "guard", "except", "rules"];
const GUARD_KEYS: &[&str] = &["revocations_max", "revocations_percent_max"];
const PLACES_KEYS: &[&str] = &["accounts", "organizational_units"];

/// What an entry of `accounts` is.
pub(super) const ACCOUNT: &str = "an account id (12 digits in quotes)";

/// The only version of the format there is.
const VERSION: u32 = 1;

/// Characters of the key of a tag (Organizations quota).
const TAG_KEY_MAX: usize = 128;

/// Reads a whole file.
pub(super) fn policy(text: &str) -> Result<Policy, PolicyError> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut mistakes = Mistakes::of(text);
    for error in &errors {
        let span = error.span().unwrap_or(text.len()..text.len());
        mistakes.add(span, "", format!("TOML ({})", plain(error.message())), None);
    }
    // What a file means that cannot be read would be a guess: that is looked at next time.
    mistakes.end()?;
    let mut mistakes = Mistakes::of(text);

    let fields = Fields::of(table.get_ref(), 0..0, String::new(), KEYS, &mut mistakes);
    if let Some(version) = fields.get("version")
        && version.whole_number(u32::MAX, &mut mistakes).is_some_and(|version| version != VERSION)
    {
        let newer = "a newer format needs a newer Marketplace Steward".to_owned();
        version.is_not("1", Some(newer), &mut mistakes);
    }
    let tag_key = fields.get("tag_key").and_then(|field| tag_key(&field, &mut mistakes));
    let untagged = fields.get("untagged").and_then(|field| field.choice(Untagged::SPELLINGS, &mut mistakes));
    let pending_closure = fields
        .get("pending_closure")
        .and_then(|field| field.choice(PendingClosure::SPELLINGS, &mut mistakes));
    let guard = fields.get("guard").and_then(|field| guard(&field, &mut mistakes));
    let except = fields.get("except").and_then(|field| except(&field, &mut mistakes));
    let rules = fields.get("rules").map(|field| rules(&field, &mut mistakes)).unwrap_or_default();
    contradiction::between_rules(&rules, &mut mistakes);
    mistakes.end()?;
    Ok(Policy {
        tag_key: tag_key.unwrap_or_else(|| TAG_KEY.to_owned()),
        untagged: untagged.unwrap_or_default(),
        pending_closure: pending_closure.unwrap_or_default(),
        guard: guard.unwrap_or_default(),
        except: except.unwrap_or_default(),
        rules: rules.into_iter().map(|read| read.rule).collect(),
    })
}

fn tag_key(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let key = field.text().filter(|text| is_one_line(text, TAG_KEY_MAX));
    if key.is_none() {
        field.is_not(&format!("the key of a tag, 1 to {TAG_KEY_MAX} characters in quotes"), None, mistakes);
    }
    key.map(str::to_owned)
}

fn guard(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<GuardLimits> {
    let fields = field.table(GUARD_KEYS, "a table [guard]", mistakes)?;
    let mut limits = GuardLimits::default();
    if let Some(field) = fields.get("revocations_max") {
        limits.revocations_max = field.whole_number(u32::MAX, mistakes)?;
    }
    if let Some(field) = fields.get("revocations_percent_max") {
        limits.revocations_percent_max = field.whole_number(100, mistakes)?;
    }
    Some(limits)
}

fn except(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Option<Places> {
    let fields = field.table(PLACES_KEYS, "a table [except]", mistakes)?;
    if fields.is_empty() {
        fields.says_nothing("accounts or organizational_units", "leave [except] out", mistakes);
    }
    let accounts = fields.get("accounts").map(|field| ids(&field, ACCOUNT, mistakes));
    Some(Places { accounts: accounts.unwrap_or_default(), organizational_units: units(&fields, mistakes) })
}

/// The organizational units of a table.
pub(super) fn units(fields: &Fields<'_, '_>, mistakes: &mut Mistakes<'_>) -> BTreeSet<OrgUnitId> {
    let expected = "the id of an organizational unit (\"ou-....-........\")";
    fields.get("organizational_units").map(|field| ids(&field, expected, mistakes)).unwrap_or_default()
}

/// A list of ids.
pub(super) fn ids<T: Ord + FromStr>(
    field: &Field<'_, '_>,
    expected: &str,
    mistakes: &mut Mistakes<'_>,
) -> BTreeSet<T> {
    field.set(expected, |text| text.parse().map_err(|_| None), mistakes)
}

fn rules(field: &Field<'_, '_>, mistakes: &mut Mistakes<'_>) -> Vec<RuleRead> {
    let rules = field.list("tables [[rules]]", mistakes).unwrap_or_default();
    rules.iter().filter_map(|rule| read_rule::rule(rule, mistakes)).collect()
}

/// A message of the parser on one line.
fn plain(message: &str) -> String {
    let words: Vec<_> = message.split_whitespace().collect();
    words.join(" ")
}
