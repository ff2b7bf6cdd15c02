//! Buying from a story: what AWS Marketplace does with an agreement, and what it tells the buyer.

use serde_json::json;

use crate::services::{Operation, Service, answer};
use crate::wire::caller::Caller;
use crate::world::happening::{AgreementEnd, Intent};
use crate::world_file::{LicenseEntry, purchase};

use super::{ChangeError, Sim};

/// The role with which AWS Marketplace reads grants.
const MARKETPLACE_ROLE: &str = "AWSServiceRoleForMarketplaceLicenseManagement";
/// The session in which it does so after a purchase.
const MARKETPLACE_SESSION: &str = "AWSMarketPlaceSession";

impl Sim {
    /// The license's beneficiary buys: the event of the agreement comes at once, the license some minutes later.
    ///
    /// A renewal or a replacement is another license for the same product; the agreement of the last one is ended apart
    /// from it, by [`Sim::end_agreement`].
    pub fn buy(&self, license: &LicenseEntry, intent: Intent) {
        let mut state = self.engine.state();
        let now = state.worlds.home.now;
        state.worlds.home.buy(purchase(license, now), intent);
        state.publish_happenings();
    }

    /// The agreement behind a license is renewed: minutes later there is a second license for the same product, newer than
    /// the first, with a parent grant of its own; gives its ARN. The first one is as it was, and ends on its own only where
    /// it is said after how many seconds its term is over.
    ///
    /// # Errors
    ///
    /// When there is no such license.
    pub fn renew(&self, license: &str, old_ends_after_seconds: Option<u64>) -> Result<String, ChangeError> {
        let mut state = self.engine.state();
        let world = &mut state.worlds.home;
        let beneficiary = world.licenses.get(license).map(|known| known.beneficiary.clone());
        let purchase = beneficiary.and_then(|beneficiary| world.another(license, &beneficiary));
        let purchase = purchase.ok_or_else(|| unknown("Renew", license))?;
        let renewed = purchase.license.arn.clone();
        world.buy(purchase, Intent::Renew);
        if let Some(seconds) = old_ends_after_seconds {
            world.end_term_after(license, seconds);
        }
        state.publish_happenings();
        Ok(renewed)
    }

    /// A member buys for itself what another account has a license for; gives the ARN of its own license, which comes
    /// minutes later and is in force at once. [`Sim::end_agreement`] ends it.
    ///
    /// # Errors
    ///
    /// When nobody has a license for the product.
    pub fn buy_as_member(&self, account: &str, sku: &str) -> Result<String, ChangeError> {
        let mut state = self.engine.state();
        let world = &mut state.worlds.home;
        let known = world.licenses.values().find(|license| license.sku == sku).map(|known| known.arn.clone());
        let purchase = known.and_then(|license| world.another(&license, account));
        let purchase = purchase.ok_or_else(|| unknown("Subscribe", sku))?;
        let own = purchase.license.arn.clone();
        world.buy(purchase, Intent::New);
        state.publish_happenings();
        Ok(own)
    }

    /// The terms of the agreement behind a license change, and the buyer is told; nothing of the license does.
    ///
    /// # Errors
    ///
    /// When there is no such license.
    pub fn amend_agreement(&self, license: &str) -> Result<(), ChangeError> {
        let mut state = self.engine.state();
        let is_known = state.worlds.home.amend_agreement(license);
        state.publish_happenings();
        if is_known { Ok(()) } else { Err(unknown("AmendAgreement", license)) }
    }

    /// The agreement behind a license ends, and the buyer is told at once; some minutes later the license is `EXPIRED`,
    /// or `DELETED` when the agreement ended within its term.
    ///
    /// # Errors
    ///
    /// When there is no such license.
    pub fn end_agreement(&self, license: &str, end: AgreementEnd) -> Result<(), ChangeError> {
        let mut state = self.engine.state();
        let is_known = state.worlds.home.end_agreement(license, end);
        state.publish_happenings();
        if is_known { Ok(()) } else { Err(unknown("EndAgreement", license)) }
    }

    /// AWS Marketplace reads the grants that the management account received, as it does after a purchase; a read-only
    /// event by a session of its own.
    pub fn marketplace_reads_grants(&self) {
        let account = self.management_account();
        let caller = Caller::of_role(&account, MARKETPLACE_ROLE, MARKETPLACE_SESSION, "us-east-1");
        let operation = Operation { service: Service::LicenseManager, name: "ListReceivedGrants".to_owned() };
        let request = json!({"MaxResults": 100});
        let mut state = self.engine.state();
        let request_id = state.next_request_id();
        let answered = answer(&mut state.worlds.home, &caller, &operation, &request);
        state.publish_call(&caller, &operation, (&request, &request_id), answered.as_ref());
    }
}

fn unknown(operation: &str, license: &str) -> ChangeError {
    ChangeError {
        operation: format!("aws-marketplace.{operation}"),
        code: "ResourceNotFoundException".to_owned(),
        message: format!("There is no agreement that brought {license}."),
    }
}
