//! The head of a snapshot: which one it is and what it has to add up to.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::content::Content;
use super::parts::{Part, split};

/// The version of the form of a snapshot. Management and member stacks are deployed at different times: a member refuses a
/// form that it does not know.
pub const SNAPSHOT_VERSION: u32 = 1;

/// What a snapshot has to add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Experiences, skipped ones too.
    pub experiences: usize,
    /// Approved products over all of them.
    pub approved: usize,
    /// Rejected products over all of them.
    pub rejected: usize,
}

impl Counts {
    /// Counts a content.
    pub fn of(content: &Content) -> Self {
        let published = || content.experiences().iter().filter_map(super::Source::published);
        Self {
            experiences: content.experiences().len(),
            approved: published().map(|published| published.products.allowed.len()).sum(),
            rejected: published().map(|published| published.products.denied.len()).sum(),
        }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { experiences, approved, rejected } = self;
        let plural = if *experiences == 1 { "" } else { "s" };
        write!(
            formatter,
            "{experiences} experience{plural}, {approved} approved and {rejected} rejected products"
        )
    }
}

/// The head of a snapshot, the one item that says which snapshot is the present one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of the form.
    pub v: u32,
    /// Goes up by one with every content that differs from the one before; the first is 1.
    pub revision: u64,
    /// SHA-256 over the canonical content, 64 hexadecimal digits.
    pub checksum: String,
    /// How many parts there are.
    pub parts: u32,
    /// What they add up to.
    pub counts: Counts,
}

/// What there is to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// The content is the one that is published already.
    Unchanged,
    /// A new snapshot: first the parts, then the head.
    New {
        /// The head.
        head: Head,
        /// The parts.
        parts: Vec<Part>,
    },
}

impl Publication {
    /// What there is to write for a content, when `previous` is published. A part has at most `part_bytes_max` bytes, or as
    /// many as one character needs.
    ///
    /// # Errors
    /// Never for a content of its type; the signature is that of the serializer.
    pub fn of(
        previous: Option<&Head>,
        content: &Content,
        part_bytes_max: usize,
    ) -> Result<Self, serde_json::Error> {
        let text = content.canonical()?;
        let checksum = checksum(&text);
        if previous.is_some_and(|head| head.v == SNAPSHOT_VERSION && head.checksum == checksum) {
            return Ok(Self::Unchanged);
        }
        let (head, parts) = next(previous, content, &text, checksum, part_bytes_max);
        Ok(Self::New { head, parts })
    }

    /// What there is to write for a content that is published already, but not whole any more: the same as the next snapshot.
    ///
    /// # Errors
    /// Never for a content of its type; the signature is that of the serializer.
    pub fn anew(
        previous: &Head,
        content: &Content,
        part_bytes_max: usize,
    ) -> Result<(Head, Vec<Part>), serde_json::Error> {
        let text = content.canonical()?;
        Ok(next(Some(previous), content, &text, checksum(&text), part_bytes_max))
    }
}

fn next(
    previous: Option<&Head>,
    content: &Content,
    text: &str,
    checksum: String,
    part_bytes_max: usize,
) -> (Head, Vec<Part>) {
    let revision = previous.map_or(0, |head| head.revision) + 1;
    let parts = split(text, revision, &checksum, part_bytes_max);
    let head = Head {
        v: SNAPSHOT_VERSION,
        revision,
        checksum,
        parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        counts: Counts::of(content),
    };
    (head, parts)
}

/// The checksum of a content's text.
pub(super) fn checksum(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
