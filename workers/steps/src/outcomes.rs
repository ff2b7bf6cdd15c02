//! The outcomes that the children of Apply wrote.

use domain::run::Run;
use domain::work::Item;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::StepError;
use crate::files;
use crate::listing::whole;
use crate::ports::Store;

/// Files that are read at a time. A run over 10,000 accounts leaves as many; one after the other they would outlast the
/// function.
const READS_AT_A_TIME: usize = 32;

/// Where the outcomes of one item lie.
pub fn key(item: &Item) -> String {
    item.run.pass_key(item.pass, &format!("outcomes/{}.json", item.item))
}

/// Reads the items of all passes of a run whose actions are over, in order of pass and item.
///
/// # Errors
/// When the bucket cannot be read.
pub async fn read_all(store: &impl Store, run: &Run) -> Result<Vec<Item>, StepError> {
    let prefix = run.key("pass-");
    let keys = whole(async |token| store.keys(&prefix, token).await).await?;
    let reads =
        keys.items().iter().filter(|key| key.contains("/outcomes/")).map(|key| files::read(store, key));
    stream::iter(reads).buffered(READS_AT_A_TIME).try_collect().await
}
