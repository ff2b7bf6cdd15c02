//! One grant: its fixed facts, the history of what a reader could see of it, and the workflow that runs on it.

use std::collections::BTreeMap;

use crate::clock::VirtualTime;

/// `GrantStatus`, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GrantStatus {
    /// A workflow is running.
    PendingWorkflow,
    /// Waits for the grantee.
    PendingAccept,
    /// Refused by the grantee; final.
    Rejected,
    /// In force.
    Active,
    /// The last workflow failed.
    FailedWorkflow,
    /// Taken back; final.
    Deleted,
    /// Being taken back.
    PendingDelete,
    /// Accepted, not in force.
    Disabled,
    /// The last workflow over an organization or unit ended.
    WorkflowCompleted,
}

impl GrantStatus {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingWorkflow => "PENDING_WORKFLOW",
            Self::PendingAccept => "PENDING_ACCEPT",
            Self::Rejected => "REJECTED",
            Self::Active => "ACTIVE",
            Self::FailedWorkflow => "FAILED_WORKFLOW",
            Self::Deleted => "DELETED",
            Self::PendingDelete => "PENDING_DELETE",
            Self::Disabled => "DISABLED",
            Self::WorkflowCompleted => "WORKFLOW_COMPLETED",
        }
    }

    /// Whether nothing can follow it.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Rejected | Self::Deleted)
    }
}

/// Whom a grant is given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Grantee {
    Account(String),
    Unit(String),
    Organization,
}

/// `GrantType`, in AWS's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum GrantKind {
    /// The grantee may use the license.
    #[serde(rename = "BuyerGrant")]
    Buyer,
    /// The delegate of a seller may look at it, and no more (AWS-FACTS 1.4).
    #[serde(rename = "DelegateGrant")]
    Delegate,
}

impl GrantKind {
    /// AWS's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Buyer => "BuyerGrant",
            Self::Delegate => "DelegateGrant",
        }
    }
}

/// What `Options.ActivationOverrideBehavior` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Override {
    DistributedGrantsOnly,
    AllGrantsPermittedByIssuer,
}

impl Override {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::DistributedGrantsOnly => "DISTRIBUTED_GRANTS_ONLY",
            Self::AllGrantsPermittedByIssuer => "ALL_GRANTS_PERMITTED_BY_ISSUER",
        }
    }
}

/// What a reader sees of a grant from one moment on.
#[derive(Debug, Clone)]
pub(crate) struct GrantFace {
    pub(crate) version: u64,
    pub(crate) status: GrantStatus,
    pub(crate) name: String,
    pub(crate) operations: Vec<String>,
    pub(crate) override_behavior: Option<Override>,
    pub(crate) status_reason: Option<String>,
}

/// What a running workflow does when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Workflow {
    /// Delivers a new grant; `activate` for an organization or unit created with `DesiredStatus`.
    Distribute { activate: bool },
    /// Follows `AcceptGrant`.
    Accept,
    /// Puts the grant into force.
    Activate,
    /// Takes it out of force.
    Deactivate,
    /// Takes it back.
    Delete,
}

/// One grant.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) arn: String,
    /// The license for a direct grant, the grant to the unit or organization for a child.
    pub(crate) parent_arn: String,
    pub(crate) license_arn: String,
    pub(crate) granter: String,
    pub(crate) grantee: Grantee,
    pub(crate) principal_arn: String,
    pub(crate) home_region: String,
    pub(crate) kind: GrantKind,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) workflow: Option<Workflow>,
    /// How many workflows it has run; makes each one's duration its own draw.
    pub(crate) workflows_run: u64,
    history: Vec<(VirtualTime, GrantFace)>,
}

impl Grant {
    /// A grant with its first face.
    pub(crate) fn new(facts: GrantFacts, since: VirtualTime, face: GrantFace) -> Self {
        let GrantFacts {
            arn,
            parent_arn,
            license_arn,
            granter,
            grantee,
            principal_arn,
            home_region,
            kind,
            tags,
        } = facts;
        Self {
            arn,
            parent_arn,
            license_arn,
            granter,
            grantee,
            principal_arn,
            home_region,
            kind,
            tags,
            workflow: None,
            workflows_run: 0,
            history: vec![(since, face)],
        }
    }

    /// What it is now.
    pub(crate) fn face(&self) -> &GrantFace {
        &self.history[self.history.len() - 1].1
    }

    /// What could be seen of it at a moment; `None` before its creation.
    pub(crate) fn face_at(&self, moment: VirtualTime) -> Option<&GrantFace> {
        self.history.iter().rev().find(|(since, _)| *since <= moment).map(|(_, face)| face)
    }

    /// What it was first.
    pub(crate) fn first_face(&self) -> &GrantFace {
        &self.history[0].1
    }

    /// The last that was seen of one version.
    pub(crate) fn face_of_version(&self, version: u64) -> Option<&GrantFace> {
        self.history.iter().rev().find(|(_, face)| face.version == version).map(|(_, face)| face)
    }

    /// How often it became something else.
    pub(crate) fn changes(&self) -> usize {
        self.history.len()
    }

    /// Since when it is what it is.
    pub(crate) fn changed_at(&self) -> VirtualTime {
        self.history[self.history.len() - 1].0
    }

    /// When it became something else, its beginning included.
    pub(crate) fn changes_at(&self) -> impl Iterator<Item = VirtualTime> {
        self.history.iter().map(|(since, _)| *since)
    }

    /// Whether its grantee may use the license while it is in force.
    pub(crate) fn conveys_use(&self) -> bool {
        self.kind == GrantKind::Buyer
    }

    /// Changes what it is from a moment on.
    pub(crate) fn change(&mut self, since: VirtualTime, change: impl FnOnce(&mut GrantFace)) {
        let mut face = self.face().clone();
        change(&mut face);
        self.history.push((since, face));
    }

    /// Sets the status alone, with the reason for it.
    pub(crate) fn set_status(&mut self, since: VirtualTime, status: GrantStatus, reason: Option<&str>) {
        self.change(since, |face| {
            face.status = status;
            face.status_reason = reason.map(str::to_owned);
        });
    }

    /// Whether it still stands between its license and its principal.
    pub(crate) fn is_live(&self) -> bool {
        !self.face().status.is_terminal()
    }

    /// Whether it is the part of a unit's or the organization's grant in one account.
    pub(crate) fn is_part(&self) -> bool {
        self.parent_arn != self.license_arn
    }

    /// Whether it is the grant by which the issuer gave the license to who bought it.
    pub(crate) fn is_own_license(&self) -> bool {
        issuer_of(&self.license_arn) == self.granter
    }

    /// The account it is given to, when it is given to one.
    pub(crate) fn account(&self) -> Option<&str> {
        match &self.grantee {
            Grantee::Account(account) => Some(account),
            Grantee::Unit(_) | Grantee::Organization => None,
        }
    }
}

/// The account under which a license was issued.
pub(crate) fn issuer_of(license_arn: &str) -> &str {
    license_arn.split(':').nth(4).unwrap_or_default()
}

/// The facts of a grant that never change.
#[derive(Debug, Clone)]
pub(crate) struct GrantFacts {
    pub(crate) arn: String,
    pub(crate) parent_arn: String,
    pub(crate) license_arn: String,
    pub(crate) granter: String,
    pub(crate) grantee: Grantee,
    pub(crate) principal_arn: String,
    pub(crate) home_region: String,
    pub(crate) kind: GrantKind,
    pub(crate) tags: BTreeMap<String, String>,
}
