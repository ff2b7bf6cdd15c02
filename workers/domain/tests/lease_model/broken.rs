//! The protocol with one rule left out: each time the checker has to find out.

use domain::lease::{Finish, Lease, Round, Standing, Take, fence, finish, take};
use stateright::{Checker, Model};

use crate::model::{LeaseModel, NEVER_TWO_WRITE, NO_REQUEST_IS_LOST};
use crate::protocol::Protocol;
use crate::{CRASH, CRASH_AND_REDRIVE, model};

/// The model with this protocol breaks the property.
fn is_found_out(model: LeaseModel, protocol: Protocol, property: &'static str) {
    let model = LeaseModel { protocol, ..model };
    let checked = model.checker().threads(2).spawn_bfs().join();
    let path = checked.discovery(property).unwrap_or_else(|| panic!("it is not found out: {property}"));
    println!("found out after {} states: {property}\n{path}", checked.unique_state_count());
}

/// A dead run's lease, taken at once.
#[test]
fn taking_over_at_once_is_found_out() {
    fn hasty(standing: Standing) -> Standing {
        if matches!(standing, Standing::Ending { .. }) { Standing::Over } else { standing }
    }
    let protocol = Protocol {
        take: |lease, me, redrives, request, theirs| take(lease, me, redrives, request, hasty(theirs)),
        fence: |lease, me, mine, theirs| fence(lease, me, mine, hasty(theirs)),
        ..Protocol::REAL
    };
    is_found_out(model(2, CRASH), protocol, NEVER_TWO_WRITE);
}

/// A dead run's lease, taken without naming an heir first: the run may have been redriven since somebody looked.
#[test]
fn taking_over_in_one_write_is_found_out() {
    fn next(lease: &Lease, change: Lease) -> Lease {
        match &change.heir {
            Some(heir) if lease.heir.is_none() && change.holder.as_ref() != Some(heir) => {
                Lease { holder: Some(heir.clone()), heir: None, ..change }
            }
            _ => change,
        }
    }
    let protocol = Protocol {
        take: |lease, me, redrives, request, theirs| match take(lease, me, redrives, request, theirs) {
            Take::Change(change) => Take::Change(next(lease, change)),
            decision => decision,
        },
        ..Protocol::REAL
    };
    is_found_out(model(2, CRASH_AND_REDRIVE), protocol, NEVER_TWO_WRITE);
}

/// The lease, given back whatever marks are on it.
#[test]
fn giving_back_without_comparing_the_marks_is_found_out() {
    let protocol = Protocol {
        finish: |lease, me, redrives, round, end| {
            let seen = lease.dirty.clone();
            finish(lease, me, redrives, &Round { seen, ..round.clone() }, end)
        },
        ..Protocol::REAL
    };
    is_found_out(model(2, CRASH), protocol, NO_REQUEST_IS_LOST);
}

/// The lease, given back at once by a run that was redriven with the lease in its hands.
#[test]
fn giving_back_while_steps_of_before_a_redrive_are_at_work_is_found_out() {
    let protocol = Protocol {
        finish: |lease, me, redrives, round, end| match finish(lease, me, redrives, round, end) {
            Finish::Free(left) => Finish::Free(Lease { dirty: left.dirty, ..Lease::default() }),
            decision => decision,
        },
        ..Protocol::REAL
    };
    is_found_out(model(2, CRASH_AND_REDRIVE), protocol, NEVER_TWO_WRITE);
}
