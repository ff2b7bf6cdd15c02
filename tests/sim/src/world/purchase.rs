//! Purchases: an agreement is told at once, the license that it brings or takes away follows minutes later.

use crate::clock::VirtualTime;
use crate::random;

use super::grant::{GrantFace, GrantFacts};
use super::happening::{AgreementChange, AgreementEnd, Happening, Intent};
use super::license::{License, LicenseStatus};
use super::{Due, World};

/// How long a license trails behind its agreement, in virtual seconds. AWS publishes no figure; readers of the purchase
/// events report some minutes (AWS-FACTS 8.4).
const LICENSE_SECONDS: (u64, u64) = (60, 240);

/// A license with the grant by which its beneficiary gets it.
#[derive(Debug, Clone)]
pub(crate) struct Purchase {
    pub(crate) license: License,
    pub(crate) facts: GrantFacts,
    pub(crate) face: GrantFace,
}

impl World {
    /// Somebody buys: the license comes a while later.
    pub(crate) fn buy(&mut self, purchase: Purchase, intent: Intent) {
        let license = purchase.license.clone();
        let due = self.license_due("arrival", &license.arn);
        self.agenda.insert((due, Due::Arrival(license.arn.clone())));
        self.arriving.insert(license.arn.clone(), purchase);
        self.tell_of_agreement(license, AgreementChange::Made(intent));
    }

    /// The terms of the agreement behind a license change; `false` when there is no such license.
    pub(crate) fn amend_agreement(&mut self, license: &str) -> bool {
        let Some(license) = self.licenses.get(license).cloned() else { return false };
        self.tell_of_agreement(license, AgreementChange::Amended);
        true
    }

    /// The agreement behind a license ends; the license follows a while later. `false` when there is no such license.
    pub(crate) fn end_agreement(&mut self, license: &str, end: AgreementEnd) -> bool {
        let Some(license) = self.licenses.get(license).cloned() else { return false };
        let status = match end {
            AgreementEnd::Expired | AgreementEnd::Renewed => LicenseStatus::Expired,
            AgreementEnd::Cancelled | AgreementEnd::Terminated | AgreementEnd::Replaced => {
                LicenseStatus::Deleted
            }
        };
        let due = self.license_due("end", &license.arn);
        self.agenda.insert((due, Due::End(license.arn.clone(), status)));
        self.tell_of_agreement(license, AgreementChange::Ended(end));
        true
    }

    /// A license that was bought is there.
    pub(super) fn finish_arrival(&mut self, license: &str, at: VirtualTime) {
        let Some(Purchase { license, facts, face }) = self.arriving.remove(license) else { return };
        self.licenses.insert(license.arn.clone(), License { created: at, ..license });
        self.add_grant(facts, at, face);
    }

    /// A license whose agreement ended is of no use any more.
    pub(super) fn finish_license(&mut self, license: &str, status: LicenseStatus) {
        if let Some(license) = self.licenses.get_mut(license) {
            license.status = status;
        }
    }

    fn license_due(&self, what: &str, license: &str) -> VirtualTime {
        let (least, most) = LICENSE_SECONDS;
        self.now.plus_seconds(random::between(self.options.seed, &["license", what, license], least, most))
    }

    fn tell_of_agreement(&mut self, license: License, change: AgreementChange) {
        self.tell(Happening::Agreement { license: Box::new(license), change });
    }
}
