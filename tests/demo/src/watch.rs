//! Watches one run until it ends, and shows it meanwhile. Several can be watched side by side on one screen.

use std::cell::RefCell;

use local::{Account, Child, Ended, LocalAws, Status};
use serde::de::DeserializeOwned;

use crate::{
    changes::{Change, Part, Watcher},
    failure::Failure,
    live::{Far, Live},
    recording::Recording,
};

/// A run that is watched.
#[derive(Debug)]
pub(crate) struct Watched<'a> {
    /// Where it runs.
    pub(crate) local: &'a LocalAws,
    /// Whose run it is, where there are several.
    pub(crate) whose: Option<&'a str>,
    /// Its execution.
    pub(crate) run: &'a str,
}

/// Shows a run until it ends. `describe` says what a child works on, `far` how far a child is that is at work.
pub(crate) async fn watch(
    watched: &Watched<'_>,
    recording: &Recording<'_>,
    live: &RefCell<Live>,
    describe: impl Fn(&Child) -> Part,
    far: impl AsyncFn(&Child) -> Option<Far>,
) -> Result<Ended, Failure> {
    let mut follow = watched.local.follow(watched.run);
    let mut watcher = Watcher::default();
    while let Some(progress) = follow.next().await? {
        let clock = recording.elapsed();
        for change in watcher.note(&progress, &describe) {
            live.borrow_mut().show(&named(change, watched.whose), clock);
        }
        live.borrow().time(clock);
        for child in progress.children.iter().filter(|child| child.stopped.is_none()) {
            if let Some(far) = far(child).await {
                live.borrow_mut().tick(&describe(child), far, clock);
            }
        }
    }
    Ok(follow.ended().await?)
}

/// A state says nothing where it stands among those of other runs.
fn named(change: Change, whose: Option<&str>) -> Change {
    match (change, whose) {
        (Change::Entered(state), Some(whose)) => Change::Entered(format!("{whose}: {state}")),
        (change, _) => change,
    }
}

/// The report that a run left in its state bucket.
pub(crate) async fn report<T: DeserializeOwned>(
    account: &Account<'_>,
    bucket: &str,
    ended: &Ended,
) -> Result<T, Failure> {
    let key = format!("runs/{}/report.json", ended.name());
    let object = account.object(bucket, &key).await.map_err(|error| Failure::report(ended, &error))?;
    serde_json::from_slice(&object).map_err(|error| Failure::report(ended, &error))
}

/// AWS's own word for a status.
pub(crate) fn status_word(status: &Status) -> &str {
    match status {
        Status::Running => "RUNNING",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed => "FAILED",
        Status::TimedOut => "TIMED_OUT",
        Status::Aborted => "ABORTED",
        Status::Unknown(word) => word,
    }
}
