//! The cases: how much there is to do, and for how many experiences.

/// One case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    /// The part of its figures' names.
    pub(crate) name: &'static str,
    /// What a table says.
    pub(crate) title: &'static str,
    /// Approved products of the management experience.
    pub(crate) approved: u64,
    /// Rejected products of it.
    pub(crate) rejected: u64,
    /// How many fresh experiences follow it, all in one organization.
    pub(crate) followers: usize,
    /// The least change sets that one experience can be brought there with: AWS-FACTS 9.2 and 9.6.
    pub(crate) sets_least: u64,
    /// How much sooner than the serial client we mean to be done; `None` where the Catalog leaves nothing to gain.
    pub(crate) speedup_least: Option<f64>,
}

/// All cases.
///
/// Approvals alone go 50 to a set whoever sends them, one set after the other: there the serial client does as well as can
/// be done. It loses where approvals and rejections could share a set, and where experiences could go side by side.
pub(crate) const CASES: &[Case] = &[
    Case {
        name: "2000_approved",
        title: "2,000 approved, one fresh experience",
        approved: 2_000,
        rejected: 0,
        followers: 1,
        sets_least: 40,
        speedup_least: None,
    },
    Case {
        name: "1000_and_1000",
        title: "1,000 approved and 1,000 rejected, one fresh experience",
        approved: 1_000,
        rejected: 1_000,
        followers: 1,
        sets_least: 20,
        speedup_least: Some(1.5),
    },
    Case {
        name: "1000_and_1000_to_three",
        title: "the same, three fresh experiences of one organization",
        approved: 1_000,
        rejected: 1_000,
        followers: 3,
        sets_least: 20,
        speedup_least: Some(4.0),
    },
];
