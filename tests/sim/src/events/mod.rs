//! What comes on the event bus (AWS-FACTS 8.2 to 8.5): CloudTrail's entries of calls and of what a service did on its
//! own, the purchases and the change sets of AWS Marketplace, and the hints of License Manager.

mod call;
mod catalog;
mod delivery;
mod license_manager;
mod marketplace;
mod organizations;

use serde_json::{Value, json};

use crate::clock::VirtualTime;
use crate::random;
use crate::world::happening::Happening;

pub(crate) use call::of_call;
pub(crate) use delivery::Delivery;

/// The Region of AWS Organizations and AWS Marketplace, and the home of the latter's licenses.
const HOME_REGION: &str = "us-east-1";

/// Where and when an event arises, and the seed and number its ids are drawn from.
#[derive(Debug, Clone)]
pub(crate) struct Occasion {
    pub(crate) seed: u64,
    pub(crate) number: u64,
    pub(crate) at: VirtualTime,
    pub(crate) management_account: String,
}

impl Occasion {
    /// An id of this occasion, one for each purpose.
    fn id(&self, purpose: &str) -> String {
        random::uuid(self.seed, &[purpose, &self.number.to_string()])
    }
}

/// The event of something that a service did on its own.
pub(crate) fn of_happening(occasion: &Occasion, happening: &Happening) -> Value {
    match happening {
        Happening::Account { account, change } => organizations::of_account(occasion, account, change),
        Happening::Agreement { license, change } => marketplace::of_agreement(occasion, license, change),
        Happening::ChangeSetEnded { change_set } => catalog::of_change_set(occasion, change_set),
        Happening::GrantChanged { account } => license_manager::hint(occasion, account, "Grant Change"),
        Happening::LicenseChanged { account } => license_manager::hint(occasion, account, "License Change"),
    }
}

fn envelope(
    occasion: &Occasion,
    source: &str,
    detail_type: &str,
    (account, region): (&str, &str),
    detail: &Value,
) -> Value {
    json!({
        "version": "0",
        "id": occasion.id("envelope"),
        "detail-type": detail_type,
        "source": format!("aws.{source}"),
        "account": account,
        "time": occasion.at.to_iso8601(),
        "region": region,
        "resources": [],
        "detail": detail,
    })
}
