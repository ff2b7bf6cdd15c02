//! Answers on the wire, before they become HTTP.

use serde_json::{Value, json};

use crate::services::ServiceError;

use super::xml;

/// One answer: status, headers that matter, body.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) request_id: String,
    /// Set as `x-amzn-ErrorType`, which SDKs prefer over the body.
    pub(crate) error_code: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    /// The answer of a JSON operation.
    pub(crate) fn json(
        content_type: &'static str,
        result: &Result<Value, ServiceError>,
        request_id: String,
    ) -> Self {
        match result {
            Ok(value) => {
                Self { status: 200, content_type, request_id, error_code: None, body: value.to_string() }
            }
            Err(error) => {
                let mut body = json!({"__type": error.code, "Message": error.message});
                if let Some((member, value)) = &error.member {
                    body[*member] = json!(value);
                }
                Self {
                    status: error.status,
                    content_type,
                    request_id,
                    error_code: Some(error.code.clone()),
                    body: body.to_string(),
                }
            }
        }
    }

    /// The answer of a query operation, whose body is already XML.
    pub(crate) fn xml(namespace: &str, result: Result<String, ServiceError>, request_id: String) -> Self {
        let (status, error_code, body) = match result {
            Ok(body) => (200, None, body),
            Err(error) => {
                (error.status, Some(error.code.clone()), xml::error(namespace, &error, &request_id))
            }
        };
        Self { status, content_type: "text/xml", request_id, error_code, body }
    }
}
