//! One change of a change set: what it asks for, and why it was not done.

use serde_json::Value;

use super::experience::Effect;

/// Name and description as a request gives them; what it leaves out stays, and is empty at first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
}

/// What a change asks for, by change type (AWS-FACTS 9.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Request {
    CreateExperience {
        naming: Naming,
    },
    UpdateExperience {
        naming: Naming,
        is_enabled: Option<bool>,
    },
    CreatePolicy {
        naming: Naming,
        requests_allowed: Option<bool>,
    },
    UpdatePolicy {
        naming: Naming,
        requests_allowed: Option<bool>,
    },
    /// Each product with the notes of its item.
    Decide {
        effect: Effect,
        products: Vec<(String, Option<String>)>,
    },
    AssociateAudience {
        naming: Naming,
        principals: Vec<String>,
    },
    DisassociateAudience {
        principals: Vec<String>,
    },
    CreateBranding {
        naming: Naming,
        look: LookRequest,
    },
    UpdateBranding {
        naming: Naming,
        look: LookRequest,
    },
    Restrict,
    Revive,
}

impl Request {
    /// The principals that it brings in or takes out.
    pub(crate) fn principals(&self) -> &[String] {
        match self {
            Self::AssociateAudience { principals, .. } | Self::DisassociateAudience { principals } => {
                principals
            }
            Self::CreateExperience { .. }
            | Self::UpdateExperience { .. }
            | Self::CreatePolicy { .. }
            | Self::UpdatePolicy { .. }
            | Self::Decide { .. }
            | Self::CreateBranding { .. }
            | Self::UpdateBranding { .. }
            | Self::Restrict
            | Self::Revive => &[],
        }
    }
}

/// What a request says about how an experience looks; what it leaves out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LookRequest {
    pub(crate) title: Option<String>,
    pub(crate) information: Option<String>,
    pub(crate) theme_color: Option<String>,
    pub(crate) logo_url: Option<String>,
}

/// Why one change was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeFault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// `ChangeName`, by which later changes of the set refer to what it creates.
    pub(crate) name: Option<String>,
    /// `ChangeType`, in AWS's words.
    pub(crate) change_type: String,
    /// The experience it is about; one that is to be created has its id already, and shows it only then.
    pub(crate) experience: String,
    /// `Entity.Identifier` as it was sent.
    pub(crate) identifier: Option<String>,
    /// The details as they were sent, as a document.
    pub(crate) details: Value,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) request: Request,
    pub(crate) faults: Vec<ChangeFault>,
}
