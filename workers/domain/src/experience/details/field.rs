//! One field of an entity's details: where it stands, and what is wrong with it.

use std::fmt::Display;
use std::str::FromStr;

use serde_json::Value;

use super::Described;
use crate::experience::identity::split_revision;

/// Details that cannot be understood: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{entity}: {what}; nothing is written for it. What to do: {next}.")]
pub struct DetailsError {
    /// Type and identifier of the entity.
    pub entity: String,
    /// What is wrong, with the field.
    pub what: String,
    /// What to do next.
    pub next: &'static str,
}

/// What to do about an answer of a form that we did not expect.
const UPDATE: &str = "update Marketplace Steward; if it is the newest, report this message";

/// The details of one entity.
pub(super) struct Read<'a> {
    described: &'a Described,
    entity: String,
    document: Value,
}

impl<'a> Read<'a> {
    /// The details of an entity that is to be of the type `expected`, version 1.
    pub(super) fn of(described: &'a Described, expected: &str) -> Result<Self, DetailsError> {
        let entity = format!("{} {}", described.entity_type, described.entity_identifier);
        let problem = |what: String| DetailsError { entity: entity.clone(), what, next: UPDATE };
        let (name, version) =
            described.entity_type.split_once('@').unwrap_or((&described.entity_type, "1.0"));
        if name != expected || !version.starts_with("1.") {
            return Err(problem(format!("its type is not {expected}@1.0")));
        }
        let is_absent = |document: &&Value| document.as_object().is_some_and(serde_json::Map::is_empty);
        let stated = described
            .details_document
            .as_ref()
            .filter(|document| !document.is_null() && !is_absent(document));
        let document =
            match (stated, described.details.as_deref().map(str::trim).filter(|text| !text.is_empty())) {
                (Some(document), _) => document.clone(),
                (None, Some(text)) => serde_json::from_str(text)
                    .map_err(|error| problem(format!("`Details` is no JSON: {error}")))?,
                (None, None) => return Err(problem("it came without details".to_owned())),
            };
        if document.is_object() {
            Ok(Self { described, entity, document })
        } else {
            Err(problem("its details are no JSON object".to_owned()))
        }
    }

    /// The details as a whole.
    pub(super) fn top(&self) -> Field<'_> {
        Field { entity: &self.entity, path: String::new(), value: Some(&self.document) }
    }

    /// The entity's id.
    pub(super) fn id<T: FromStr<Err: Display>>(&self) -> Result<T, DetailsError> {
        self.identifier().id()
    }

    /// The entity's revision.
    pub(super) fn revision(&self) -> Result<Option<u64>, DetailsError> {
        let identifier = &self.described.entity_identifier;
        split_revision(identifier)
            .map(|(_, revision)| revision)
            .map_err(|error| self.identifier().unreadable(&error))
    }

    fn identifier(&self) -> Identifier<'_> {
        Identifier { entity: &self.entity, path: "EntityIdentifier", text: &self.described.entity_identifier }
    }
}

/// A text that names an entity, with or without a revision.
struct Identifier<'a> {
    entity: &'a str,
    path: &'a str,
    text: &'a str,
}

impl Identifier<'_> {
    fn id<T: FromStr<Err: Display>>(&self) -> Result<T, DetailsError> {
        let (id, _) = split_revision(self.text).map_err(|error| self.unreadable(&error))?;
        id.parse().map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &dyn Display) -> DetailsError {
        DetailsError {
            entity: self.entity.to_owned(),
            what: format!("`{}`: {error}", self.path),
            next: UPDATE,
        }
    }
}

/// A place in the details, and what stands there. `null` is the same as nothing.
#[derive(Clone)]
pub(super) struct Field<'a> {
    entity: &'a str,
    path: String,
    value: Option<&'a Value>,
}

impl<'a> Field<'a> {
    /// A field of this one.
    pub(super) fn get(&self, name: &str) -> Field<'a> {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Field {
            entity: self.entity,
            path,
            value: self.value.and_then(|value| value.get(name)).filter(|value| !value.is_null()),
        }
    }

    /// The same, if it is an object or not there at all.
    pub(super) fn object(self) -> Result<Self, DetailsError> {
        match self.value {
            None | Some(Value::Object(_)) => Ok(self),
            Some(other) => Err(self.wrong_kind(other, "an object")),
        }
    }

    /// Its items; `None`: it is not there.
    pub(super) fn items(&self) -> Result<Option<Vec<Field<'a>>>, DetailsError> {
        match self.value {
            None => Ok(None),
            Some(Value::Array(items)) => Ok(Some(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, value)| Field {
                        entity: self.entity,
                        path: format!("{}[{index}]", self.path),
                        value: Some(value),
                    })
                    .collect(),
            )),
            Some(other) => Err(self.wrong_kind(other, "a list")),
        }
    }

    /// A text that has to be there.
    pub(super) fn text(&self) -> Result<String, DetailsError> {
        self.optional_text()?.ok_or_else(|| self.missing("a text"))
    }

    /// A text; `None`: it is not there.
    pub(super) fn optional_text(&self) -> Result<Option<String>, DetailsError> {
        match self.value {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(self.wrong_kind(other, "a text")),
        }
    }

    /// A text; empty where there is `null`.
    pub(super) fn text_or_empty(&self) -> Result<String, DetailsError> {
        if self.value.is_some_and(Value::is_null) { Ok(String::new()) } else { self.text() }
    }

    /// A text that is an id of its own form.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self) -> Result<T, DetailsError> {
        self.text()?.parse().map_err(|error| self.problem(&format!("is not understood: {error}"), UPDATE))
    }

    /// A text that is an id with or without a revision; without it.
    pub(super) fn id<T: FromStr<Err: Display>>(&self) -> Result<T, DetailsError> {
        Identifier { entity: self.entity, path: &self.path, text: &self.text()? }.id()
    }

    /// It has to be there and is not.
    pub(super) fn missing(&self, expected: &str) -> DetailsError {
        self.problem(&format!("is missing, {expected} is expected"), UPDATE)
    }

    /// It has a value of a closed set that this version does not know.
    pub(super) fn unknown(&self, value: &str) -> DetailsError {
        self.problem(&format!("is `{value}`, which this version does not know"), UPDATE)
    }

    /// Something is wrong with it.
    pub(super) fn problem(&self, what: &str, next: &'static str) -> DetailsError {
        DetailsError { entity: self.entity.to_owned(), what: format!("`{}` {what}", self.path), next }
    }

    fn wrong_kind(&self, found: &Value, expected: &str) -> DetailsError {
        let kind = match found {
            Value::Null => "null",
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.problem(&format!("is {kind}, {expected} is expected"), UPDATE)
    }
}
