//! Every bound in one place, each with where it comes from.

/// Actions in one item of Apply, so that no child execution comes to 25,000 history events (Step Functions quota).
///
/// A look is 9 events (Wait 2, Task 5, Choice 2). At worst an action takes [`POLLS_MAX`] looks after its creation and as
/// many after its activation, and all of that for the grant and its [`RECREATIONS_MAX`] recreations: with the writes about
/// 840 events, 21,000 for an item.
pub const ACTIONS_PER_ITEM_MAX: usize = 25;
/// Actions on one account that are under way at the same time: with the 20 items that Apply works on at a time, that is
/// about one write a second.
pub const ACTIONS_AT_A_TIME: u32 = 4;
/// Observe-plan-apply rounds in one run; what is left then is reported and the next run takes it up.
pub const PASSES_MAX: u32 = 6;
/// Looks at one grant after a write before it is left as waiting. With [`wait_seconds`] that is about half an hour; a
/// License Manager that is busier than that is left to the next pass.
pub const POLLS_MAX: u32 = 15;
/// Times that a grant whose workflow failed is made anew before it is held (AWS-FACTS section 14).
pub const RECREATIONS_MAX: u32 = 2;
/// Pages that any listing may have; beyond it the answer is taken for a loop, not for a list.
pub const PAGES_MAX: u32 = 100_000;
/// Accounts that are read one by one; a run that names more of them reads the pages of the organization instead.
///
/// An account costs about five calls by itself: itself, its tags, what it bought, its grants, its place in the
/// organization. The organization costs a page for every 20 accounts, every 100 tagged ones and every 100 grants. So ten
/// accounts are about what an organization of 1,000 costs, and ten seconds at License Manager's five reads a second.
pub const ACCOUNTS_READ_SINGLY_MAX: usize = 10;
/// Products that are read one by one. Each costs three listings of a page or two and the pages of its own grants; of the
/// listing of all grants, more than ten products leave little out.
pub const PRODUCTS_READ_SINGLY_MAX: usize = 10;
/// Accounts whose tags are read one by one in one invocation, 10 a second at the most (Organizations quota): well
/// within the function's 900 seconds.
pub const TAG_READS_PER_STEP_MAX: usize = 2_000;
/// Seconds after the end of a run at which nothing of it is at work any more: a writing step may take 60 (its function's
/// timeout), a child of Apply that is stopped with its run may begin one more, and clocks differ.
pub const LAST_STEP_SECONDS_MAX: i64 = 120;
/// Bytes of one mark on the lease: 500 accounts and some. What would be longer asks for everything.
pub const MARK_BYTES_MAX: usize = 7 * 1024;
/// Bytes of all marks on the lease. They travel in the state of a run, which is to stay below 32 KiB.
pub const MARKS_BYTES_MAX: usize = 16 * 1024;
/// Live grants that one license may have (License Manager quota L-55F04DE6).
pub const GRANTS_PER_LICENSE_MAX: usize = 2_000;
/// Grants of one license from which a person is warned: what remains is room for a few weeks, not for good.
pub const GRANTS_PER_LICENSE_WARNING: usize = 1_900;
/// Names in an error that a person reads in the console.
pub const NAMES_SHOWN_MAX: usize = 20;

/// Seconds to wait before look number `polls` (0 = right after the write).
///
/// A workflow takes one to three minutes (AWS-FACTS 5.2): one look after a minute, then more and more rarely. Each look
/// costs three billed transitions.
pub fn wait_seconds(polls: u32) -> u32 {
    match polls {
        0 => 60,
        1..=3 => 30,
        4..=7 => 60,
        8..=11 => 120,
        _ => 300,
    }
}
