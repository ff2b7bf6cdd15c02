//! The calls that a run made: per service and operation, those that change something marked.

use std::collections::BTreeMap;

use serde::Serialize;

/// Calls per `service.Operation`, failed ones included.
pub(crate) type Counts = BTreeMap<String, u64>;

/// One operation of one service.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(crate) struct CallRow {
    /// The service, as its endpoint is called.
    pub(crate) service: String,
    /// The operation.
    pub(crate) operation: String,
    /// How often it was called.
    pub(crate) count: u64,
    /// Whether it changes something on AWS.
    pub(crate) mutating: bool,
}

/// One row for each operation: what changes something first, then by service and name.
pub(crate) fn rows(counts: &Counts) -> Vec<CallRow> {
    let mut rows: Vec<CallRow> = counts
        .iter()
        .map(|(name, count)| {
            let (service, operation) = name.split_once('.').unwrap_or(("", name));
            let mutating = sim::is_mutating(name);
            CallRow { service: service.into(), operation: operation.into(), count: *count, mutating }
        })
        .collect();
    rows.sort_by_key(|row| !row.mutating);
    rows
}

/// How many calls would change something.
pub(crate) fn mutating(counts: &Counts) -> u64 {
    rows(counts).iter().filter(|row| row.mutating).map(|row| row.count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts() -> Counts {
        [
            ("license-manager.ListDistributedGrants", 4),
            ("license-manager.CreateGrant", 2),
            ("sts.AssumeRole", 1),
        ]
        .map(|(name, count)| (name.to_owned(), count))
        .into()
    }

    #[test]
    fn what_changes_something_comes_first() {
        let rows = rows(&counts());
        assert_eq!((rows[0].operation.as_str(), rows[0].mutating), ("CreateGrant", true));
        assert!(rows[1..].iter().all(|row| !row.mutating));
    }

    #[test]
    fn only_what_changes_something_is_counted_as_mutating() {
        assert_eq!(mutating(&counts()), 2);
    }
}
