//! An experience in the middle of its run, as `fetch-snapshot` and `compare` leave it, for the steps that go on with it.

use domain::experience::change_set::{PlannedSet, Work};
use domain::experience::identity::Administrator;
use domain::experience::plan::Atom;
use domain::experience::settings::Assignment;
use domain::experience::snapshot::{Content, Publication};
use domain::run::PAYLOAD_VERSION;
use serde::Serialize;
use serde_json::json;
use steps::experiences::fetched::Fetched;
use steps::experiences::item::{ExperienceItem, Next};
use steps::experiences::keys;

use super::stacks::Stacks;
use super::world::{SOURCE, STORES, product};

/// What a set does that allows these products.
pub(crate) fn allow(numbers: impl IntoIterator<Item = u64>) -> Vec<Atom> {
    numbers.into_iter().map(|number| Atom::Allow(product(number).parse().unwrap())).collect()
}

impl Stacks {
    /// [`STORES`] with these change sets before it, in a run that holds the lease.
    pub(crate) fn working(&self, sets: Vec<Vec<Atom>>) -> ExperienceItem {
        let run = self.running("run-1");
        let Publication::New { head, .. } =
            Publication::of(None, &Content::new(vec![]).unwrap(), 1_000).unwrap()
        else {
            panic!("nothing was published before");
        };
        let assignment =
            Assignment { experience: STORES.parse().unwrap(), follows: SOURCE.parse().unwrap(), found: true };
        let item =
            ExperienceItem { next: Next::Start, ..ExperienceItem::new(assignment, run, 1, head.revision) };
        let fetched = Fetched {
            v: PAYLOAD_VERSION,
            content: Content::new(vec![]).unwrap(),
            administrator: Administrator::Delegated,
            logos: Default::default(),
            head,
        };
        self.put(&keys::fetched(&item.run, item.pass), &fetched);
        let work = Work {
            experience: item.experience.clone(),
            snapshot: item.revision,
            generation: 0,
            sets: sets.into_iter().map(|atoms| PlannedSet { atoms, sends: 0, is_part: false }).collect(),
            sets_applied: 0,
            refused: Vec::new(),
            held: None,
        };
        self.put(&keys::work_of(&item), &work);
        item
    }

    /// The work that is left.
    pub(crate) fn work(&self, item: &ExperienceItem) -> Work {
        self.file(&keys::work_of(item))
    }

    /// Writes a file of the bucket.
    pub(crate) fn put(&self, key: &str, value: &impl Serialize) {
        let body = json!(value).to_string().into_bytes();
        self.bucket.0.lock().unwrap().insert(key.to_owned(), body);
    }
}
