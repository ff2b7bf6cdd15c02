//! Delegated administrators: members that administer a service for the organization.

use super::World;

impl World {
    /// Makes a member the only delegated administrator of a service, or nobody, as if that had been done long ago.
    pub(crate) fn delegate(&mut self, service: &str, account: Option<&str>) {
        let now = self.now;
        let delegations = &mut self.organization.delegations;
        delegations.retain(|(of, _), _| of != service);
        if let Some(account) = account {
            delegations.insert((service.to_owned(), account.to_owned()), now);
        }
    }
}
