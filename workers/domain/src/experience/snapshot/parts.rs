//! The parts of a snapshot: cut to what one item holds, and put together again only if all of them belong together.

use serde::{Deserialize, Serialize};

use super::content::Content;
use super::head::{Counts, Head, SNAPSHOT_VERSION, checksum};

/// A part of a snapshot's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The revision of the snapshot.
    pub revision: u64,
    /// Its checksum.
    pub checksum: String,
    /// Which part, from 1.
    pub number: u32,
    /// The text.
    pub text: String,
}

impl Part {
    /// The sort key of a part. The checksum is in it, so a snapshot that was begun and not finished never lends a part to
    /// another one of the same revision.
    pub fn sort_key(head: &Head, number: u32) -> String {
        format!("part#{:020}#{}#{number:05}", head.revision, head.checksum)
    }
}

/// A snapshot that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Which one.
    pub revision: u64,
    /// What it says.
    pub content: Content,
}

/// A snapshot that is not whole, or not of one piece.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Another form.
    #[error(
        "the snapshot has the form {found}, this version understands {SNAPSHOT_VERSION}; \
         nothing is written: deploy the management and the member stack of the same release"
    )]
    Version {
        /// Which form.
        found: u32,
    },
    /// A part is not there: another snapshot has replaced this one, or it was never finished.
    #[error(
        "part {number} of {of} of snapshot {revision} is not there; nothing is written: read the head again"
    )]
    Missing {
        /// Which part.
        number: u32,
        /// Of how many.
        of: u32,
        /// Of which snapshot.
        revision: u64,
    },
    /// A part belongs to another snapshot, or there is one too many.
    #[error(
        "part {number} of snapshot {found} does not belong to snapshot {revision}; \
         nothing is written: read the head again"
    )]
    Foreign {
        /// Which part.
        number: u32,
        /// Of which snapshot.
        found: u64,
        /// Which snapshot is read.
        revision: u64,
    },
    /// The text is not the one that was published.
    #[error(
        "snapshot {revision} has the checksum {found} and should have {said}; \
         nothing is written: read it again, and if that does not help publish it anew"
    )]
    Checksum {
        /// Which snapshot.
        revision: u64,
        /// What it has.
        found: String,
        /// What the head says.
        said: String,
    },
    /// It does not add up.
    #[error("snapshot {revision} has {found}, its head says {said}; nothing is written: publish it anew")]
    Counts {
        /// Which snapshot.
        revision: u64,
        /// What it has.
        found: Counts,
        /// What the head says.
        said: Counts,
    },
    /// The text is no content.
    #[error(
        "snapshot {revision} cannot be read: {problem}; \
         nothing is written: deploy the management and the member stack of the same release"
    )]
    Unreadable {
        /// Which snapshot.
        revision: u64,
        /// What is wrong.
        problem: String,
    },
}

impl SnapshotError {
    /// Whether another snapshot may just have taken its place, so that reading head and parts once more may help.
    pub fn may_be_replaced(&self) -> bool {
        match self {
            Self::Missing { .. } | Self::Foreign { .. } | Self::Checksum { .. } => true,
            Self::Version { .. } | Self::Counts { .. } | Self::Unreadable { .. } => false,
        }
    }
}

/// Cuts a text at characters, into at least one part.
pub(super) fn split(text: &str, revision: u64, checksum: &str, part_bytes_max: usize) -> Vec<Part> {
    let mut texts = Vec::new();
    let mut rest = text;
    loop {
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest.floor_char_boundary(part_bytes_max.max(first));
        let (piece, left) = rest.split_at(end);
        texts.push(piece);
        rest = left;
        if rest.is_empty() {
            break;
        }
    }
    (1..)
        .zip(texts)
        .map(|(number, text)| Part { revision, checksum: checksum.to_owned(), number, text: text.to_owned() })
        .collect()
}

/// Puts a snapshot together again.
///
/// # Errors
/// When it is not exactly the one that the head names.
pub fn join(head: &Head, mut parts: Vec<Part>) -> Result<Snapshot, SnapshotError> {
    let revision = head.revision;
    if head.v != SNAPSHOT_VERSION {
        return Err(SnapshotError::Version { found: head.v });
    }
    parts.sort_by_key(|part| part.number);
    let mut text = String::new();
    let mut expected = 1;
    for part in parts {
        let belongs = part.revision == revision && part.checksum == head.checksum;
        if !belongs || part.number < expected || part.number > head.parts {
            return Err(SnapshotError::Foreign { number: part.number, found: part.revision, revision });
        }
        if part.number > expected {
            break;
        }
        text.push_str(&part.text);
        expected += 1;
    }
    if expected <= head.parts {
        return Err(SnapshotError::Missing { number: expected, of: head.parts, revision });
    }
    let found = checksum(&text);
    if found != head.checksum {
        return Err(SnapshotError::Checksum { revision, found, said: head.checksum.clone() });
    }
    let content: Content = serde_json::from_str(&text)
        .map_err(|error| SnapshotError::Unreadable { revision, problem: error.to_string() })?;
    if let Some((id, product)) = content.contradiction() {
        let problem = format!("{id} approves and rejects the product {product}");
        return Err(SnapshotError::Unreadable { revision, problem });
    }
    let found = Counts::of(&content);
    if found != head.counts {
        return Err(SnapshotError::Counts { revision, found, said: head.counts });
    }
    Ok(Snapshot { revision, content })
}
