//! The decisions under test, as functions that a broken variant can replace.

use domain::identifier::ExecutionArn;
use domain::lease::{self, Fence, Finish, Lease, Round, RoundEnd, Standing, Take};
use domain::run::RunRequest;

/// What every step of a run decides by.
#[derive(Clone, Copy)]
pub(crate) struct Protocol {
    pub(crate) take: fn(&Lease, &ExecutionArn, u32, &RunRequest, Standing) -> Take,
    pub(crate) fence: fn(&Lease, &ExecutionArn, Standing, Standing) -> Fence,
    pub(crate) resume: fn(&Lease, &ExecutionArn, u32, &RunRequest, Standing, Standing) -> Fence,
    pub(crate) finish: fn(&Lease, &ExecutionArn, u32, &Round, RoundEnd) -> Finish,
}

impl Protocol {
    /// The one that the product uses.
    pub(crate) const REAL: Self =
        Self { take: lease::take, fence: lease::fence, resume: lease::resume, finish: lease::finish };
}
