//! The table of the snapshot, with every write in a list, that breaks or is overtaken when a test wants it.

use std::sync::Mutex;

use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Head, Part, Snapshot, join};
use steps::ports::experiences::{Published, Publishing, Telling};
use steps::ports::{ApiError, ApiResult};

use crate::support::snapshots::SnapshotTable;

/// The table.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) kept: SnapshotTable,
    /// Every call since this was last emptied.
    pub(crate) calls: Mutex<Vec<&'static str>>,
    /// So many writes are taken, then one is not.
    pub(crate) breaks_after: Mutex<Option<usize>>,
    /// What another run publishes right before the head of this one is written.
    pub(crate) faster: Mutex<Option<(Head, Vec<Part>)>>,
    /// What happens right before the head is read for the next time.
    pub(crate) before_head: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    /// The records of these members are of a release that this one cannot read.
    pub(crate) unreadable: Mutex<Vec<&'static str>>,
}

impl Table {
    /// The present snapshot as a member reads it; `None`: nothing was published yet.
    pub(crate) async fn snapshot(&self) -> Option<Snapshot> {
        let head = self.kept.head().await.unwrap()?;
        Some(join(&head, self.kept.parts(&head).await.unwrap()).unwrap())
    }

    /// Which snapshots there are parts of.
    pub(crate) fn revisions(&self) -> Vec<u64> {
        let mut revisions: Vec<u64> =
            self.kept.parts.lock().unwrap().values().map(|part| part.revision).collect();
        revisions.sort_unstable();
        revisions.dedup();
        revisions
    }

    /// Every call since the last look.
    pub(crate) fn looked_at(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    fn called(&self, what: &'static str) {
        self.calls.lock().unwrap().push(what);
    }

    fn writes(&self, what: &'static str) -> ApiResult<()> {
        self.called(what);
        let mut left = self.breaks_after.lock().unwrap();
        match *left {
            Some(0) => {
                *left = None;
                Err(error(ApiError::NO_ANSWER))
            }
            some => {
                *left = some.map(|writes| writes - 1);
                Ok(())
            }
        }
    }
}

fn error(code: &str) -> ApiError {
    ApiError { operation: "dynamodb:PutItem", code: code.to_owned(), message: "broken".to_owned(), status: 0 }
}

impl Published for Table {
    async fn head(&self) -> ApiResult<Option<Head>> {
        self.called("head");
        if let Some(happens) = self.before_head.lock().unwrap().take() {
            happens();
        }
        self.kept.head().await
    }

    async fn parts(&self, head: &Head) -> ApiResult<Vec<Part>> {
        self.called("parts");
        self.kept.parts(head).await
    }

    async fn record(&self, member: &str) -> ApiResult<Option<MemberRecord>> {
        self.called("record");
        if self.unreadable.lock().unwrap().contains(&member) {
            return Err(error(ApiError::UNREADABLE));
        }
        self.kept.record(member).await
    }
}

impl Publishing for Table {
    async fn put_part(&self, head: &Head, part: &Part) -> ApiResult<()> {
        self.writes("put part")?;
        self.kept.put_part(head, part).await
    }

    async fn put_head(&self, head: &Head, previous: Option<&Head>) -> ApiResult<bool> {
        self.writes("put head")?;
        let faster = self.faster.lock().unwrap().take();
        if let Some((other, parts)) = faster {
            for part in &parts {
                self.kept.put_part(&other, part).await?;
            }
            assert!(self.kept.put_head(&other, previous).await?);
        }
        self.kept.put_head(head, previous).await
    }

    async fn forget_below(&self, revision: u64) -> ApiResult<()> {
        self.writes("forget")?;
        self.kept.forget_below(revision).await
    }
}

impl Table {
    /// A member tells how far it is.
    pub(crate) async fn tell(&self, record: MemberRecord) {
        self.kept.tell(&record).await.unwrap();
    }
}
