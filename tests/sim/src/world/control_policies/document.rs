//! A policy document: read strictly, as Organizations does when a policy is made.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::condition;

/// A document that was found good.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Document {
    version: String,
    #[serde(rename = "Id")]
    _id: Option<String>,
    statement: OneOrMany<Statement>,
}

/// One statement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub(crate) struct Statement {
    pub(super) sid: Option<String>,
    pub(super) effect: Effect,
    pub(super) action: Option<OneOrMany<String>>,
    pub(super) not_action: Option<OneOrMany<String>>,
    pub(super) resource: Option<OneOrMany<String>>,
    pub(super) not_resource: Option<OneOrMany<String>>,
    #[serde(default)]
    pub(super) condition: BTreeMap<String, BTreeMap<String, OneOrMany<Value>>>,
}

/// What a statement does to what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// Where a document may leave out the list around a single item.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    /// With a list; read first, because a single item of any kind would be a list as well.
    Many(Vec<T>),
    /// Without one.
    One(T),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    /// The items.
    pub(super) fn items(&self) -> &[T] {
        match self {
            Self::One(item) => std::slice::from_ref(item),
            Self::Many(items) => items,
        }
    }
}

impl Document {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(content: &str) -> Result<Self, String> {
        let document: Self = serde_json::from_str(content).map_err(|error| error.to_string())?;
        if document.version != "2012-10-17" {
            return Err(format!("the Version {:?} is not 2012-10-17", document.version));
        }
        if document.statements().is_empty() {
            return Err("there is no Statement".to_owned());
        }
        let mut sids = BTreeSet::new();
        for statement in document.statements() {
            statement.check()?;
            if statement.sid.as_ref().is_some_and(|sid| !sids.insert(sid)) {
                return Err("a Sid is there twice".to_owned());
            }
        }
        Ok(document)
    }

    /// Its statements.
    pub(super) fn statements(&self) -> &[Statement] {
        self.statement.items()
    }
}

impl Statement {
    fn check(&self) -> Result<(), String> {
        let sid = self.sid.as_deref().unwrap_or_default();
        if !sid.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(format!("the Sid {sid:?} holds more than letters and digits"));
        }
        let actions = exactly_one(&self.action, &self.not_action)
            .ok_or("a statement needs either Action or NotAction")?;
        exactly_one(&self.resource, &self.not_resource)
            .ok_or("a statement needs either Resource or NotResource")?;
        if let Some(action) = actions.iter().find(|action| !is_action(action)) {
            return Err(format!("{action:?} is no action"));
        }
        self.condition.iter().try_for_each(|(operator, keys)| condition::check(operator, keys))
    }
}

/// The items of the one member of two that is there, and not empty.
fn exactly_one<'a>(
    one: &'a Option<OneOrMany<String>>,
    other: &'a Option<OneOrMany<String>>,
) -> Option<&'a [String]> {
    let items = match (one, other) {
        (Some(items), None) | (None, Some(items)) => items.items(),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    (!items.is_empty()).then_some(items)
}

/// `*`, or a service and the name of an operation of it.
fn is_action(text: &str) -> bool {
    let is_word = |word: &str, more: &str| {
        !word.is_empty() && word.chars().all(|letter| letter.is_ascii_alphanumeric() || more.contains(letter))
    };
    text == "*"
        || text.split_once(':').is_some_and(|(service, name)| is_word(service, "-") && is_word(name, "*?"))
}
