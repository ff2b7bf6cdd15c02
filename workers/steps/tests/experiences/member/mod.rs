//! The reading side of a member's run: what it fetches, plans, asks, and tells.

mod asking;
mod fetching;
mod following;
mod mirroring;
mod quarantining;
mod telling;
mod unreadable;
mod upgraded;

use crate::support::stacks::Stacks;

impl Stacks {
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
