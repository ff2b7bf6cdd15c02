//! The details of a change, by its type (AWS-FACTS 9.6). What is wrong with their form is refused at once.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::is_account_id;
use crate::world::catalog::change::{LookRequest, Naming, Request};
use crate::world::catalog::experience::Effect;

use super::start::bounded;
use super::validation;

/// Most distinct products of one change.
const PRODUCTS_MAX: usize = 50;

/// The details of a change as a document, in whichever of the two members they came.
pub(super) fn document(input: Input<'_>) -> Result<Value, ServiceError> {
    let document = match (input.text("Details")?, input.member("DetailsDocument")) {
        (Some(text), None) if (2..=16_384).contains(&text.chars().count()) => serde_json::from_str(text)
            .map_err(|error| validation(format!("Details is not valid JSON: {error}.")))?,
        (Some(_), None) => {
            return Err(validation("Details must have 2 to 16384 characters.".to_owned()));
        }
        (None, Some(document)) => document.clone(),
        (Some(_), Some(_)) | (None, None) => {
            return Err(validation("Exactly one of Details and DetailsDocument must be there.".to_owned()));
        }
    };
    let is_object = Value::is_object(&document);
    if is_object { Ok(document) } else { Err(validation("The details must be a JSON object.".to_owned())) }
}

/// What a change of this type asks for.
pub(super) fn read(change_type: &str, details: &Value) -> Result<Request, ServiceError> {
    let input = Input::new(details, validation);
    let request = match change_type {
        "CreateExperience" => Request::CreateExperience { naming: named(input)? },
        "UpdateExperience" => {
            let is_enabled = one_of(input, "Status", ("Enabled", "Disabled"))?;
            Request::UpdateExperience { naming: naming(input)?, is_enabled }
        }
        "CreateProcurementPolicy" => {
            Request::CreatePolicy { naming: named(input)?, requests_allowed: requests(input)? }
        }
        "UpdateProcurementPolicy" => {
            Request::UpdatePolicy { naming: naming(input)?, requests_allowed: requests(input)? }
        }
        "AllowProductProcurement" => Request::Decide { effect: Effect::Allow, products: products(input)? },
        "DenyProductProcurement" => Request::Decide { effect: Effect::Deny, products: products(input)? },
        "AssociateAudience" => {
            Request::AssociateAudience { naming: naming(input)?, principals: principals(input)? }
        }
        "DisassociateAudience" => Request::DisassociateAudience { principals: principals(input)? },
        "CreateBrandingSettings" => Request::CreateBranding { naming: named(input)?, look: look(input)? },
        "UpdateBrandingSettings" => Request::UpdateBranding { naming: naming(input)?, look: look(input)? },
        "RestrictExperience" => Request::Restrict,
        "ReviveExperience" => Request::Revive,
        other => return Err(validation(format!("The change type {other} is not supported."))),
    };
    Ok(request)
}

fn naming(input: Input<'_>) -> Result<Naming, ServiceError> {
    let name = bounded(input, "Name", 50)?.map(str::to_owned);
    let description = input.text("Description")?.map(str::to_owned);
    if description.as_ref().is_some_and(|text| text.chars().count() > 1_000) {
        return Err(validation("Description must have at most 1000 characters.".to_owned()));
    }
    Ok(Naming { name, description })
}

/// A naming that must have a name.
fn named(input: Input<'_>) -> Result<Naming, ServiceError> {
    input.required_text("Name")?;
    naming(input)
}

fn requests(input: Input<'_>) -> Result<Option<bool>, ServiceError> {
    let Some(configuration) = input.inside("Configuration") else { return Ok(None) };
    one_of(configuration, "PolicyResourceRequests", ("Allow", "Deny"))
}

/// Whether a text is the first of two words.
fn one_of(input: Input<'_>, name: &str, (yes, no): (&str, &str)) -> Result<Option<bool>, ServiceError> {
    match input.text(name)? {
        None => Ok(None),
        Some(text) if text == yes => Ok(Some(true)),
        Some(text) if text == no => Ok(Some(false)),
        Some(other) => Err(validation(format!("{name} can not be {other}: it is {yes} or {no}."))),
    }
}

/// The products with the notes of their item, each once.
fn products(input: Input<'_>) -> Result<Vec<(String, Option<String>)>, ServiceError> {
    let items = input.structures("Products")?;
    if !(1..=50).contains(&items.len()) {
        return Err(validation("Products must have 1 to 50 members.".to_owned()));
    }
    let (mut seen, mut products) = (BTreeSet::new(), Vec::new());
    for item in items {
        let ids = item.required_texts("Ids")?;
        if !(1..=50).contains(&ids.len()) {
            return Err(validation("Ids must have 1 to 50 members.".to_owned()));
        }
        let mut in_item = BTreeSet::new();
        if let Some(twice) = ids.iter().find(|id| !in_item.insert(*id)) {
            return Err(validation(format!("Ids has the duplicate value {twice}.")));
        }
        let notes = bounded(item, "Notes", 50)?.map(str::to_owned);
        let new = ids.into_iter().filter(|id| seen.insert(id.clone()));
        products.extend(new.map(|id| (id, notes.clone())));
    }
    if products.len() > PRODUCTS_MAX {
        let text = format!("A change can name at most {PRODUCTS_MAX} products, not {}.", products.len());
        return Err(validation(text));
    }
    Ok(products)
}

fn principals(input: Input<'_>) -> Result<Vec<String>, ServiceError> {
    let principals = input.required_texts("Principals")?;
    if !(1..=50).contains(&principals.len()) {
        return Err(validation("Principals must have 1 to 50 members.".to_owned()));
    }
    let is_good = |id: &str| is_account_id(id) || id.starts_with("ou-") || id.starts_with("o-");
    match principals.iter().find(|id| !is_good(id)) {
        Some(bad) => Err(validation(format!("{bad} is no account, organizational unit or organization."))),
        None => Ok(principals),
    }
}

fn look(input: Input<'_>) -> Result<LookRequest, ServiceError> {
    let Some(configuration) = input.inside("Configuration") else { return Ok(LookRequest::default()) };
    let theme_color = configuration.text("ThemeColor")?.map(str::to_owned);
    let is_color = |text: &String| {
        let digits = text.strip_prefix('#').unwrap_or_default();
        digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    if let Some(bad) = theme_color.as_ref().filter(|text| !is_color(text)) {
        return Err(validation(format!("ThemeColor can not be {bad}: it is # and six hexadecimal digits.")));
    }
    let text = |name| Ok::<_, ServiceError>(configuration.text(name)?.map(str::to_owned));
    Ok(LookRequest {
        title: text("Title")?,
        information: text("Information")?,
        theme_color,
        logo_url: text("LogoUrl")?,
    })
}
