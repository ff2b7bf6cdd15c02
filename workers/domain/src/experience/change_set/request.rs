//! A change set as `StartChangeSet` takes it: its changes, its name, its token.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::closed_enum::closed_enum;
use crate::experience::identity::ExperienceId;
use crate::experience::limits::{PRINCIPALS_PER_CHANGE_MAX, PRODUCTS_PER_CHANGE_MAX};
use crate::experience::plan::{Atom, AudienceChange, BrandingChange};
use crate::token;

/// How the names of our change sets begin.
pub const NAME_PREFIX: &str = "marketplace-steward-";

closed_enum!(
    /// The kinds of changes that we make. All are made to the experience, whatever they are about (AWS-FACTS 9.6).
    ChangeType {
        /// Products may be bought.
        AllowProductProcurement = "AllowProductProcurement",
        /// Products must not be bought.
        DenyProductProcurement = "DenyProductProcurement",
        /// Whether users may ask for more.
        UpdateProcurementPolicy = "UpdateProcurementPolicy",
        /// The first branding.
        CreateBrandingSettings = "CreateBrandingSettings",
        /// Another branding.
        UpdateBrandingSettings = "UpdateBrandingSettings",
        /// It does not apply to principals any more.
        DisassociateAudience = "DisassociateAudience",
        /// It applies to more principals.
        AssociateAudience = "AssociateAudience",
        /// Whether it governs.
        UpdateExperience = "UpdateExperience",
    }
);

impl ChangeType {
    /// The change that an atom is made by.
    pub fn of(atom: &Atom) -> Self {
        match atom {
            Atom::Allow(_) => Self::AllowProductProcurement,
            Atom::Deny(_) => Self::DenyProductProcurement,
            Atom::Requests(_) => Self::UpdateProcurementPolicy,
            Atom::Branding(BrandingChange { create: true, .. }) => Self::CreateBrandingSettings,
            Atom::Branding(BrandingChange { create: false, .. }) => Self::UpdateBrandingSettings,
            Atom::Audience(AudienceChange::Disassociate(_)) => Self::DisassociateAudience,
            Atom::Audience(AudienceChange::Associate(_)) => Self::AssociateAudience,
            Atom::Status(_) => Self::UpdateExperience,
        }
    }

    /// How many atoms one change takes.
    pub fn atoms_max(&self) -> usize {
        match self {
            Self::AllowProductProcurement | Self::DenyProductProcurement => PRODUCTS_PER_CHANGE_MAX,
            Self::DisassociateAudience | Self::AssociateAudience => PRINCIPALS_PER_CHANGE_MAX,
            Self::UpdateProcurementPolicy
            | Self::CreateBrandingSettings
            | Self::UpdateBrandingSettings
            | Self::UpdateExperience
            | Self::Unknown(_) => 1,
        }
    }

    /// Whether it is about products.
    pub fn is_about_products(&self) -> bool {
        matches!(self, Self::AllowProductProcurement | Self::DenyProductProcurement)
    }
}

/// One change of a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its kind.
    pub change_type: ChangeType,
    /// Its details, an object (`DetailsDocument`, or as text `Details`).
    pub details: Value,
}

/// A change set to be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The experience that all its changes are made to.
    pub experience: ExperienceId,
    /// `ChangeSetName`. It bears the token's beginning: an open set of this name is this very set.
    pub name: String,
    /// `ClientRequestToken`: of the content and the generation, 64 characters.
    pub token: String,
    /// At most one of each kind.
    pub changes: Vec<Change>,
}

impl ChangeSet {
    /// The set that does these things, for the `generation`-th time that a set of this experience is sent.
    ///
    /// The generation goes up whenever a set was seen to have ended, in whatever way. So a set that is sent twice because an
    /// answer was lost is one set, and a new wish never finds an old one. The snapshot is in the token because it is in the
    /// name: a token that comes back with another body is refused (AWS-FACTS 9.2).
    pub fn of(experience: &ExperienceId, atoms: &[Atom], snapshot: u64, generation: u64) -> Self {
        let mut kinds: BTreeMap<ChangeType, Vec<&Atom>> = BTreeMap::new();
        for atom in atoms {
            kinds.entry(ChangeType::of(atom)).or_default().push(atom);
        }
        let changes: Vec<Change> = kinds
            .into_iter()
            .map(|(change_type, atoms)| Change { details: details(&atoms), change_type })
            .collect();
        let mut fields = vec![
            "change-set".to_owned(),
            experience.to_string(),
            snapshot.to_string(),
            generation.to_string(),
        ];
        fields.extend(
            changes.iter().flat_map(|change| [change.change_type.to_string(), change.details.to_string()]),
        );
        let token = token::digest(&fields);
        let mark: String = token.chars().take(16).collect();
        Self {
            experience: experience.clone(),
            name: format!("{NAME_PREFIX}r{snapshot}-{mark}"),
            token,
            changes,
        }
    }
}

/// The details of one change, made of atoms of one kind.
fn details(atoms: &[&Atom]) -> Value {
    let ids: Vec<&str> = atoms.iter().filter_map(|atom| atom.named()).collect();
    match atoms.last() {
        None => json!({}),
        Some(Atom::Allow(_) | Atom::Deny(_)) => json!({ "Products": [{ "Ids": ids }] }),
        Some(Atom::Audience(_)) => json!({ "Principals": ids }),
        Some(Atom::Requests(setting)) => json!({ "Configuration": { "PolicyResourceRequests": setting } }),
        Some(Atom::Status(status)) => json!({ "Status": status }),
        Some(Atom::Branding(change)) => branding(change),
    }
}

fn branding(change: &BrandingChange) -> Value {
    let stated = [
        ("Title", &change.branding.title),
        ("Information", &change.branding.information),
        ("ThemeColor", &change.branding.theme_color),
        ("LogoUrl", &change.branding.logo_url),
    ];
    let configuration: serde_json::Map<String, Value> = stated
        .into_iter()
        .filter_map(|(name, text)| text.as_ref().map(|text| (name.to_owned(), json!(text))))
        .collect();
    if change.create {
        json!({ "Name": "Branding", "Configuration": configuration })
    } else {
        json!({ "Configuration": configuration })
    }
}
