//! Changes of how an experience looks.

use crate::clock::VirtualTime;
use crate::world::catalog::change::{ChangeFault, LookRequest, Naming};
use crate::world::catalog::experience::{Branding, Experience, Identity, Look};

use super::fault;

/// The first branding of an experience.
pub(super) fn create(
    experience: &mut Experience,
    id: String,
    naming: &Naming,
    look: &LookRequest,
    at: VirtualTime,
) -> Result<(), ChangeFault> {
    check_logo(look)?;
    if experience.branding.is_some() {
        let text = format!("The experience {} has branding settings already.", experience.identity.id);
        return Err(fault("ENTITY_ALREADY_EXISTS", text));
    }
    let mut branding = Branding { identity: Identity::named(id, at, naming), look: Look::default() };
    take_over(&mut branding.look, look);
    experience.branding = Some(branding);
    Ok(())
}

/// Another look; what the request leaves out stays.
pub(super) fn update(
    experience: &mut Experience,
    naming: &Naming,
    look: &LookRequest,
    at: VirtualTime,
) -> Result<(), ChangeFault> {
    check_logo(look)?;
    let id = &experience.identity.id;
    let missing = fault("ENTITY_NOT_FOUND", format!("The experience {id} has no branding settings."));
    let branding = experience.branding.as_mut().ok_or(missing)?;
    branding.identity.take_over(naming);
    take_over(&mut branding.look, look);
    branding.identity.touch(at);
    Ok(())
}

fn take_over(look: &mut Look, request: &LookRequest) {
    for (kept, wanted) in [
        (&mut look.title, &request.title),
        (&mut look.information, &request.information),
        (&mut look.logo_url, &request.logo_url),
    ] {
        if wanted.is_some() {
            kept.clone_from(wanted);
        }
    }
    if let Some(color) = &request.theme_color {
        look.theme_color.clone_from(color);
    }
}

/// AWS fetches the logo once, when it applies the change. Here its URL alone decides.
fn check_logo(look: &LookRequest) -> Result<(), ChangeFault> {
    let Some(url) = &look.logo_url else { return Ok(()) };
    let path = url.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    if !path.starts_with("https://") {
        return Err(fault("INVALID_URL", format!("The logo can not be read from {url}.")));
    }
    if ![".png", ".svg"].iter().any(|ending| path.ends_with(ending)) {
        return Err(fault("INVALID_IMAGE", format!("The logo at {url} is neither PNG nor SVG.")));
    }
    Ok(())
}
