//! Virtual time: what the simulated services take for the present. It never reads the clock of the machine for a
//! decision; a scaled clock only lets virtual seconds follow real ones at a fixed factor.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use jiff::Timestamp;

/// A moment of virtual time, in milliseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct VirtualTime(i64);

impl VirtualTime {
    /// 2026-11-22T01:00:00Z, where a manual clock begins.
    pub const MANUAL_ORIGIN: Self = Self(1_795_309_200_000);

    /// The moment that many milliseconds after the Unix epoch.
    #[must_use]
    pub fn from_epoch_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub fn epoch_milliseconds(self) -> i64 {
        self.0
    }

    /// Seconds since the Unix epoch, with fractions: the form AWS JSON 1.1 uses for timestamps.
    #[must_use]
    pub fn epoch_seconds(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this century fit into 53 bits")]
        let milliseconds = self.0 as f64;
        milliseconds / 1000.0
    }

    /// This moment moved by a number of milliseconds, which may be negative.
    #[must_use]
    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// This moment moved by a number of seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        self.plus_milliseconds(i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
    }

    /// The moment before this one by a number of seconds.
    #[must_use]
    pub fn minus_seconds(self, seconds: u64) -> Self {
        self.plus_milliseconds(-i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000))
    }

    /// `2026-11-22T01:00:00Z`: 20 characters, as CloudTrail and License Manager write it.
    #[must_use]
    pub fn to_iso8601(self) -> String {
        self.written("%Y-%m-%dT%H:%M:%SZ")
    }

    /// `Nov 22, 2026 1:00:00 AM`, as Organizations writes it within its events.
    pub(crate) fn to_american(self) -> String {
        self.written("%b %-d, %Y %-I:%M:%S %p")
    }

    fn written(self, form: &str) -> String {
        Timestamp::from_millisecond(self.0)
            .map(|moment| moment.strftime(form).to_string())
            .unwrap_or_default()
    }
}

/// The clock of one simulation; clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Hands>);

#[derive(Debug)]
struct Hands {
    started: Instant,
    origin: VirtualTime,
    /// Virtual seconds per real second; 0 for a clock that only moves by hand.
    speed: f64,
    advanced_milliseconds: AtomicI64,
}

impl Clock {
    /// A clock that starts at the real present and runs `speed` virtual seconds per real second.
    #[must_use]
    pub fn scaled(speed: f64) -> Self {
        Self::new(VirtualTime(Timestamp::now().as_millisecond()), speed)
    }

    /// A clock that starts at [`VirtualTime::MANUAL_ORIGIN`] and stands still until it is advanced.
    #[must_use]
    pub fn manual() -> Self {
        Self::new(VirtualTime::MANUAL_ORIGIN, 0.0)
    }

    fn new(origin: VirtualTime, speed: f64) -> Self {
        Self(Arc::new(Hands {
            started: Instant::now(),
            origin,
            speed,
            advanced_milliseconds: AtomicI64::new(0),
        }))
    }

    /// The virtual present.
    #[must_use]
    pub fn now(&self) -> VirtualTime {
        let real = self.0.started.elapsed().as_secs_f64() * 1000.0 * self.0.speed;
        #[expect(clippy::cast_possible_truncation, reason = "a run lasts far less than 292 million years")]
        let ran = real as i64;
        self.0.origin.plus_milliseconds(ran + self.0.advanced_milliseconds.load(Ordering::SeqCst))
    }

    /// Moves the clock forward at once, on top of what it runs by itself.
    pub fn advance_seconds(&self, seconds: u64) {
        let milliseconds = i64::try_from(seconds).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        self.0.advanced_milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Where the clock began.
    #[must_use]
    pub fn origin(&self) -> VirtualTime {
        self.0.origin
    }
}
