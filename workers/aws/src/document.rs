//! A document of the SDK as the JSON that it was.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

/// The same value. A number that JSON cannot write, which no answer holds, becomes `null`.
pub(crate) fn json(document: &Document) -> Value {
    match document {
        Document::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), json(value))).collect())
        }
        Document::Array(items) => Value::Array(items.iter().map(json).collect()),
        Document::Number(Number::PosInt(number)) => Value::from(*number),
        Document::Number(Number::NegInt(number)) => Value::from(*number),
        Document::Number(Number::Float(number)) => Value::from(*number),
        Document::String(text) => Value::String(text.clone()),
        Document::Bool(truth) => Value::Bool(*truth),
        Document::Null => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_the_json_that_it_was() {
        let object = |name: &str, value| Document::Object([(name.to_owned(), value)].into());
        let items = vec![
            Document::Number(Number::PosInt(1)),
            Document::Number(Number::NegInt(-1)),
            Document::Number(Number::Float(0.5)),
            Document::String("Deny".to_owned()),
            Document::Bool(true),
            Document::Null,
        ];
        let document = object("Statements", Document::Array(items));
        assert_eq!(json(&document), serde_json::json!({ "Statements": [1, -1, 0.5, "Deny", true, null] }));
    }
}
