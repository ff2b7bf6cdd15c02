//! Bucket, lease, executions, clock: the ports that need no AWS, in memory, with the conditions of the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::identifier::ExecutionArn;
use domain::lease::{Lease as LeaseState, Life};
use jiff::{SignedDuration, Timestamp};
use sim::Sim;
use steps::ports::{ApiError, ApiResult, Clock, Executions, Lease, Page, Starter, Store};

/// Items on a page, small so that a missing second page shows.
const PAGE_ITEMS: usize = 2;

/// The state bucket.
#[derive(Default)]
pub(crate) struct Bucket(pub(crate) Mutex<BTreeMap<String, Vec<u8>>>);

impl Store for Bucket {
    async fn get(&self, key: &str) -> ApiResult<Option<Vec<u8>>> {
        Ok(self.0.lock().unwrap().get(key).cloned())
    }

    async fn put(&self, key: &str, body: Vec<u8>, _: &'static str) -> ApiResult<()> {
        self.0.lock().unwrap().insert(key.to_owned(), body);
        Ok(())
    }

    async fn keys(&self, prefix: &str, token: Option<String>) -> ApiResult<Page<String>> {
        let keys: Vec<String> =
            self.0.lock().unwrap().keys().filter(|key| key.starts_with(prefix)).cloned().collect();
        Ok(page(keys, token))
    }
}

/// The lease table.
#[derive(Default)]
pub(crate) struct LeaseTable {
    pub(crate) state: Mutex<LeaseState>,
    /// Holders that come along, one after each look at the lease, as if other runs were faster.
    pub(crate) faster: Mutex<Vec<ExecutionArn>>,
}

impl Lease for LeaseTable {
    async fn read(&self) -> ApiResult<LeaseState> {
        let seen = self.state.lock().unwrap().clone();
        if let Some(faster) = self.faster.lock().unwrap().pop() {
            self.state.lock().unwrap().holder = Some(faster);
        }
        Ok(seen)
    }

    async fn replace(&self, seen: &LeaseState, new: &LeaseState) -> ApiResult<bool> {
        let mut state = self.state.lock().unwrap();
        let unchanged = *state == *seen;
        if unchanged {
            *state = new.clone();
        }
        Ok(unchanged)
    }
}

/// Step Functions: what runs, what ended when, and what was started under which name.
#[derive(Default)]
pub(crate) struct Machine {
    pub(crate) running: Mutex<BTreeSet<ExecutionArn>>,
    /// How often each was redriven.
    pub(crate) redriven: Mutex<BTreeMap<ExecutionArn, u32>>,
    pub(crate) ended: Mutex<BTreeMap<ExecutionArn, Timestamp>>,
    pub(crate) started: Mutex<BTreeMap<String, String>>,
}

impl Executions for Machine {
    async fn life(&self, execution: &ExecutionArn) -> ApiResult<Life> {
        if self.running.lock().unwrap().contains(execution) {
            let redrives = self.redriven.lock().unwrap().get(execution).copied().unwrap_or_default();
            return Ok(Life::Running { redrives });
        }
        let ended = self.ended.lock().unwrap().get(execution).copied();
        Ok(Life::Ended(ended.unwrap_or(Timestamp::MIN)))
    }
}

impl Starter for Machine {
    async fn start(&self, name: &str, input: &str) -> ApiResult<bool> {
        Ok(self.started.lock().unwrap().insert(name.to_owned(), input.to_owned()).is_none())
    }
}

/// The simulation's clock, never the same twice: two calls have two entries in the ledger.
pub(crate) struct Watch {
    sim: Sim,
    looks: AtomicI64,
}

impl Watch {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self { sim: sim.clone(), looks: AtomicI64::new(0) }
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        let looks = self.looks.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(self.sim.now().epoch_milliseconds()).unwrap()
            + SignedDuration::from_nanos(looks)
    }
}

/// Writes that a table takes before one that it does not; `None`: it takes all.
pub(crate) type WritesLeft = Mutex<Option<u32>>;

/// Counts a write, and refuses it when none is left; the next ones are taken again.
pub(crate) fn count_write(left: &WritesLeft) -> ApiResult<()> {
    let mut left = left.lock().unwrap();
    if *left == Some(0) {
        *left = None;
        let (code, message) = ("InternalServerError".to_owned(), "the table is broken".to_owned());
        return Err(ApiError { operation: "dynamodb:PutItem", code, message, status: 500 });
    }
    *left = left.map(|left| left - 1);
    Ok(())
}

/// One of several pages of a list.
pub(crate) fn page<T>(all: Vec<T>, token: Option<String>) -> Page<T> {
    let first: usize = token.map_or(0, |token| token.parse().unwrap());
    let next = (first + PAGE_ITEMS < all.len()).then(|| (first + PAGE_ITEMS).to_string());
    Page { items: all.into_iter().skip(first).take(PAGE_ITEMS).collect(), next }
}
