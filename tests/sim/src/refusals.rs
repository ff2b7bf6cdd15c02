//! Operations that are refused on purpose, as by a missing permission or a lasting trouble of the service.

use std::collections::BTreeMap;

use crate::services::ServiceError;

/// What is refused, by `service.Operation`.
#[derive(Debug, Default)]
pub(crate) struct Refusals(BTreeMap<String, Refusal>);

#[derive(Debug)]
struct Refusal {
    error: ServiceError,
    times_left: u64,
}

impl Refusals {
    /// Refuses the next calls of an operation.
    pub(crate) fn add(&mut self, operation: &str, error: ServiceError, times: u64) {
        self.0.insert(operation.to_owned(), Refusal { error, times_left: times });
    }

    /// Answers an operation again.
    pub(crate) fn end(&mut self, operation: &str) {
        self.0.remove(operation);
    }

    /// The error that answers this call, if it is one of those that are refused.
    pub(crate) fn take(&mut self, operation: &str) -> Option<ServiceError> {
        let refusal = self.0.get_mut(operation).filter(|refusal| refusal.times_left > 0)?;
        refusal.times_left -= 1;
        Some(refusal.error.clone())
    }
}
