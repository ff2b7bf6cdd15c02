//! What `DescribeEntity` answers, read strictly where we rely on it and tolerantly everywhere else.
//!
//! Guarantees: a field that AWS adds does no harm; a field that we need and cannot read makes the experience an error that
//! names the field, never an empty experience. `DetailsDocument` (JSON) is read first; the older `Details` (the same as
//! text) only where it is missing (AWS-FACTS section 14). The length of an answer is not judged.

mod field;

pub use field::DetailsError;

use std::collections::BTreeSet;

use serde::Deserialize;

use super::entity::{
    AdminStatus, Audience, Branding, Experience, ExperienceStatus, ProcurementPolicy, Products,
    RequestSetting,
};
use super::identity::{EntityId, ProductId};
use field::{Field, Read};

/// An answer of `DescribeEntity`, with the fields that we read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Described {
    /// `Experience@1.0` and so on.
    pub entity_type: String,
    /// Id and revision, `exp-abc@6`.
    pub entity_identifier: String,
    /// The details as JSON in a text.
    #[serde(default)]
    pub details: Option<String>,
    /// The details as JSON.
    #[serde(default)]
    pub details_document: Option<serde_json::Value>,
}

/// Reads `Experience@1.0`.
///
/// # Errors
/// A field that is missing or not understood; more than one policy or branding (seed defects P11 and S13).
pub fn experience(described: &Described) -> Result<Experience, DetailsError> {
    let read = Read::of(described, "Experience")?;
    let top = read.top();
    Ok(Experience {
        id: read.id()?,
        revision: read.revision()?,
        name: top.get("Name").text()?,
        status: ExperienceStatus::from(top.get("Status").text()?),
        admin_status: top.get("AdminStatus").optional_text()?.map(AdminStatus::from),
        policy: only(&top.get("ProcurementPolicies"))?,
        branding: only(&top.get("BrandingSettings"))?,
    })
}

/// The one entity of a list; an empty list, or an empty name in it, is none.
fn only(list: &Field<'_>) -> Result<Option<EntityId>, DetailsError> {
    let mut found: Vec<EntityId> = Vec::new();
    for item in list.items()?.unwrap_or_default() {
        if !item.text_or_empty()?.is_empty() {
            found.push(item.id()?);
        }
    }
    if found.len() > 1 {
        return Err(list.problem(
            "names more than one entity and we cannot know which one counts",
            "remove all but one in AWS Marketplace",
        ));
    }
    Ok(found.pop())
}

/// Reads `ProcurementPolicy@1.0`: every statement and every resource in it, each product once.
///
/// # Errors
/// A field that is missing or not understood; an effect or a kind of resource that this version does not know; a product
/// that is allowed and denied.
pub fn procurement_policy(described: &Described) -> Result<ProcurementPolicy, DetailsError> {
    let read = Read::of(described, "ProcurementPolicy")?;
    let top = read.top();
    let statements = top.get("Statements");
    let requests = top.get("Configuration").object()?.get("PolicyResourceRequests").optional_text()?;
    Ok(ProcurementPolicy {
        id: read.id()?,
        revision: read.revision()?,
        products: statements.items()?.map(|items| products(&statements, &items)).transpose()?,
        requests: requests.map_or(RequestSetting::Allow, RequestSetting::from),
    })
}

fn products(statements: &Field<'_>, items: &[Field<'_>]) -> Result<Products, DetailsError> {
    let mut products = Products::default();
    for statement in items {
        let effect = statement.get("Effect");
        let list = match effect.text()?.as_str() {
            "Allow" => &mut products.allowed,
            "Deny" => &mut products.denied,
            other => return Err(effect.unknown(other)),
        };
        let resources = statement.get("Resources");
        for resource in resources.items()?.ok_or_else(|| resources.missing("a list"))? {
            let kind = resource.get("Type");
            match kind.text()?.as_str() {
                "Product" => list.append(&mut ids(&resource.get("Ids"))?),
                other => return Err(kind.unknown(other)),
            }
        }
    }
    match products.allowed.intersection(&products.denied).next() {
        Some(both) => Err(statements.problem(
            &format!("allows and denies the product {both}"),
            "decide for one of both in AWS Marketplace",
        )),
        None => Ok(products),
    }
}

fn ids(list: &Field<'_>) -> Result<BTreeSet<ProductId>, DetailsError> {
    list.items()?.ok_or_else(|| list.missing("a list"))?.iter().map(Field::parsed).collect()
}

/// Reads `BrandingSettings@1.0`. What is not stated, or stated as nothing, is the Catalog's default.
///
/// # Errors
/// A field that is there and is no text.
pub fn branding(described: &Described) -> Result<Branding, DetailsError> {
    let read = Read::of(described, "BrandingSettings")?;
    let configuration = read.top().get("Configuration").object()?;
    let stated = |name| {
        configuration.get(name).optional_text().map(|text| text.filter(|text| !text.trim().is_empty()))
    };
    Ok(Branding {
        title: stated("Title")?,
        information: stated("Information")?,
        theme_color: stated("ThemeColor")?,
        logo_url: stated("LogoUrl")?,
    })
}

/// Reads `Audience@1.0`.
///
/// # Errors
/// A field that is missing or not understood.
pub fn audience(described: &Described) -> Result<Audience, DetailsError> {
    let read = Read::of(described, "Audience")?;
    let top = read.top();
    let principals = top.get("Principals");
    Ok(Audience {
        principals: principals
            .items()?
            .ok_or_else(|| principals.missing("a list"))?
            .iter()
            .map(Field::parsed)
            .collect::<Result<_, _>>()?,
        experience: top.get("ExperienceId").id()?,
    })
}
