//! What steps need of the outside, one narrow trait for each kind of access.
//!
//! `aws` implements them on the SDK, the step tests on the simulated services; both hand back an [`ApiError`] as AWS told
//! it, and [`crate::refusal`] alone decides what it means. Listings are page by page: following them to the end is the
//! step's duty, shown by [`domain::observation::Pages`].

pub mod approval;
pub mod experiences;
pub mod prerequisites;
pub mod setup;

pub use prerequisites::Prerequisites;

use std::collections::BTreeMap;
use std::future::Future;

use domain::account::AccountState;
use domain::grant::{Grant, GrantStatus, Operation, OverrideBehavior, Principal, Share};
use domain::identifier::{AccountId, ExecutionArn, GrantArn, LicenseArn, ProductSku};
use domain::lease::{Lease as LeaseState, Life};
use domain::license::{License, LicenseStatus};

/// An answer of AWS that is not the one asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} answered {code}: {message}")]
pub struct ApiError {
    /// The operation, `service:Operation` as in an IAM policy.
    pub operation: &'static str,
    /// The error code; [`ApiError::NO_ANSWER`] when nothing came back.
    pub code: String,
    /// The message, as AWS wrote it.
    pub message: String,
    /// The HTTP status, 0 when there was none.
    pub status: u16,
}

impl ApiError {
    /// The code of a call that got no answer: it may or may not have taken effect.
    pub const NO_ANSWER: &str = "NoAnswer";
    /// The code of an answer that could not be understood.
    pub const UNREADABLE: &str = "Unreadable";
}

/// The result of a call.
pub type ApiResult<T> = Result<T, ApiError>;

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it; may be empty although there are more.
    pub items: Vec<T>,
    /// With which token to ask for the next; `None` or empty at the end.
    pub next: Option<String>,
}

/// An account as Organizations tells it: without tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAccount {
    /// Its id.
    pub id: AccountId,
    /// Its ARN, in which the organization and its management account are; empty if not told.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Where it is in its life.
    pub state: AccountState,
    /// The way down from the organization; empty if not told.
    pub path: String,
}

/// Tags.
pub type Tags = BTreeMap<String, String>;

/// AWS Organizations and the tag index, read only.
pub trait Organization: Sync {
    /// `organizations:ListAccounts`, 20 to a page.
    fn accounts(&self, token: Option<String>) -> impl Future<Output = ApiResult<Page<ListedAccount>>> + Send;
    /// `organizations:DescribeAccount`: one account, as it is now.
    fn account(&self, account: &AccountId) -> impl Future<Output = ApiResult<ListedAccount>> + Send;
    /// `tag:GetResources` for `organizations:account`, 100 to a page: the bulk read of all tags. Never-tagged accounts are
    /// not in it, and it is behind by seconds to minutes.
    fn tag_index(
        &self,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<(AccountId, Tags)>>> + Send;
    /// `organizations:ListTagsForResource` of one account: what its tags are now.
    fn tags(
        &self,
        account: &AccountId,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<(String, String)>>> + Send;
}

/// A license held by an account of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationLicense {
    /// The product.
    pub product: ProductSku,
    /// The account that holds the agreement, as AWS wrote it.
    pub beneficiary: String,
    /// Where it is in its life.
    pub status: LicenseStatus,
}

/// Which licenses are listed. A filter of License Manager takes exactly one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LicensesOf<'a> {
    /// All of them.
    Everything,
    /// Those of one product.
    Product(&'a ProductSku),
    /// Those that one account bought.
    Buyer(&'a AccountId),
}

/// License Manager's licenses, read only.
pub trait Licenses: Sync {
    /// `license-manager:ListReceivedLicenses`, 100 to a page.
    fn received(
        &self,
        of: LicensesOf<'_>,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<License>>> + Send;
    /// `license-manager:ListReceivedLicensesForOrganization`, 100 to a page: who of the organization bought what itself.
    fn in_organization(
        &self,
        of: LicensesOf<'_>,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<OrganizationLicense>>> + Send;
}

/// Which grants are listed. A filter of License Manager takes exactly one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantsOf<'a> {
    /// All of them.
    Everything,
    /// Those of one product.
    Product(&'a ProductSku),
    /// Those for one principal.
    Principal(&'a Principal),
}

/// License Manager's grants, read only.
pub trait Grants: Sync {
    /// `license-manager:ListDistributedGrants`, 100 to a page; behind by seconds to minutes.
    fn distributed(
        &self,
        of: GrantsOf<'_>,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<Grant>>> + Send;
    /// `license-manager:ListReceivedGrantsForOrganization`, 100 to a page: the parts, one for each account, of a grant for an
    /// OU or the organization; behind by seconds to minutes.
    fn parts(
        &self,
        license: &LicenseArn,
        whole: &GrantArn,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<Grant>>> + Send;
    /// `license-manager:GetGrant`: the newest version of one grant.
    fn grant(&self, grant: &GrantArn) -> impl Future<Output = ApiResult<Grant>> + Send;
    /// `license-manager:ListTagsForResource` of a grant.
    fn grant_tags(&self, grant: &GrantArn) -> impl Future<Output = ApiResult<Tags>> + Send;
}

/// A grant to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// Its name.
    pub name: String,
    /// What it shares with whom.
    pub share: Share,
    /// Where the license lives.
    pub home_region: String,
    /// What it allows.
    pub operations: Vec<Operation>,
    /// Activate it in the same call, and what that does to what is active already. AWS takes this of grants for an OU or the
    /// organization only.
    pub activate: Option<OverrideBehavior>,
    /// The client token.
    pub token: String,
    /// The value of our tag: the hub account.
    pub hub: AccountId,
}

/// What a write answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The grant.
    pub arn: GrantArn,
    /// Its status right after.
    pub status: GrantStatus,
    /// Its newest version.
    pub version: String,
    /// AWS's id of the request, for the ledger; empty if it did not send one.
    pub request_id: String,
}

/// License Manager's grants, writing, and with [`GrantWrites::accept`] in a member account.
pub trait GrantWrites: Sync {
    /// `license-manager:CreateGrant`.
    fn create(&self, grant: &NewGrant) -> impl Future<Output = ApiResult<Written>> + Send;
    /// `license-manager:CreateGrantVersion` with status ACTIVE on the version last read, and what that does to what is active
    /// already.
    fn activate(
        &self,
        grant: &GrantArn,
        version: &str,
        token: &str,
        behavior: Option<OverrideBehavior>,
    ) -> impl Future<Output = ApiResult<Written>> + Send;
    /// `license-manager:TagResource`: puts our tag on a grant that somebody else made, with the hub for its value. Answers
    /// the id of the request.
    fn mark(&self, grant: &GrantArn, hub: &AccountId) -> impl Future<Output = ApiResult<String>> + Send;
    /// `license-manager:CreateGrantVersion` with another name and nothing else, on the version last read.
    fn rename(
        &self,
        grant: &GrantArn,
        version: &str,
        token: &str,
        name: &str,
    ) -> impl Future<Output = ApiResult<Written>> + Send;
    /// `license-manager:DeleteGrant` of the version last read.
    fn delete(&self, grant: &GrantArn, version: &str) -> impl Future<Output = ApiResult<Written>> + Send;
    /// `sts:AssumeRole` of the member role in `account`, then `license-manager:AcceptGrant` there. A refused role shows as
    /// an [`ApiError`] of the operation `sts:AssumeRole`.
    fn accept(
        &self,
        account: &AccountId,
        grant: &GrantArn,
    ) -> impl Future<Output = ApiResult<Written>> + Send;
}

/// The state bucket.
pub trait Store: Sync {
    /// `s3:GetObject`; `None` when there is no such object.
    fn get(&self, key: &str) -> impl Future<Output = ApiResult<Option<Vec<u8>>>> + Send;
    /// `s3:PutObject`.
    fn put(
        &self,
        key: &str,
        body: Vec<u8>,
        content_type: &'static str,
    ) -> impl Future<Output = ApiResult<()>> + Send;
    /// `s3:ListObjectsV2`: the keys that begin with `prefix`, one page, in order.
    fn keys(
        &self,
        prefix: &str,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<String>>> + Send;
}

/// What the ledger remembers of a share: the newest grant that we made for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The share.
    pub share: Share,
    /// How many grants of it were made and ended before: part of the client token.
    pub generation: u32,
    /// The grant of this generation, once AWS told its ARN.
    pub grant: Option<GrantArn>,
    /// The newest version that a write of ours answered.
    pub version: Option<String>,
    /// Grants in a row whose workflow failed and that were deleted to be made anew.
    pub failures: u32,
    /// Whether our last write on the grant was its deletion.
    pub deleted: bool,
    /// Whether AWS refused us the share because the account already uses the product. Nothing on a grant need tell it.
    pub conflict: bool,
    /// Whether AWS refused us the share because licenses of such a product are not shared at all.
    pub unshareable: bool,
    /// In which accounts our grant for an area was off when it had been activated; see [`domain::life_cycle::left_off`].
    pub left_off: Option<String>,
}

/// A mutating call in the ledger (P10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The share.
    pub share: Share,
    /// When, in ISO 8601 UTC.
    pub at: String,
    /// The operation.
    pub operation: &'static str,
    /// What tells this call from every other: the client token, or grant and version.
    pub token: String,
    /// The run.
    pub run: ExecutionArn,
    /// The account.
    pub account: AccountId,
    /// The product.
    pub product: String,
    /// Why.
    pub reason: String,
    /// What came of it: `sent` before the call, then the request id, or the error.
    pub result: String,
}

/// The ledger: memory of what we did. History, never a queue.
pub trait Ledger: Sync {
    /// The head of a share, read consistently; `None` when we never made a grant for it.
    fn head(&self, share: &Share) -> impl Future<Output = ApiResult<Option<Head>>> + Send;
    /// All heads, page by page.
    fn heads(&self, token: Option<String>) -> impl Future<Output = ApiResult<Page<Head>>> + Send;
    /// Writes the head of a share.
    fn set_head(&self, head: &Head) -> impl Future<Output = ApiResult<()>> + Send;
    /// Writes an entry; one with the same share, time and token is replaced.
    fn record(&self, entry: &LedgerEntry) -> impl Future<Output = ApiResult<()>> + Send;
}

/// The lease table.
pub trait Lease: Sync {
    /// Reads it, consistently.
    fn read(&self) -> impl Future<Output = ApiResult<LeaseState>> + Send;
    /// Writes `new` if the lease still is `seen`; `false` means that it was not and nothing was written.
    fn replace(&self, seen: &LeaseState, new: &LeaseState) -> impl Future<Output = ApiResult<bool>> + Send;
}

/// Step Functions, as seen by the lease.
pub trait Executions: Sync {
    /// `states:DescribeExecution`: whether an execution is RUNNING, or since when it is not.
    fn life(&self, execution: &ExecutionArn) -> impl Future<Output = ApiResult<Life>> + Send;
}

/// Step Functions, as seen by `nudge`.
pub trait Starter: Sync {
    /// `states:StartExecution`. `false`: an execution of this name exists already, so the request was served before.
    fn start(&self, name: &str, input: &str) -> impl Future<Output = ApiResult<bool>> + Send;
}

/// The time of day: for ledger entries, and for how long ago a run ended.
pub trait Clock: Sync {
    /// Now.
    fn now(&self) -> jiff::Timestamp;
}

/// What a step reaches that needs the lease.
pub trait LeasePorts: Sync {
    /// The lease table.
    type Lease: Lease;
    /// Step Functions.
    type Executions: Executions;
    /// The time of day.
    type Clock: Clock;

    /// The lease table.
    fn lease(&self) -> &Self::Lease;
    /// Step Functions.
    fn executions(&self) -> &Self::Executions;
    /// The time of day.
    fn clock(&self) -> &Self::Clock;
}

/// What a step reaches that writes to a grant: all ports of the function `license`.
pub trait GrantPorts: Sync {
    /// What the fence needs.
    type Leasing: LeasePorts;
    /// The ledger.
    type Ledger: Ledger;
    /// Grants, reading.
    type Grants: Grants;
    /// Grants, writing.
    type Writes: GrantWrites;

    /// What the fence needs.
    fn leasing(&self) -> &Self::Leasing;
    /// The ledger.
    fn ledger(&self) -> &Self::Ledger;
    /// Grants, reading.
    fn grants(&self) -> &Self::Grants;
    /// Grants, writing.
    fn writes(&self) -> &Self::Writes;
}
