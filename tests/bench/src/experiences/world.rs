//! The world of a case: the management organization, and one member organization with fresh experiences.

use sim::{
    ExperienceEntry, ExperienceStatus, PolicyEntry, ProductsEntry, SeriesEntry, WorldFile, WorldFileError,
};

use super::case::Case;

/// The account that manages the experience centrally.
pub(crate) const MANAGEMENT_ACCOUNT: &str = "111111111111";
/// The delegated administrator of the member organization.
pub(crate) const MEMBER_ACCOUNT: &str = "320000000002";
/// The experience that is managed centrally.
pub(crate) const SOURCE: &str = "exp-hf00default00";

/// The series of the products, as in `tests/worlds/experiences.json`.
const SERIES: &str = "hf";

/// The sample world with the lists of this case, and one member organization with its fresh experiences.
pub(crate) fn of(case: &Case) -> Result<WorldFile, WorldFileError> {
    let mut world = WorldFile::experiences()?;
    let managed = world.private_marketplace.iter_mut().flat_map(|marketplace| &mut marketplace.experiences);
    for experience in managed {
        experience.policy = Some(PolicyEntry {
            allowed: vec![series(1, case.approved)],
            denied: vec![series(case.approved + 1, case.rejected)],
            ..PolicyEntry::default()
        });
    }
    world.other_organizations.retain(|other| {
        other
            .private_marketplace
            .as_ref()
            .is_some_and(|marketplace| marketplace.delegated_administrator.as_deref() == Some(MEMBER_ACCOUNT))
    });
    for member in &mut world.other_organizations {
        if let Some(marketplace) = &mut member.private_marketplace {
            marketplace.experiences = (1..=case.followers).map(fresh).collect();
        }
    }
    Ok(world)
}

/// An experience whose policy allows nothing yet.
fn fresh(number: usize) -> ExperienceEntry {
    ExperienceEntry {
        id: format!("exp-fr00fresh{number:04}"),
        name: format!("Fresh {number}"),
        description: None,
        status: ExperienceStatus::Enabled,
        archived: false,
        revision: 1,
        policy: Some(PolicyEntry::default()),
        branding: None,
        principals: Vec::new(),
    }
}

fn series(from: u64, count: u64) -> ProductsEntry {
    ProductsEntry::Series(SeriesEntry { series: SERIES.to_owned(), from, count })
}
