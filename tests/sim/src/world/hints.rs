//! What License Manager hints at: each grant and each license whose status changed since it was last looked at.

use super::happening::Happening;
use super::{World, grant::Grant};

impl World {
    /// Tells of what changed, where the options ask for it.
    pub(crate) fn hint_at_changes(&mut self) {
        if !self.options.license_manager_hints {
            return;
        }
        let known = self.hinted_grants.iter().copied().chain(std::iter::repeat(0));
        let changed = self.grants.iter().zip(known).filter(|(grant, known)| grant.changes() > *known);
        let granters: Vec<String> = changed.map(|(grant, _)| grant.granter.clone()).collect();
        let is_new = |arn: &String, status| self.hinted_licenses.get(arn) != Some(status);
        let licenses = self.licenses.values().filter(|license| is_new(&license.arn, &license.status));
        let beneficiaries: Vec<String> = licenses.map(|license| license.beneficiary.clone()).collect();
        self.remember_hints();
        for account in granters {
            self.tell(Happening::GrantChanged { account });
        }
        for account in beneficiaries {
            self.tell(Happening::LicenseChanged { account });
        }
    }

    /// From here on only what changes is hinted at.
    pub(crate) fn remember_hints(&mut self) {
        self.hinted_grants = self.grants.iter().map(Grant::changes).collect();
        self.hinted_licenses =
            self.licenses.values().map(|license| (license.arn.clone(), license.status)).collect();
    }
}
