//! The conditions of a statement, on the keys that a call here has.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::OneOrMany;
use super::wildcard::{matches, matches_arn};

/// What is known about a call, by the small letters of the key; most keys have one value.
pub(crate) type Keys = BTreeMap<String, Vec<String>>;

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
    /// Asks each value of the call, and so is true of a call that has none.
    for_all: bool,
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
    let meant = known.get(&key.to_ascii_lowercase()).and_then(|values| values.first());
    let meant = meant.map(String::as_str).unwrap_or_default();
    format!("{before}{meant}{}", fill_in(after, known))
}

fn read(name: &str) -> Option<Operator> {
    let (set, name) = name.rsplit_once(':').unwrap_or(("ForAnyValue", name));
    let for_all = set == "ForAllValues";
    if !for_all && set != "ForAnyValue" {
        return None;
    }
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
    Some(Operator { comparison, negated, if_exists, for_all })
}

impl Operator {
    fn holds(self, known: Option<&Vec<String>>, values: &[Value], all: &Keys) -> bool {
        let values: Vec<_> = values
            .iter()
            .map(|value| value.as_str().map_or_else(|| value.to_string(), |text| fill_in(text, all)))
            .collect();
        if self.comparison == Comparison::IsAbsent {
            return values.contains(&known.is_none().to_string());
        }
        // What is not known is like nothing, so only what must not be alike is true of it.
        let Some(known) = known else { return self.if_exists || self.negated || self.for_all };
        let fits = |one: &String| self.is_alike(one, &values) != self.negated;
        if self.for_all { known.iter().all(fits) } else { known.iter().any(fits) }
    }

    fn is_alike(self, known: &str, values: &[String]) -> bool {
        values.iter().any(|value| match self.comparison {
            Comparison::Equals => value == known,
            Comparison::EqualsIgnoringCase => value.eq_ignore_ascii_case(known),
            Comparison::Like => matches(value, known),
            Comparison::ArnLike => matches_arn(value, known),
            Comparison::IsAbsent => false,
        })
    }
}
