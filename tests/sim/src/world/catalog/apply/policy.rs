//! Changes of a procurement policy: an id once touched is in one of the two lists for good.

use std::collections::BTreeMap;

use crate::clock::VirtualTime;
use crate::world::catalog::Catalog;
use crate::world::catalog::change::{ChangeFault, Naming};
use crate::world::catalog::experience::{Decision, Effect, Experience, Identity, Policy};

use super::fault;

/// The code for a product that the organization can not name. AWS does not publish it: nothing may depend on it.
const UNKNOWN_PRODUCT: &str = "INVALID_PRODUCT_IDS";

/// The first policy of an experience; empty, so it allows nothing.
pub(super) fn create(
    experience: &mut Experience,
    id: String,
    naming: &Naming,
    requests_allowed: Option<bool>,
    at: VirtualTime,
) -> Result<(), ChangeFault> {
    if experience.policy.is_some() {
        let text = format!("The experience {} has a procurement policy already.", experience.identity.id);
        return Err(fault("ENTITY_ALREADY_EXISTS", text));
    }
    experience.policy = Some(Policy {
        identity: Identity::named(id, at, naming),
        requests_allowed: requests_allowed.unwrap_or(true),
        products: BTreeMap::new(),
    });
    Ok(())
}

/// Another name, description or request setting.
pub(super) fn update(
    experience: &mut Experience,
    naming: &Naming,
    requests_allowed: Option<bool>,
    at: VirtualTime,
) -> Result<(), ChangeFault> {
    let policy = existing(experience)?;
    policy.identity.take_over(naming);
    policy.requests_allowed = requests_allowed.unwrap_or(policy.requests_allowed);
    policy.identity.touch(at);
    Ok(())
}

/// Allows or denies products, and so takes them out of the other list.
pub(super) fn decide(
    experience: &mut Experience,
    catalog: &Catalog,
    effect: Effect,
    products: &[(String, Option<String>)],
    at: VirtualTime,
) -> Result<(), ChangeFault> {
    let policy = existing(experience)?;
    // One bad id is told at a time, and spoils the whole set.
    if let Some((bad, _)) = products.iter().find(|(id, _)| !catalog.knows_product(id)) {
        return Err(fault(UNKNOWN_PRODUCT, format!("The product {bad} can not be found.")));
    }
    for (id, notes) in products {
        policy.products.insert(id.clone(), Decision { effect, notes: notes.clone() });
    }
    policy.identity.touch(at);
    Ok(())
}

fn existing(experience: &mut Experience) -> Result<&mut Policy, ChangeFault> {
    let id = &experience.identity.id;
    let missing = fault("ENTITY_NOT_FOUND", format!("The experience {id} has no procurement policy."));
    experience.policy.as_mut().ok_or(missing)
}
