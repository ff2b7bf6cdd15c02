//! The little XML that the query protocol needs.

use crate::services::ServiceError;

/// The namespace of every STS answer.
pub(crate) const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
/// The namespace of every IAM answer.
pub(crate) const IAM: &str = "https://iam.amazonaws.com/doc/2010-05-08/";

/// The answer of one operation: `<XResponse><XResult>...</XResult><ResponseMetadata/></XResponse>`.
pub(crate) fn response(namespace: &str, operation: &str, result: &str, request_id: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    )
}

/// An error answer.
pub(crate) fn error(namespace: &str, error: &ServiceError, request_id: &str) -> String {
    let kind = if error.status >= 500 { "Receiver" } else { "Sender" };
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{kind}</Type><Code>{}</Code><Message>{}</Message></Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>",
        escape(&error.code),
        escape(&error.message)
    )
}

/// One element with text.
pub(crate) fn element(name: &str, text: &str) -> String {
    tagged(name, &escape(text))
}

/// One element with elements inside.
pub(crate) fn tagged(name: &str, inside: &str) -> String {
    format!("<{name}>{inside}</{name}>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
