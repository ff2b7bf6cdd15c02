//! Errors as the services answer them: a code from AWS's own set, its text, its HTTP status.

/// One error answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceError {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) status: u16,
    /// A further member of the error shape, such as `Reason`.
    pub(crate) member: Option<(&'static str, String)>,
}

impl ServiceError {
    /// A client error (HTTP 400).
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), status: 400, member: None }
    }

    /// The same error with one more member.
    pub(crate) fn with(mut self, member: &'static str, value: &str) -> Self {
        self.member = Some((member, value.to_owned()));
        self
    }

    /// The same error under another HTTP status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// No such operation, or one that is not simulated.
    pub(crate) fn unknown_operation(name: &str) -> Self {
        Self::new("UnknownOperationException", format!("The operation {name} is not simulated."))
    }

    /// A request body that is not of the operation's shape.
    pub(crate) fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// The access key id belongs to nobody.
    pub(crate) fn unrecognized_client() -> Self {
        Self::new("UnrecognizedClientException", "The security token included in the request is invalid.")
    }

    /// The caller may not do this.
    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new("AccessDeniedException", message)
    }
}
