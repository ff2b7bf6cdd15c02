//! The outcomes that the children of Apply wrote.

use domain::run::Run;
use domain::work::{Action, Item};

use crate::error::StepError;
use crate::files;
use crate::listing::whole;
use crate::ports::Store;

/// An item whose actions are over, with the pass it belongs to.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The pass.
    pub pass: u32,
    /// Its actions, each with its outcome.
    pub actions: Vec<Action>,
}

/// Where the outcomes of one item lie.
pub fn key(run: &Run, item: &Item) -> String {
    run.pass_key(item.pass, &format!("outcomes/{}.json", item.item))
}

/// Reads the outcomes of all passes of a run, in order of pass and item.
///
/// # Errors
/// When the bucket cannot be read.
pub async fn read_all(store: &impl Store, run: &Run) -> Result<Vec<Ended>, StepError> {
    let prefix = run.key("pass-");
    let keys = whole(async |token| store.keys(&prefix, token).await).await?;
    let mut ended = Vec::new();
    for key in keys.items().iter().filter(|key| key.contains("/outcomes/")) {
        let item: Item = files::read(store, key).await?;
        ended.push(Ended { pass: item.pass, actions: item.actions });
    }
    Ok(ended)
}
