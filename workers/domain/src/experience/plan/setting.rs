//! The optional mirrors: status, requests of users, branding.

use super::Terms;
use super::atom::{Atom, BrandingChange};
use super::decide::Decided;
use super::line::{Decision, Line, Reason};
use crate::experience::entity::{Branding, ExperienceStatus, ObservedExperience, RequestSetting};
use crate::experience::snapshot::Published;

/// The color that the Catalog shows where none is stated (AWS-FACTS 9.6).
const DEFAULT_THEME_COLOR: &str = "#232F3E";

/// Whether it governs. The source's status is Enabled or Disabled, and so is the one here.
pub(super) fn status(
    published: &Published,
    observed: &ObservedExperience,
    terms: &Terms<'_>,
    decided: &mut Decided,
) {
    let here = &observed.experience.status;
    if terms.mirror.status && published.status != *here {
        if published.status == ExperienceStatus::Disabled {
            decided.notes.push(
                "Disabling it lifts its restrictions: where no other experience applies, everything may be bought."
                    .to_owned(),
            );
        }
        decided.lines.push(differs(
            Atom::Status(published.status.clone()),
            here.as_str(),
            published.status.as_str(),
        ));
    }
}

/// Whether users may ask for more products.
pub(super) fn requests(
    published: &Published,
    observed: &ObservedExperience,
    terms: &Terms<'_>,
    decided: &mut Decided,
) {
    let Some(policy) = observed.policy.as_ref().filter(|_| terms.mirror.requests) else { return };
    match &published.requests {
        RequestSetting::Unknown(setting) => decided.notes.push(format!(
            "Requests of users are `{setting}` at the source, which this version does not know; they are left alone."
        )),
        there if *there != policy.requests => {
            decided.lines.push(differs(Atom::Requests(there.clone()), policy.requests.as_str(), there.as_str()));
        }
        RequestSetting::Allow | RequestSetting::Deny => {}
    }
}

/// The branding, as far as the source states it: a change has no word for "as by default" that is known to be understood.
pub(super) fn branding(
    published: &Published,
    observed: &ObservedExperience,
    terms: &Terms<'_>,
    decided: &mut Decided,
) {
    let Some(there) = published.branding.as_ref().filter(|_| terms.mirror.branding) else { return };
    let none = Branding::default();
    let here = observed.branding.as_ref().unwrap_or(&none);
    let differing = differences(there, here, terms.logo_applied);
    if differing.is_empty() {
        return;
    }
    // The whole of it is sent: whether a field that is left out of an update stays as it is, is not documented.
    let atom =
        Atom::Branding(BrandingChange { create: observed.branding.is_none(), branding: there.clone() });
    let said = |branding: &Branding| {
        let texts = differing.iter().map(|(name, of)| match of(branding) {
            Some(text) => format!("{name} `{text}`"),
            None => format!("{name} not stated"),
        });
        texts.collect::<Vec<_>>().join(", ")
    };
    decided.lines.push(differs(atom, &said(here), &said(there)));
}

/// A field of the branding.
type BrandingField = (&'static str, fn(&Branding) -> Option<&str>);

/// The fields that the source states and that are otherwise here.
fn differences(there: &Branding, here: &Branding, logo_applied: Option<&str>) -> Vec<BrandingField> {
    let fields: [BrandingField; 4] = [
        ("title", |branding| branding.title.as_deref()),
        ("information", |branding| branding.information.as_deref()),
        ("color", |branding| branding.theme_color.as_deref()),
        ("logo", |branding| branding.logo_url.as_deref()),
    ];
    let is_same = |name: &str, wanted: &str, found: Option<&str>| match name {
        "color" => wanted.eq_ignore_ascii_case(found.unwrap_or(DEFAULT_THEME_COLOR)),
        // The Catalog keeps a copy and may answer with the copy's address.
        "logo" => found == Some(wanted) || (found.is_some() && logo_applied == Some(wanted)),
        _ => found == Some(wanted),
    };
    fields
        .into_iter()
        .filter(|(name, of)| of(there).is_some_and(|wanted| !is_same(name, wanted, of(here))))
        .collect()
}

fn differs(atom: Atom, here: &str, there: &str) -> Line {
    Line {
        atom,
        decision: Decision::Apply,
        reason: Reason::Differs { here: here.to_owned(), there: there.to_owned() },
        takes_away: false,
    }
}
