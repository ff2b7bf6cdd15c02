//! The table of the snapshot, in memory, with the conditions of the real one.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Head, Part};
use steps::ports::ApiResult;
use steps::ports::experiences::{Published, Publishing, Telling};

/// The table that the management side writes and members read.
#[derive(Default)]
pub(crate) struct SnapshotTable {
    pub(crate) head: Mutex<Option<Head>>,
    /// By [`Part::sort_key`].
    pub(crate) parts: Mutex<BTreeMap<String, Part>>,
    pub(crate) records: Mutex<BTreeMap<String, MemberRecord>>,
}

impl Published for SnapshotTable {
    async fn head(&self) -> ApiResult<Option<Head>> {
        Ok(self.head.lock().unwrap().clone())
    }

    async fn parts(&self, head: &Head) -> ApiResult<Vec<Part>> {
        let parts = self.parts.lock().unwrap();
        Ok((1..=head.parts).filter_map(|number| parts.get(&Part::sort_key(head, number)).cloned()).collect())
    }

    async fn record(&self, member: &str) -> ApiResult<Option<MemberRecord>> {
        Ok(self.records.lock().unwrap().get(member).cloned())
    }
}

impl Telling for SnapshotTable {
    async fn tell(&self, record: &MemberRecord) -> ApiResult<()> {
        self.records.lock().unwrap().insert(record.member.clone(), record.clone());
        Ok(())
    }
}

impl Publishing for SnapshotTable {
    async fn put_part(&self, head: &Head, part: &Part) -> ApiResult<()> {
        self.parts.lock().unwrap().insert(Part::sort_key(head, part.number), part.clone());
        Ok(())
    }

    async fn put_head(&self, head: &Head, previous: Option<&Head>) -> ApiResult<bool> {
        let mut present = self.head.lock().unwrap();
        let unchanged = present.as_ref() == previous;
        if unchanged {
            *present = Some(head.clone());
        }
        Ok(unchanged)
    }

    async fn forget_below(&self, revision: u64) -> ApiResult<()> {
        self.parts.lock().unwrap().retain(|_, part| part.revision >= revision);
        Ok(())
    }
}
