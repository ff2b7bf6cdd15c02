//! What is decided for each product and setting of one experience.

use std::collections::BTreeSet;

use super::atom::Atom;
use super::line::{Decision, Line, Reason};
use super::{Terms, audience, setting};
use crate::experience::entity::{ExperienceStatus, ObservedExperience, Products};
use crate::experience::identity::{ExperienceId, ProductId};
use crate::experience::settings::Mirror;
use crate::experience::skip::Skip;
use crate::experience::snapshot::Published;

/// What was decided.
pub(super) struct Decided {
    /// The lines, in order.
    pub(super) lines: Vec<Line>,
    /// Products that are as wanted.
    pub(super) kept: usize,
    /// Products that are allowed now.
    pub(super) allowed_here: usize,
    /// What a person should know.
    pub(super) notes: Vec<String>,
}

/// Why an experience is left alone, if it is.
pub(super) fn left_alone(
    source: &ExperienceId,
    published: &Published,
    observed: &ObservedExperience,
    mirror: Mirror,
) -> Option<Skip> {
    if let Some(skip) = observed.experience.closed_to_changes() {
        return Some(skip);
    }
    let of_source = |skip| Some(Skip::Source { id: source.clone(), skip: Box::new(skip) });
    match &published.status {
        ExperienceStatus::Enabled => {}
        ExperienceStatus::Disabled if mirror.status => {}
        ExperienceStatus::Disabled => return of_source(Skip::Disabled),
        // Nothing of the kind is published by this version; another one may.
        other => return of_source(Skip::UnknownStatus(other.to_string())),
    }
    (!mirror.status && observed.experience.status != ExperienceStatus::Enabled).then_some(Skip::Disabled)
}

/// Decides. The experience takes changes, and so does its source.
pub(super) fn decide(published: &Published, observed: &ObservedExperience, terms: &Terms<'_>) -> Decided {
    // A policy here that states no list yet has nothing allowed: nothing can be denied for being absent at the source.
    let empty = Products::default();
    let here = observed.products().unwrap_or(&empty);
    let mut decided =
        Decided { lines: Vec::new(), kept: 0, allowed_here: here.allowed.len(), notes: Vec::new() };
    if published.status == ExperienceStatus::Enabled {
        products(&published.products, here, &mut decided);
        setting::requests(published, observed, terms, &mut decided);
        setting::branding(published, observed, terms, &mut decided);
        audience::audience(published, observed, terms, &mut decided);
    } else {
        decided.notes.push(
            "The source is disabled: only the status follows it, its products are not looked at.".to_owned(),
        );
    }
    setting::status(published, observed, terms, &mut decided);
    hold_quarantined(observed, terms, &mut decided.lines);
    decided.lines.sort_by(|one, other| one.atom.cmp(&other.atom));
    decided
}

fn products(there: &Products, here: &Products, decided: &mut Decided) {
    let all: BTreeSet<&ProductId> =
        [&there.allowed, &there.denied, &here.allowed].into_iter().flatten().collect();
    for product in all {
        let line = match (there.allowed.contains(product), there.denied.contains(product)) {
            // Approved. A product is never in both lists: whoever reads a policy refuses that.
            (true, _) if here.allowed.contains(product) => None,
            (true, _) if here.denied.contains(product) => Some((true, Reason::ApprovedButDenied)),
            (true, _) => Some((true, Reason::Approved)),
            (false, true) if here.denied.contains(product) => None,
            (false, true) => Some((false, Reason::Rejected)),
            (false, false) => Some((false, Reason::NotApproved)),
        };
        match line {
            None => decided.kept += 1,
            Some((allow, reason)) => decided.lines.push(Line {
                atom: if allow { Atom::Allow(product.clone()) } else { Atom::Deny(product.clone()) },
                decision: Decision::Apply,
                takes_away: !allow && here.allowed.contains(product),
                reason,
            }),
        }
    }
}

fn hold_quarantined(observed: &ObservedExperience, terms: &Terms<'_>, lines: &mut [Line]) {
    for line in lines {
        if let Some(refusal) = terms.quarantine.find(&observed.experience.id, &line.atom) {
            line.decision = Decision::Hold;
            line.reason = Reason::Quarantined { error: refusal.error.clone() };
        }
    }
}
