//! The conditions of a statement, on the keys that a call here has.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::OneOrMany;
use super::wildcard::{matches, matches_arn};

/// What is known about a call, by the small letters of the key.
pub(crate) type Keys = BTreeMap<String, String>;

/// How an operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equals,
    EqualsIgnoringCase,
    Like,
    ArnLike,
    IsAbsent,
}

/// An operator, taken apart.
#[derive(Debug, Clone, Copy)]
struct Operator {
    comparison: Comparison,
    negated: bool,
    /// True of a call without the key.
    if_exists: bool,
}

/// Refuses operators that are unknown or not simulated.
pub(super) fn check(name: &str, keys: &BTreeMap<String, OneOrMany<Value>>) -> Result<(), String> {
    read(name).ok_or_else(|| format!("the condition operator {name:?} is unknown, or not simulated"))?;
    match keys.keys().find(|key| !key.contains(':')) {
        Some(key) => Err(format!("{key:?} is no condition key")),
        None => Ok(()),
    }
}

/// Whether a call meets all of a statement's conditions.
pub(super) fn holds(conditions: &BTreeMap<String, BTreeMap<String, OneOrMany<Value>>>, known: &Keys) -> bool {
    conditions.iter().all(|(name, keys)| {
        let Some(operator) = read(name) else { return false };
        keys.iter()
            .all(|(key, values)| operator.holds(known.get(&key.to_ascii_lowercase()), values.items(), known))
    })
}

/// A value with `${key}` replaced by what is known; what is not known leaves nothing.
fn fill_in(value: &str, known: &Keys) -> String {
    let Some((before, rest)) = value.split_once("${") else { return value.to_owned() };
    let Some((key, after)) = rest.split_once('}') else { return value.to_owned() };
    let meant = known.get(&key.to_ascii_lowercase()).map(String::as_str).unwrap_or_default();
    format!("{before}{meant}{}", fill_in(after, known))
}

fn read(name: &str) -> Option<Operator> {
    let name = name
        .rsplit_once(':')
        .map_or(Some(name), |(set, rest)| ["ForAnyValue", "ForAllValues"].contains(&set).then_some(rest))?;
    let (name, if_exists) = name.strip_suffix("IfExists").map_or((name, false), |name| (name, true));
    let (comparison, negated) = match name {
        "StringEquals" | "Bool" => (Comparison::Equals, false),
        "StringNotEquals" => (Comparison::Equals, true),
        "StringEqualsIgnoreCase" => (Comparison::EqualsIgnoringCase, false),
        "StringNotEqualsIgnoreCase" => (Comparison::EqualsIgnoringCase, true),
        "StringLike" => (Comparison::Like, false),
        "StringNotLike" => (Comparison::Like, true),
        "ArnEquals" | "ArnLike" => (Comparison::ArnLike, false),
        "ArnNotEquals" | "ArnNotLike" => (Comparison::ArnLike, true),
        "Null" => (Comparison::IsAbsent, false),
        _ => return None,
    };
    Some(Operator { comparison, negated, if_exists })
}

impl Operator {
    fn holds(self, known: Option<&String>, values: &[Value], all: &Keys) -> bool {
        let values = values
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), |text| fill_in(text, all)));
        if self.comparison == Comparison::IsAbsent {
            let absent = known.is_none().to_string();
            return values.into_iter().any(|value| value == absent);
        }
        // What is not known is like nothing, so only what must not be alike is true of it.
        let Some(known) = known else { return self.if_exists || self.negated };
        let is_alike = values.into_iter().any(|value| match self.comparison {
            Comparison::Equals => value == *known,
            Comparison::EqualsIgnoringCase => value.eq_ignore_ascii_case(known),
            Comparison::Like => matches(&value, known),
            Comparison::ArnLike => matches_arn(&value, known),
            Comparison::IsAbsent => false,
        });
        is_alike != self.negated
    }
}
