//! An experience and the entities that hang on it: procurement policy, branding and audience.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::VirtualTime;

use super::change::Naming;

/// What an entity is known by, and how often it changed.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    /// Without revision.
    pub(crate) id: String,
    /// Counts from 1; answers show it behind an `@`.
    pub(crate) revision: u64,
    pub(crate) modified: VirtualTime,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
}

impl Identity {
    /// A new entity.
    pub(crate) fn named(id: String, at: VirtualTime, naming: &Naming) -> Self {
        let Naming { name, description } = naming.clone();
        Self { id, revision: 1, modified: at, name: name.unwrap_or_default(), description }
    }

    /// Counts one change.
    pub(crate) fn touch(&mut self, at: VirtualTime) {
        self.revision += 1;
        self.modified = at;
    }

    /// Takes over what a request says about name and description.
    pub(crate) fn take_over(&mut self, naming: &Naming) {
        if let Some(name) = &naming.name {
            self.name.clone_from(name);
        }
        if naming.description.is_some() {
            self.description.clone_from(&naming.description);
        }
    }
}

/// One experience.
#[derive(Debug, Clone)]
pub(crate) struct Experience {
    pub(crate) identity: Identity,
    pub(crate) is_enabled: bool,
    pub(crate) is_archived: bool,
    /// `None` allows everything; an empty one allows nothing.
    pub(crate) policy: Option<Policy>,
    pub(crate) branding: Option<Branding>,
    pub(crate) audience: Option<Audience>,
}

/// What a policy says about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

impl Effect {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        }
    }
}

/// The decision on one product.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) effect: Effect,
    pub(crate) notes: Option<String>,
}

/// A procurement policy. Each product is in one of its two lists, and in the last one that was said.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) identity: Identity,
    /// Whether users may request products.
    pub(crate) requests_allowed: bool,
    pub(crate) products: BTreeMap<String, Decision>,
}

/// How an experience looks to its users.
#[derive(Debug, Clone)]
pub(crate) struct Branding {
    pub(crate) identity: Identity,
    pub(crate) look: Look,
}

/// How an experience looks: the configuration of its branding.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Look {
    /// Its title.
    pub title: Option<String>,
    /// What it says to users.
    pub information: Option<String>,
    /// `#rrggbb`.
    pub theme_color: String,
    /// Where its logo was read.
    pub logo_url: Option<String>,
}

impl Default for Look {
    fn default() -> Self {
        Self { title: None, information: None, theme_color: "#232F3E".to_owned(), logo_url: None }
    }
}

/// For whom an experience is.
#[derive(Debug, Clone)]
pub(crate) struct Audience {
    pub(crate) identity: Identity,
    /// Account, organizational unit and organization ids.
    pub(crate) principals: BTreeSet<String>,
}
