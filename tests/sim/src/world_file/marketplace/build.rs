//! From the entry of a private marketplace to the catalog of a world.

use crate::clock::VirtualTime;
use crate::world::World;
use crate::world::catalog::Catalog;
use crate::world::catalog::change::Naming;
use crate::world::catalog::experience::{
    Audience, Branding, Decision, Effect, Experience, Identity, Look, Policy,
};

use super::{BrandingEntry, ExperienceEntry, ExperienceStatus, MarketplaceEntry, PolicyEntry, ProductsEntry};

/// Builds the catalog of a world, in which everything has been as it is for a while.
pub(in crate::world_file) fn catalog(
    world: &World,
    entry: &MarketplaceEntry,
    settled: VirtualTime,
) -> Catalog {
    let experiences = entry.experiences.iter().map(|entry| experience(world, entry, settled));
    Catalog {
        experiences: experiences.map(|built| (built.identity.id.clone(), built)).collect(),
        unknown_products: entry.unknown_products.iter().flat_map(ProductsEntry::ids).collect(),
        ..Catalog::default()
    }
}

fn experience(world: &World, entry: &ExperienceEntry, settled: VirtualTime) -> Experience {
    let id = &entry.id;
    let identity = |id: String, name: &str| {
        let naming = Naming { name: Some(name.to_owned()), description: None };
        Identity::named(id, settled, &naming)
    };
    let policy = entry.policy.as_ref().map(|policy| Policy {
        identity: identity(world.entity_id("procpolicy", id), policy.name.as_ref().unwrap_or(&entry.name)),
        requests_allowed: !policy.without_requests,
        products: products(policy),
    });
    let branding = entry.branding.as_ref().map(|branding| Branding {
        identity: identity(world.entity_id("brandsettings", id), &entry.name),
        look: look(branding),
    });
    let audience = (!entry.principals.is_empty()).then(|| Audience {
        identity: identity(world.entity_id("aud", id), &entry.name),
        principals: entry.principals.iter().cloned().collect(),
    });
    Experience {
        identity: Identity {
            revision: entry.revision,
            description: entry.description.clone(),
            ..identity(id.clone(), &entry.name)
        },
        is_enabled: entry.status == ExperienceStatus::Enabled,
        is_archived: entry.archived,
        policy,
        branding,
        audience,
    }
}

fn products(entry: &PolicyEntry) -> std::collections::BTreeMap<String, Decision> {
    let lists = [(Effect::Allow, &entry.allowed), (Effect::Deny, &entry.denied)];
    let ids = lists.into_iter().flat_map(|(effect, products)| {
        products.iter().flat_map(ProductsEntry::ids).map(move |id| (id, Decision { effect, notes: None }))
    });
    ids.collect()
}

fn look(entry: &BrandingEntry) -> Look {
    Look {
        title: entry.title.clone(),
        information: entry.information.clone(),
        theme_color: entry.theme_color.clone().unwrap_or_else(|| Look::default().theme_color),
        logo_url: entry.logo_url.clone(),
    }
}
