//! What the organization lets services do: trusted access, and License Manager's link. What is switched on is listed
//! at once and takes effect minutes later (AWS-FACTS 5.2, 10), so looking green is not being ready.

use std::collections::BTreeMap;

use crate::clock::VirtualTime;
use crate::random;

use super::linked_roles::services::{LICENSE_MANAGER_MANAGEMENT, LICENSE_MANAGER_MEMBER};
use super::organization::{LICENSE_MANAGER, MARKETPLACE};
use super::{Due, World};

/// In which Regions License Manager is linked; a world file links or leaves all of them alike.
#[derive(Debug, Clone, Default)]
pub(crate) struct Links {
    everywhere: bool,
    regions: BTreeMap<String, bool>,
}

impl Links {
    /// All Regions alike.
    pub(crate) fn everywhere(linked: bool) -> Self {
        Self { everywhere: linked, regions: BTreeMap::new() }
    }

    /// Whether a Region is linked.
    pub(crate) fn of(&self, region: &str) -> bool {
        self.regions.get(region).copied().unwrap_or(self.everywhere)
    }

    /// Whether any Region is linked.
    pub(crate) fn any(&self) -> bool {
        self.everywhere || self.regions.values().any(|linked| *linked)
    }

    fn set(&mut self, region: &str, linked: bool) {
        self.regions.insert(region.to_owned(), linked);
    }
}

impl World {
    /// Switches trusted access of a service, as if that had been done long ago.
    pub(crate) fn set_trust(&mut self, service: &str, trusted: bool) {
        if trusted {
            let now = self.now;
            self.organization.trusted_services.entry(service.to_owned()).or_insert(now);
            self.take_trust(service);
        } else {
            self.organization.trusted_services.remove(service);
            self.organization.trust_in_effect.remove(service);
        }
    }

    /// A request for trusted access: it is listed at once and takes effect later.
    pub(crate) fn request_trust(&mut self, service: &str) {
        if self.organization.trusted_services.contains_key(service) {
            return;
        }
        let now = self.now;
        self.organization.trusted_services.insert(service.to_owned(), now);
        let at = self.propagated("trust", service);
        self.agenda.insert((at, Due::Trust(service.to_owned(), now)));
    }

    /// Trusted access has reached the service, unless it was withdrawn meanwhile.
    pub(super) fn finish_trust(&mut self, service: &str, since: VirtualTime) {
        if self.organization.trusted_services.get(service) == Some(&since) {
            self.take_trust(service);
        }
    }

    fn take_trust(&mut self, service: &str) {
        self.organization.trust_in_effect.insert(service.to_owned());
        // AWS Marketplace makes its role in every member, while the management account makes its own (AWS-FACTS 10).
        if service == MARKETPLACE {
            self.equip_members(MARKETPLACE);
        }
    }

    /// Links or unlinks License Manager in every Region, as if somebody had done so in the console long ago; linking
    /// gives it trusted access and makes its roles (AWS-FACTS 10).
    pub(crate) fn link_license_manager(&mut self, linked: bool) {
        self.organization.links = Links::everywhere(linked);
        self.organization.links_in_effect = Links::everywhere(linked);
        if linked {
            self.set_trust(LICENSE_MANAGER, true);
            let management_account = self.organization.management_account.clone();
            self.add_linked_role(&management_account, LICENSE_MANAGER);
            self.add_roles_of_link();
        }
    }

    /// A request to link License Manager in one Region, or to unlink it: trusted access is listed at once, and the
    /// link takes effect with its roles later.
    pub(crate) fn request_link(&mut self, region: &str, linked: bool) {
        if !linked {
            self.organization.links.set(region, false);
            self.organization.links_in_effect.set(region, false);
            return;
        }
        self.request_trust(LICENSE_MANAGER);
        if !self.organization.links.of(region) {
            self.organization.links.set(region, true);
            let at = self.propagated("link", region);
            self.agenda.insert((at, Due::Link(region.to_owned())));
        }
    }

    /// The link of a Region has reached every account, unless it was given up meanwhile.
    pub(super) fn finish_link(&mut self, region: &str) {
        if self.organization.links.of(region) {
            self.organization.links_in_effect.set(region, true);
            self.add_roles_of_link();
        }
    }

    fn add_roles_of_link(&mut self) {
        let management_account = self.organization.management_account.clone();
        self.add_linked_role(&management_account, LICENSE_MANAGER_MANAGEMENT);
        self.equip_members(LICENSE_MANAGER_MEMBER);
    }

    /// Makes the role of a service in every member, as the service itself does.
    fn equip_members(&mut self, service: &str) {
        let management_account = &self.organization.management_account;
        let members: Vec<String> =
            self.organization.accounts.keys().filter(|id| *id != management_account).cloned().collect();
        for member in members {
            self.add_linked_role(&member, service);
        }
    }

    /// Gives an account that came the roles that its organization has services make.
    pub(super) fn equip_newcomer(&mut self, account: &str) {
        if self.organization.trusts(MARKETPLACE) {
            self.add_linked_role(account, MARKETPLACE);
        }
        if self.organization.links_in_effect.any() && self.organization.trusts(LICENSE_MANAGER) {
            self.add_linked_role(account, LICENSE_MANAGER_MEMBER);
        }
    }

    /// When something that was switched on now will have reached everyone.
    pub(super) fn propagated(&self, what: &str, which: &str) -> VirtualTime {
        let span = self.options.prerequisites.propagation;
        let words = [what, which, &self.now.epoch_milliseconds().to_string()];
        self.now.plus_seconds(random::between(
            self.options.seed,
            &words,
            span.least_seconds,
            span.most_seconds,
        ))
    }
}
