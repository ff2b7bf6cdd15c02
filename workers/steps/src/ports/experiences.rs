//! What the steps about experiences need of the outside: the Catalog, the published snapshot, and the memory of change sets.

use std::future::Future;

use domain::experience::change_set::{ChangeSet, Observed, OpenSet};
use domain::experience::details::Described;
use domain::experience::identity::{Administrator, ChangeSetId, EntityId, ExperienceId};
use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Head, Part};
use domain::identifier::ExecutionArn;

use super::{ApiResult, LeasePorts, Page, Store};

/// What kind of entities are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// `Experience`.
    Experience,
    /// `Audience`.
    Audience,
}

/// AWS Marketplace Catalog, reading. Entities come as AWS wrote them; [`domain::experience::details`] reads them.
pub trait Catalog: Sync {
    /// `aws-marketplace:ListEntities`, 50 to a page: identifiers, with or without `@revision`.
    fn entities(
        &self,
        kind: EntityKind,
        by: Administrator,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<String>>> + Send;
    /// `aws-marketplace:DescribeEntity` of an experience.
    fn experience(&self, id: &ExperienceId) -> impl Future<Output = ApiResult<Described>> + Send;
    /// `aws-marketplace:BatchDescribeEntities`, at most [`Catalog::BATCH_MAX`] at once: one answer or error for each, in
    /// the order asked for. One that the answer leaves out altogether is an error of the code `Unreadable`.
    fn describe(&self, ids: &[EntityId])
    -> impl Future<Output = ApiResult<Vec<ApiResult<Described>>>> + Send;

    /// Entities of one `BatchDescribeEntities` (AWS-FACTS 9.1).
    const BATCH_MAX: usize = 20;
}

/// A change set that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Which one.
    pub id: ChangeSetId,
    /// AWS's id of the request, for the ledger; empty if it did not send one.
    pub request_id: String,
}

/// A change set as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its name. Ours bear the beginning of the token, so the name tells whether it is the set that a step has in mind.
    pub name: String,
    /// What was seen.
    pub observed: Observed,
}

/// AWS Marketplace Catalog, writing.
pub trait ChangeSets: Sync {
    /// `aws-marketplace:StartChangeSet` with the set's own token.
    fn start(&self, set: &ChangeSet) -> impl Future<Output = ApiResult<Started>> + Send;
    /// `aws-marketplace:DescribeChangeSet`. `takes_changes` is `true`: the step finds that out.
    fn change_set(&self, id: &ChangeSetId) -> impl Future<Output = ApiResult<Seen>> + Send;
    /// `aws-marketplace:ListChangeSets` of an experience, PREPARING or APPLYING, 20 to a page.
    fn open(
        &self,
        experience: &ExperienceId,
        by: Administrator,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<OpenSet>>> + Send;
}

/// The published snapshot as a member reads it, through the read role that the management side made for it.
pub trait Published: Sync {
    /// The head, read consistently; `None`: nothing was published yet.
    fn head(&self) -> impl Future<Output = ApiResult<Option<Head>>> + Send;
    /// The parts that a head names, as far as they are there.
    fn parts(&self, head: &Head) -> impl Future<Output = ApiResult<Vec<Part>>> + Send;
    /// What a member told of its last run; a member may ask for its own only.
    fn record(&self, member: &str) -> impl Future<Output = ApiResult<Option<MemberRecord>>> + Send;
}

/// What a member tells the management side.
pub trait Telling: Sync {
    /// Replaces the member's record; it may write its own only.
    fn tell(&self, record: &MemberRecord) -> impl Future<Output = ApiResult<()>> + Send;
}

/// The table of the snapshot as the management side writes it.
pub trait Publishing: Published {
    /// Writes a part, under [`Part::sort_key`].
    fn put_part(&self, head: &Head, part: &Part) -> impl Future<Output = ApiResult<()>> + Send;
    /// Writes the head if `previous` still is the present one (`None`: there is none); `false`: it is not, and nothing was
    /// written.
    fn put_head(&self, head: &Head, previous: Option<&Head>) -> impl Future<Output = ApiResult<bool>> + Send;
    /// Deletes the parts of every revision below this one.
    fn forget_below(&self, revision: u64) -> impl Future<Output = ApiResult<()>> + Send;
}

/// What is remembered of an experience between runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExperienceHead {
    /// Which one.
    pub experience: ExperienceId,
    /// How many of its change sets were seen to have ended: part of the next token.
    pub generation: u64,
}

/// A change set in the ledger (P10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeEntry {
    /// The experience.
    pub experience: ExperienceId,
    /// When, in ISO 8601 UTC.
    pub at: String,
    /// The operation.
    pub operation: &'static str,
    /// The client token.
    pub token: String,
    /// The run.
    pub run: ExecutionArn,
    /// The name of the change set.
    pub name: String,
    /// The changes, as they were sent.
    pub changes: String,
    /// Why.
    pub reason: String,
    /// What came of it: `sent` before the call, then the change set's id and the request id, or the error.
    pub result: String,
}

/// The ledger of a member: memory of what we changed. History, never a queue.
pub trait ChangeLedger: Sync {
    /// What is remembered of an experience, read consistently.
    fn head(
        &self,
        experience: &ExperienceId,
    ) -> impl Future<Output = ApiResult<Option<ExperienceHead>>> + Send;
    /// Remembers it.
    fn set_head(&self, head: &ExperienceHead) -> impl Future<Output = ApiResult<()>> + Send;
    /// Writes an entry; one with the same experience, time and token is replaced.
    fn record(&self, entry: &ChangeEntry) -> impl Future<Output = ApiResult<()>> + Send;
}

/// What a step reaches that writes to an experience: all ports of the function `catalog`.
pub trait ChangeSetPorts: Sync {
    /// What the fence needs.
    type Leasing: LeasePorts;
    /// The Catalog, reading.
    type Catalog: Catalog;
    /// The Catalog, writing.
    type ChangeSets: ChangeSets;
    /// The ledger.
    type Ledger: ChangeLedger;
    /// The state bucket.
    type Store: Store;

    /// What the fence needs.
    fn leasing(&self) -> &Self::Leasing;
    /// The Catalog, reading.
    fn catalog(&self) -> &Self::Catalog;
    /// The Catalog, writing.
    fn change_sets(&self) -> &Self::ChangeSets;
    /// The ledger.
    fn ledger(&self) -> &Self::Ledger;
    /// The state bucket.
    fn store(&self) -> &Self::Store;
}
