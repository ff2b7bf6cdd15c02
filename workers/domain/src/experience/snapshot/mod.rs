//! The snapshot: what the management side publishes of its experiences, as one whole (seed defects P1, P3, P14).
//!
//! Expected flow: [`Publication::of`] says whether there is anything new; if so its parts are written first, under keys that
//! no other snapshot has, and its head last, on condition that the head is still the one it follows. A reader takes the head,
//! then exactly the parts it names, and [`join`] gives the content back or refuses it.
//!
//! Guarantees: same content, same revision, nothing to write; parts of two snapshots are never mixed; a part that is missing,
//! changed or cut off is found. A snapshot that is refused writes nothing at any member.

mod content;
mod head;
mod parts;

pub use content::{Content, Published, Source, SourceState, TwiceError};
pub use head::{Counts, Head, Publication, SNAPSHOT_VERSION};
pub use parts::{Part, Snapshot, SnapshotError, join};
