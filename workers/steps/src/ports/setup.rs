//! What setup needs of the outside: an account is reached first, then read or written.

use std::future::Future;

use domain::identifier::{AccountId, ExecutionArn};
use domain::observation::Complete;
use domain::setup::fix::Fix;
use domain::setup::observed::{Deletion, Role};
use domain::setup::service::Service;

use super::{ApiError, ApiResult, LeasePorts, Page, Prerequisites, Tags};

/// The way into accounts.
pub trait Accounts: Sync {
    /// What can be done there.
    type Account: Sync;

    /// The own account as it is; another one by `sts:AssumeRole` of setup's role there. A refused role shows as an
    /// [`ApiError`] of the operation `sts:AssumeRole`.
    fn reach(&self, account: &AccountId) -> impl Future<Output = ApiResult<Self::Account>> + Send;
}

/// A service-linked role as IAM lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRole {
    /// Its path, by which it is known.
    pub path: String,
    /// The rest.
    pub role: Role,
}

impl ListedRole {
    /// The roles of a service, of all that were listed.
    pub(crate) fn of(service: Service, listed: &Complete<Self>) -> Complete<Role> {
        let path = service.role_path();
        listed.clone().filter_map(|one| (one.path == path).then_some(one.role))
    }
}

/// A root of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Its id.
    pub id: String,
    /// Whether service control policies are enabled there.
    pub has_control_policies: bool,
}

/// A service control policy as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPolicy {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What setup reads in one account, besides what a run looks at before it begins.
pub trait SetupReads: Prerequisites {
    /// `iam:ListAttachedRolePolicies`: the names.
    fn attached_policies(
        &self,
        role: &str,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<String>>> + Send;
    /// `iam:GetServiceLinkedRoleDeletionStatus`.
    fn deletion(&self, task: &str) -> impl Future<Output = ApiResult<Deletion>> + Send;
    /// `iam:GetRole`: whether there is a role of this name.
    fn has_role(&self, name: &str) -> impl Future<Output = ApiResult<bool>> + Send;
    /// `organizations:ListRoots`.
    fn roots(&self, token: Option<String>) -> impl Future<Output = ApiResult<Page<Root>>> + Send;
    /// `organizations:ListPolicies` of the kind SERVICE_CONTROL_POLICY.
    fn control_policies(
        &self,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<ListedPolicy>>> + Send;
    /// `organizations:DescribePolicy`: its text.
    fn policy_text(&self, policy: &str) -> impl Future<Output = ApiResult<String>> + Send;
    /// `organizations:ListTagsForResource` of a policy.
    fn policy_tags(
        &self,
        policy: &str,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<(String, String)>>> + Send;
    /// `organizations:ListTargetsForPolicy`: roots, units and accounts.
    fn policy_targets(
        &self,
        policy: &str,
        token: Option<String>,
    ) -> impl Future<Output = ApiResult<Page<String>>> + Send;
}

/// What a fix answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// AWS's id of the request, for the ledger; empty if it did not send one.
    pub request_id: String,
    /// The task by which IAM deletes a role, where it is a deletion.
    pub deletion: Option<String>,
}

/// A refusal of Organizations says more in its `Reason` than in its code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error}{}{reason}", if reason.is_empty() { "" } else { " " })]
pub struct Refused {
    /// The answer.
    pub error: ApiError,
    /// Its `Reason`; empty where there is none.
    pub reason: String,
}

/// What setup writes in one account.
pub trait SetupWrites: Sync {
    /// Makes the one call of a fix. `guard_rail` is the policy that [`Fix::AttachGuardRail`] attaches.
    fn fix(&self, fix: &Fix, guard_rail: Option<&str>)
    -> impl Future<Output = Result<Fixed, Refused>> + Send;
    /// The policy of the guard rail's name, if there is one, with its tags: [`Fix::AttachGuardRail`] knows it by name only.
    fn guard_rail(&self) -> impl Future<Output = ApiResult<Option<(String, Tags)>>> + Send;
}

/// A mutating call of setup in the ledger (P10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupEntry {
    /// When, in ISO 8601 UTC.
    pub at: String,
    /// The operation.
    pub operation: &'static str,
    /// What tells this call from every other of the run.
    pub token: String,
    /// The run.
    pub run: ExecutionArn,
    /// The account in which it was made.
    pub account: AccountId,
    /// The fix in words.
    pub fix: String,
    /// The findings that it answers, by id.
    pub reason: String,
    /// What came of it: `sent` before the call, then the request id, or the error.
    pub result: String,
}

/// The ledger of setup: history only.
pub trait SetupLedger: Sync {
    /// Writes an entry; one with the same time and token is replaced.
    fn record(&self, entry: &SetupEntry) -> impl Future<Output = ApiResult<()>> + Send;
}

/// All ports of the function `setup-fix`.
pub trait FixPorts: Sync {
    /// What the fence needs.
    type Leasing: LeasePorts;
    /// The ledger.
    type Ledger: SetupLedger;
    /// The plan of the pass.
    type Store: super::Store;
    /// The way into accounts, for writing.
    type Accounts: Accounts<Account: SetupWrites>;

    /// What the fence needs.
    fn leasing(&self) -> &Self::Leasing;
    /// The ledger.
    fn ledger(&self) -> &Self::Ledger;
    /// The plan of the pass.
    fn store(&self) -> &Self::Store;
    /// The way into accounts.
    fn accounts(&self) -> &Self::Accounts;
}
