//! The reading side of a member's run: what it fetches, plans, asks, and tells.

mod asking;
mod fetching;
mod following;
mod mirroring;
mod preflight;
mod quarantining;
mod telling;
mod unreadable;
mod upgraded;

use steps::experiences::item::{ExperienceItem, Next};
use steps::experiences::member::Member;
use steps::experiences::{check_change_set, compare, fetch_snapshot, start_change_set};
use steps::ports::experiences::Catalog;

use crate::support::stacks::{NAME, Stacks};

impl Stacks {
    /// An item from where it stands to where it is to be concluded, with looks through a Catalog of its own.
    async fn worked(&self, catalog: &impl Catalog, mut item: ExperienceItem) -> ExperienceItem {
        let settings = self.settings.lock().unwrap().clone();
        loop {
            item = match item.next {
                Next::Start => start_change_set::run(self, item).await.unwrap(),
                Next::Check => check_change_set::run(self, item).await.unwrap(),
                Next::Conclude => return item,
                Next::Compare | Next::Ask => {
                    compare::run(catalog, &self.ledger, &self.bucket, &settings, item).await.unwrap()
                }
            };
            self.pass_seconds(item.wait_seconds);
        }
    }

    /// The items of a run that begins.
    async fn fetched(&self, run: &str) -> Vec<ExperienceItem> {
        let run = self.running(run);
        let member = Member { name: NAME.to_owned(), settings: self.settings.lock().unwrap().clone() };
        let request = fetch_snapshot::Request { run, pass: 1 };
        let (table, aws, bucket) = (&*self.snapshots, &self.aws, &self.bucket);
        let answer =
            fetch_snapshot::run(table, aws, &aws.prerequisites(), bucket, &member, request).await.unwrap();
        self.file(&answer.items_key)
    }

    /// The keys of all files in the bucket.
    fn keys(&self) -> Vec<String> {
        self.bucket.0.lock().unwrap().keys().cloned().collect()
    }

    /// A text in the bucket.
    fn text(&self, key: &str) -> String {
        let bucket = self.bucket.0.lock().unwrap();
        String::from_utf8(bucket.get(key).unwrap_or_else(|| panic!("there is no {key}")).clone()).unwrap()
    }
}
