//! What Step Functions caught, for the report.

use domain::report::Class;
use domain::work::Caught;

use crate::error::ErrorClass;

/// The class and the words of a caught error. One that is none of ours (a time-out, a crash) is a defect, and named.
pub fn read(caught: &Caught) -> (Class, String) {
    let class = match caught.error.as_str() {
        name if name == ErrorClass::Throttled.name() => Class::Throttled,
        name if name == ErrorClass::Busy.name() => Class::Busy,
        name if name == ErrorClass::NotReady.name() => Class::NotReady,
        name if name == ErrorClass::Gone.name() => Class::Gone,
        name if name == ErrorClass::Denied.name() => Class::Denied,
        name if name == ErrorClass::Invalid.name() => Class::Invalid,
        _ => Class::Bug,
    };
    let message = caught.message();
    let reason = if class == Class::Bug { format!("{}: {message}", caught.error) } else { message };
    (class, reason)
}
