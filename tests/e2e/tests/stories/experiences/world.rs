//! Small private marketplaces for stories, and what is to be seen of them.

use std::collections::BTreeSet;

use domain::experience::report::Outcome;
use e2e::experiences::{Group, SOURCE};
use e2e::{Build, Run, StoryError};
use serde_json::Value;
use sim::{ChangeSetStatus, ExperienceEntry, PolicyEntry, ProductsEntry, SeriesEntry, Sim, WorldFile};

/// Followed by the delegated administrator, which is told to follow with all it has.
pub(crate) const FINCH: &str = "finch-retail";
pub(crate) const STORES: &str = "exp-fr00stores000";
/// Mirrors status, requests and branding.
pub(crate) const HARBOUR: &str = "harbour-logistics";
pub(crate) const FLEET: &str = "exp-hl00fleet0000";
pub(crate) const PILOT: &str = "exp-hl00pilot0000";
/// Administered from its management account.
pub(crate) const BAY: &str = "bay-insurance";
pub(crate) const OFFICE: &str = "exp-bi00office000";
pub(crate) const BEFORE: &str = "exp-bi00before000";

/// The sample world with few products: all members are in step with the source.
pub(crate) fn settled() -> WorldFile {
    let mut world = WorldFile::experiences().unwrap();
    for id in [SOURCE, STORES, FLEET, OFFICE] {
        let experience = entry(&mut world, id);
        experience.policy = Some(PolicyEntry {
            allowed: vec![products(1, 6)],
            denied: vec![products(7, 2)],
            ..PolicyEntry::default()
        });
        experience.branding = None;
    }
    world
}

/// The same with other lists of products for one experience.
pub(crate) fn listing(
    mut world: WorldFile,
    id: &str,
    allowed: Vec<ProductsEntry>,
    denied: Vec<ProductsEntry>,
) -> WorldFile {
    let policy = PolicyEntry { allowed, denied, ..PolicyEntry::default() };
    entry(&mut world, id).policy = Some(policy);
    world
}

/// An experience of the world, to be changed before the story begins.
pub(crate) fn entry<'a>(world: &'a mut WorldFile, id: &str) -> &'a mut ExperienceEntry {
    let all = std::iter::once(&mut world.private_marketplace)
        .chain(world.other_organizations.iter_mut().map(|other| &mut other.private_marketplace));
    let mut experiences = all.flatten().flat_map(|marketplace| &mut marketplace.experiences);
    experiences.find(|experience| experience.id == id).unwrap()
}

/// So many products of the group's series.
pub(crate) fn products(from: u64, count: u64) -> ProductsEntry {
    ProductsEntry::Series(SeriesEntry { series: "hf".to_owned(), from, count })
}

/// So many products that nobody else has.
pub(crate) fn own_products(from: u64, count: u64) -> ProductsEntry {
    ProductsEntry::Series(SeriesEntry { series: "own".to_owned(), from, count })
}

/// The ids of products.
pub(crate) fn ids(lists: &[ProductsEntry]) -> BTreeSet<String> {
    lists.iter().flat_map(ProductsEntry::ids).collect()
}

/// One product of the group's series.
pub(crate) fn product(number: u64) -> String {
    products(number, 1).ids().remove(0)
}

/// What an experience allows and denies.
pub(crate) fn lists(sim: &Sim, id: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let policy = sim.experience(id).unwrap().policy.unwrap();
    (policy.allowed, policy.denied)
}

/// Whether an experience allows and denies what the source does, and nothing else.
pub(crate) fn is_in_step(group: &Group, id: &str) -> bool {
    lists(group.sim(), id) == lists(group.sim(), SOURCE)
}

/// How many change sets of an experience there were that ended like this.
pub(crate) fn change_sets(group: &Group, id: &str, status: ChangeSetStatus) -> usize {
    let sets = group.sim().change_sets();
    let is_of = |set: &&sim::ChangeSetView| {
        set.status == status && set.changes.iter().any(|change| change.experience == id)
    };
    sets.iter().filter(is_of).count()
}

/// Whether no product of an experience was named by two change sets that were applied: nothing was done twice.
pub(crate) fn nothing_was_done_twice(group: &Group, id: &str) -> bool {
    let mut named = BTreeSet::new();
    let sets = group.sim().change_sets().into_iter().filter(|set| set.status == ChangeSetStatus::Succeeded);
    let changes = sets.flat_map(|set| set.changes).filter(|change| change.experience == id);
    changes.flat_map(|change| change.products).all(|product| named.insert(product))
}

/// How many change sets were asked for since calls are counted.
pub(crate) fn started(group: &Group) -> u64 {
    group.sim().calls().of("marketplace-catalog.StartChangeSet")
}

/// What a run's report says of an experience.
pub(crate) fn outcome(run: &Run, id: &str) -> Outcome {
    let mut experiences = run.report_of_experiences().unwrap().experiences.into_iter();
    experiences.find(|outcome| outcome.experience.as_str() == id).unwrap()
}

/// The stacks with other settings for a member.
pub(crate) fn with_settings(member: &str, change: impl Fn(&mut Value)) -> Result<Build, StoryError> {
    Build::as_built()?.with_variable(&format!("MarketplaceStewardSync-{member}"), "SYNC_SETTINGS", |text| {
        let mut settings = serde_json::from_str(text).unwrap();
        change(&mut settings);
        settings.to_string()
    })
}
