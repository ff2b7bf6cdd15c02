//! How kind or harsh one simulation is: speed, latency, paging, lag, rates, quota and faults. The defaults are as harsh
//! as the facts sheet allows; a story only ever relaxes them on purpose.

mod areas;
mod catalog;
mod prerequisites;

use crate::clock::Clock;
use crate::faults::{EventFaults, Faults};

pub use areas::{AreaStatus, JoinerParts};
pub use catalog::{CatalogOptions, ChangeSetOwner, DetailsShown};
pub use prerequisites::PrerequisiteOptions;

/// Everything about a simulation that is not part of its world.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seeds ids, latencies and faults.
    pub seed: u64,
    /// Where virtual time comes from.
    pub clock: Clock,
    /// The loopback port to listen on; 0 picks a free one.
    pub port: u16,
    /// Where every request that is not for a simulated service goes, for example `http://127.0.0.1:4611`.
    pub upstream: Option<String>,
    /// How long one asynchronous workflow takes, in virtual seconds.
    pub latency: Latency,
    /// How lists are cut into pages.
    pub paging: Paging,
    /// How far reads trail behind writes.
    pub lag: Lag,
    /// How many calls a second are answered before the service throttles.
    pub rates: Rates,
    /// Which calls go wrong on purpose.
    pub faults: Faults,
    /// Which events go wrong on purpose.
    pub event_faults: EventFaults,
    /// License Manager's own events `Grant Change` and `License Change`. Each change of a grant gives one, those by the
    /// product under test as well; AWS only tries to deliver them, and by default none comes.
    pub license_manager_hints: bool,
    /// Reads on the bus as well as writes, as CloudTrail reports them; only a rule for all management events sees them.
    pub read_events: bool,
    /// Live grants one license may have (quota L-55F04DE6).
    pub grants_per_license_max: usize,
    /// How long a grant in a terminal status stays in lists, in virtual seconds.
    pub terminal_listed_seconds: u64,
    /// Serve the retired `Status` of an account next to `State`.
    pub legacy_account_status: bool,
    /// The code that answers a second live grant for one license and principal; AWS does not publish it.
    pub duplicate_grant_code: DuplicateGrantCode,
    /// What answers a client token that comes back with another body; AWS does not publish it.
    pub token_reuse: TokenReuse,
    /// How a product conflict shows on activation; AWS does not publish it.
    pub conflict: ConflictShows,
    /// What an account's own purchase does to the grant by which it has the product already; AWS does not publish it.
    pub own_purchase: OwnPurchase,
    /// What a grant for a unit or the organization shows between its workflows; both have been reported.
    pub area_status: AreaStatus,
    /// What an account that comes gets of a grant for its unit or the organization that others have in force.
    pub joiner_parts: JoinerParts,
    /// Grants to units inside other units, which AWS's guide rules out.
    pub nested_units: bool,
    /// How kind or harsh the Marketplace Catalog is.
    pub catalog: CatalogOptions,
    /// How long it takes until what was set up works.
    pub prerequisites: PrerequisiteOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            clock: Clock::scaled(100.0),
            port: 0,
            upstream: None,
            latency: Latency::TEST,
            paging: Paging::default(),
            lag: Lag::default(),
            rates: Rates::default(),
            faults: Faults::none(),
            event_faults: EventFaults::default(),
            license_manager_hints: false,
            read_events: false,
            grants_per_license_max: 2_000,
            terminal_listed_seconds: 24 * 3_600,
            legacy_account_status: false,
            duplicate_grant_code: DuplicateGrantCode::Validation,
            token_reuse: TokenReuse::Refused,
            conflict: ConflictShows::DisabledWithReason,
            own_purchase: OwnPurchase::TakesOver,
            area_status: AreaStatus::WorkflowCompleted,
            joiner_parts: JoinerParts::Disabled,
            nested_units: false,
            catalog: CatalogOptions::default(),
            prerequisites: PrerequisiteOptions::default(),
        }
    }
}

/// The range one workflow's duration is drawn from, per grant and transition, in virtual seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    /// The shortest duration.
    pub least_seconds: u64,
    /// The longest duration.
    pub most_seconds: u64,
}

impl Latency {
    /// 20 to 90 seconds: AWS-FACTS 15.3.
    pub const TEST: Self = Self { least_seconds: 20, most_seconds: 90 };
    /// 60 to 180 seconds: what the seed and the AWS FAQ report (AWS-FACTS 5.2).
    pub const REALISTIC: Self = Self { least_seconds: 60, most_seconds: 180 };
}

/// How lists are cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Items on a page when the caller asks for no number: small, so that missing pagination shows.
    pub default_items: usize,
    /// Never more items than this on a page, whatever the caller asks; a service may always answer fewer.
    pub items_max: Option<usize>,
    /// Every n-th page of a walk is empty and still carries a token; 0 for never.
    pub empty_page_every: usize,
}

impl Default for Paging {
    fn default() -> Self {
        Self { default_items: 3, items_max: None, empty_page_every: 2 }
    }
}

/// How far reads trail behind writes, in virtual seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Lists of grants.
    pub list_seconds: u64,
    /// `GetGrant`: the grant is found at once, its newest version only after this.
    pub get_seconds: u64,
    /// The index behind `GetResources`.
    pub tag_index_seconds: u64,
}

impl Default for Lag {
    fn default() -> Self {
        Self { list_seconds: 15, get_seconds: 2, tag_index_seconds: 10 }
    }
}

/// A token bucket: a sustained rate and a burst, in calls per *virtual* second.
///
/// Buckets run on virtual time because a scaled run scales everything together: what a client paces by `Wait` states
/// shrinks by the same factor as the bucket refills, so a client that keeps the rate on AWS keeps it here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Calls per virtual second in the long run.
    pub per_second: f64,
    /// Calls at once.
    pub burst: f64,
}

/// The rates of the services whose rates AWS does not publish; those of Organizations are AWS's own (AWS-FACTS 7.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Throttle at all.
    pub enforced: bool,
    /// License Manager calls that change something, per account.
    pub license_manager_writes: Rate,
    /// License Manager reads, per account.
    pub license_manager_reads: Rate,
    /// `GetResources`, per account.
    pub tagging_reads: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            enforced: true,
            license_manager_writes: Rate { per_second: 5.0, burst: 10.0 },
            license_manager_reads: Rate { per_second: 10.0, burst: 20.0 },
            tagging_reads: Rate { per_second: 10.0, burst: 20.0 },
        }
    }
}

/// The code that answers a second live grant for one license and principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateGrantCode {
    /// `ValidationException`.
    Validation,
    /// `InvalidParameterValueException`.
    InvalidParameterValue,
    /// `ConflictException`.
    Conflict,
    /// `ResourceLimitExceededException`.
    ResourceLimitExceeded,
}

/// What answers a client token that comes back with another body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenReuse {
    /// `ValidationException`.
    Refused,
    /// The first answer again, as if the body had not changed.
    FirstAnswer,
}

/// How a product conflict shows on activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictShows {
    /// The workflow ends with the grant `DISABLED` again and a status reason.
    DisabledWithReason,
    /// The workflow ends with `FAILED_WORKFLOW` and a status reason.
    FailedWorkflow,
    /// `CreateGrantVersion` is refused with a `ValidationException`.
    Refused,
}

/// What an account's own purchase does where it has the product by a grant already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPurchase {
    /// It is in force at once, as purchases are, and the grant goes `DISABLED`.
    TakesOver,
    /// It stays `DISABLED` while the grant is in force.
    StaysOff,
}
