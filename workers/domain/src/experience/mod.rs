//! Private Marketplace: how an experience in one organization is kept equal to one that is managed in another.
//!
//! Expected flow, management side: [`details`] reads what the Catalog describes, [`snapshot`] makes one whole, checksummed
//! thing of it, [`record`] says whether members are to be told. Member side: [`snapshot::join`] gives it back or refuses it,
//! [`settings`] says which experience follows which, [`plan::plan`] compares, [`guard::judge`] judges, [`change_set`] turns
//! the plan into as few change sets as the Catalog allows and says after each what is next.
//!
//! Guarantees: nothing here does IO or reads a clock; the same input gives the same bytes, in whatever order it comes. What
//! cannot be understood is never taken for empty: such an experience is skipped, with the reason.
//!
//! Sources: AWS-FACTS section 9 (Catalog), 13.2 and 13.3 (what earlier tools got wrong), 14 (what is unknown).

pub mod change_set;
pub mod details;
pub mod entity;
pub mod guard;
pub mod identity;
pub mod limits;
pub mod plan;
pub mod progress;
pub mod publishing;
pub mod quarantine;
pub mod record;
pub mod report;
pub mod settings;
pub mod skip;
pub mod snapshot;
pub mod text;
