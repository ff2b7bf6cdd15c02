//! Reading the members of a request. What is missing, of the wrong type or out of bounds becomes the error that the
//! service at hand uses for it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::ServiceError;

/// One request and the error its service answers a bad member with.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    request: &'a Value,
    invalid: fn(String) -> ServiceError,
}

impl<'a> Input<'a> {
    pub(crate) fn new(request: &'a Value, invalid: fn(String) -> ServiceError) -> Self {
        Self { request, invalid }
    }

    /// The error for a member that does not hold what it must.
    pub(crate) fn invalid(&self, message: impl Into<String>) -> ServiceError {
        (self.invalid)(message.into())
    }

    /// The whole request, for a structure inside it.
    pub(crate) fn member(&self, name: &str) -> Option<&'a Value> {
        self.request.get(name).filter(|value| !value.is_null())
    }

    /// A structure inside the request.
    pub(crate) fn inside(&self, name: &str) -> Option<Input<'a>> {
        self.member(name).map(|request| Input { request, invalid: self.invalid })
    }

    /// The whole request without one member, in a form in which equal requests are equal.
    pub(crate) fn without(&self, name: &str) -> String {
        let mut request = self.request.clone();
        if let Some(members) = request.as_object_mut() {
            members.remove(name);
        }
        request.to_string()
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, ServiceError> {
        match self.member(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(ServiceError::serialization(format!("{name} can not be converted to a String"))),
        }
    }

    pub(crate) fn required_text(&self, name: &str) -> Result<&'a str, ServiceError> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ServiceError> {
        match self.member(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(ServiceError::serialization(format!("{name} can not be converted to a Boolean"))),
        }
    }

    /// A number within bounds.
    pub(crate) fn number(&self, name: &str, least: u64, most: u64) -> Result<Option<usize>, ServiceError> {
        let Some(value) = self.member(name) else { return Ok(None) };
        let Some(number) = value.as_i64() else {
            return Err(ServiceError::serialization(format!("{name} can not be converted to an Integer")));
        };
        match u64::try_from(number) {
            Ok(inside) if (least..=most).contains(&inside) => Ok(usize::try_from(inside).ok()),
            _ => Err(self.invalid(format!(
                "1 validation error detected: Value '{number}' at '{}' failed to satisfy constraint: Member must \
                 have value between {least} and {most}",
                lower_first(name)
            ))),
        }
    }

    /// A list of strings; `None` when the member is absent.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, ServiceError> {
        let Some(value) = self.member(name) else { return Ok(None) };
        let wrong =
            || ServiceError::serialization(format!("{name} can not be converted to a List of Strings"));
        let items = value.as_array().ok_or_else(wrong)?;
        let texts = items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong));
        texts.collect::<Result<Vec<_>, _>>().map(Some)
    }

    pub(crate) fn required_texts(&self, name: &str) -> Result<Vec<String>, ServiceError> {
        self.texts(name)?.ok_or_else(|| self.missing(name))
    }

    /// A list of structures.
    pub(crate) fn structures(&self, name: &str) -> Result<Vec<Input<'a>>, ServiceError> {
        let Some(value) = self.member(name) else { return Ok(Vec::new()) };
        let items = value
            .as_array()
            .ok_or_else(|| ServiceError::serialization(format!("{name} can not be converted to a List")))?;
        Ok(items.iter().map(|request| Input { request, invalid: self.invalid }).collect())
    }

    /// A list of `{Key, Value}`, each key once.
    pub(crate) fn tags(&self, name: &str) -> Result<BTreeMap<String, String>, ServiceError> {
        let mut tags = BTreeMap::new();
        for tag in self.structures(name)? {
            let key = tag.required_text("Key")?.to_owned();
            let value = tag.text("Value")?.unwrap_or_default().to_owned();
            if key.is_empty() || key.len() > 128 || value.len() > 256 || key.starts_with("aws:") {
                return Err(self.invalid(format!("The tag {key:?} is not valid.")));
            }
            if tags.insert(key.clone(), value).is_some() {
                return Err(self.invalid(format!("The tag key {key:?} was given more than once.")));
            }
        }
        Ok(tags)
    }

    fn missing(&self, name: &str) -> ServiceError {
        self.invalid(format!(
            "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null",
            lower_first(name)
        ))
    }
}

/// AWS writes member names in messages with a small first letter.
pub(crate) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase().to_string() + letters.as_str()).unwrap_or_default()
}
