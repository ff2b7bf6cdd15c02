//! How near a license is to the number of grants that it may have.

use crate::limits::{GRANTS_PER_LICENSE_MAX, GRANTS_PER_LICENSE_WARNING};

/// The grants of one license, counted before, during and after what is planned.
///
/// New grants are made before old ones are deleted (P2), so for a moment both are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Live grants now, whoever made them.
    pub live: usize,
    /// Live grants at the worst moment.
    pub peak: usize,
    /// Live grants when all is done.
    pub after: usize,
    /// What follows.
    pub level: Level,
}

/// What follows from the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// There is room.
    Room,
    /// There would not be if ended grants that AWS still lists count as well, which nobody knows.
    RoomIfEndedDoNotCount,
    /// There soon is none.
    Near,
    /// There is not enough: nothing is made for the license.
    Full(WayOut),
}

/// What helps when a license is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayOut {
    /// What is taken back makes room; the next pass makes what is missing.
    NextPass,
    /// The change that is asked for.
    Approve,
    /// Other accounts, or other OUs.
    ShareByArea,
}

impl Quota {
    /// Counts for a license that has `live` grants and `ended` ones.
    pub(crate) fn new(live: usize, ended: usize, make: usize, take_back: usize) -> Self {
        let peak = live.saturating_add(make);
        let after = peak.saturating_sub(take_back);
        let level = match (peak, make) {
            // A license that is over it already, and gets nothing more, is near its quota, not stopped by it.
            (GRANTS_PER_LICENSE_MAX.., 1..) if peak > GRANTS_PER_LICENSE_MAX => {
                Level::Full(if after <= GRANTS_PER_LICENSE_MAX {
                    WayOut::NextPass
                } else {
                    WayOut::ShareByArea
                })
            }
            (GRANTS_PER_LICENSE_WARNING.., _) => Level::Near,
            _ if peak.saturating_add(ended) >= GRANTS_PER_LICENSE_WARNING => Level::RoomIfEndedDoNotCount,
            _ => Level::Room,
        };
        Self { live, peak, after, level }
    }

    /// Whether nothing may be made.
    pub fn is_full(&self) -> bool {
        matches!(self.level, Level::Full(_))
    }
}

impl std::fmt::Display for Quota {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let max = GRANTS_PER_LICENSE_MAX;
        match self.level {
            Level::Room => write!(formatter, "{} of {max} grants", self.peak),
            Level::RoomIfEndedDoNotCount => write!(
                formatter,
                "{} of {max} grants, and AWS still lists many that have ended; whether these count is not published; \
                 share by OU or with the organization if AWS refuses a grant",
                self.peak
            ),
            Level::Near => write!(
                formatter,
                "{} of {max} grants: there soon is no room for another account; share by OU or with the organization",
                self.peak
            ),
            Level::Full(way_out) => write!(
                formatter,
                "it would take {} grants, a license can have {max}: nothing was made for it; {way_out}",
                self.peak
            ),
        }
    }
}

impl std::fmt::Display for WayOut {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NextPass => "what is taken back now makes room, and the next pass makes the rest",
            Self::Approve => "approve the change that is asked for, it takes fewer grants",
            Self::ShareByArea => {
                "select all accounts of an OU directly below the root, or of the organization, and share as `auto`; \
                 or select fewer accounts; or ask AWS for a higher quota (L-55F04DE6)"
            }
        })
    }
}
