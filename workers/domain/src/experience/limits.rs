//! Every bound of the Marketplace Catalog and of the work on it, each with where it comes from.

/// Product ids in one `AllowProductProcurement` or `DenyProductProcurement`, over all its items (AWS-FACTS 9.6).
pub const PRODUCTS_PER_CHANGE_MAX: usize = 50;
/// Principals in one `AssociateAudience` or `DisassociateAudience` (AWS-FACTS 9.6).
pub const PRINCIPALS_PER_CHANGE_MAX: usize = 50;
/// Changes in one change set (AWS-FACTS 9.2). With one change of each type a set has at most seven.
pub const CHANGES_PER_SET_MAX: usize = 20;
/// Characters in the details of one change (AWS-FACTS 9.2).
pub const DETAILS_CHARACTERS_MAX: usize = 16_384;
/// Characters in the name of a change set (AWS-FACTS 9.2).
pub const NAME_CHARACTERS_MAX: usize = 100;
/// Bytes of a snapshot in one part: DynamoDB takes 400 KB for an item with all its attributes and their names.
pub const PART_BYTES_MAX: usize = 350_000;
/// Looks at one change set before it is left to the next run: with [`wait_seconds`] half an hour (AWS-FACTS section 14).
pub const POLLS_MAX: u32 = 35;
/// Times that a set is sent again after a fault of the service or beside another change of the same account.
pub const SENDS_AGAIN_MAX: u32 = 3;
/// Times that is waited for a change set of somebody else on the same experience; with [`wait_seconds`] half an hour.
pub const IN_USE_WAITS_MAX: u32 = 35;
/// Changes that the Catalog may refuse one by one in one run and experience before the rest is left to the next run. It
/// bounds a run: finding one bad product among 100 takes at most 16 further sets.
pub const REFUSALS_MAX: usize = 50;

/// Seconds to wait before look number `polls` at a change set (0 = right after it was started).
///
/// Simple sets take seconds, others about a minute (AWS-FACTS 9.3): a few looks at once, then every ten seconds for two
/// minutes, since the next set waits for what is seen late, then ever more rarely.
pub fn wait_seconds(polls: u32) -> u32 {
    match polls {
        0..=2 => 5,
        3..=15 => 10,
        16..=22 => 30,
        _ => 120,
    }
}

/// Seconds to wait before a set is sent for the `sends`-th time again (0 = the first time again).
pub fn send_again_seconds(sends: u32) -> u32 {
    30 << sends.min(SENDS_AGAIN_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_set_is_looked_at_for_half_an_hour() {
        let seconds: u32 = (0..POLLS_MAX).map(wait_seconds).sum();
        assert_eq!(seconds, 1_795);
    }
}
