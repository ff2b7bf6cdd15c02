//! What people do by hand with grants, beside the product under test: through the service, so with the same events.

use serde_json::{Value, json};

use crate::random;
use crate::services::Service;

use super::{ChangeError, Sim};

impl Sim {
    /// Somebody gives a license to an account, a unit or the organization, each by its id, as the administrator of the
    /// license's beneficiary; gives the grant's ARN. It is not in force until somebody switches it on.
    ///
    /// # Errors
    ///
    /// When there is no such license, or it has a live grant for this principal.
    pub fn create_grant_by_hand(&self, license: &str, principal: &str) -> Result<String, ChangeError> {
        self.share_by_hand(license, principal, &json!({}))
    }

    /// Somebody gives a license to a unit or the whole organization, by its id, and has it put into force in every account
    /// below that has no other; gives the grant's ARN.
    ///
    /// # Errors
    ///
    /// When there is no such license or unit, it is shared there already, or another such grant is on its way.
    pub fn create_area_grant_by_hand(&self, license: &str, area: &str) -> Result<String, ChangeError> {
        let options = json!({
            "DesiredStatus": "ACTIVE",
            "ActivationOverrideBehavior": "DISTRIBUTED_GRANTS_ONLY",
        });
        self.share_by_hand(license, area, &json!({"Options": options}))
    }

    /// Somebody lets the delegate of a seller, an account, look at a license; gives the grant's ARN.
    ///
    /// # Errors
    ///
    /// When there is no such license, or the account has such a grant of it.
    pub fn create_delegate_grant_by_hand(&self, license: &str, account: &str) -> Result<String, ChangeError> {
        let more = json!({"GrantType": "DelegateGrant", "AllowedOperations": ["ListReceivedLicenses"]});
        self.share_by_hand(license, account, &more)
    }

    /// Somebody puts a grant into force or out of it: its granter, or the account that has it.
    ///
    /// # Errors
    ///
    /// When the grant is not this account's, or its status allows neither.
    pub fn switch_grant_by_hand(&self, account: &str, grant: &str, active: bool) -> Result<(), ChangeError> {
        let version = self.grants().into_iter().find(|known| known.arn == grant).map(|known| known.version);
        let status = if active { "ACTIVE" } else { "DISABLED" };
        let request = json!({
            "ClientToken": random::hex(0, &["switch by hand", account, grant, &format!("{version:?}")], 32),
            "GrantArn": grant,
            "Status": status,
        });
        self.change(Service::LicenseManager, account, "CreateGrantVersion", &request).map(|_| ())
    }

    /// Somebody deletes a grant, as the administrator of the account that gave it.
    ///
    /// # Errors
    ///
    /// When there is no such grant, or it can not be deleted in its status.
    pub fn delete_grant_by_hand(&self, grant: &str) -> Result<(), ChangeError> {
        let known = self.grants().into_iter().find(|known| known.arn == grant);
        let (granter, version) = known.map(|known| (known.granter, known.version)).unwrap_or_default();
        let request = json!({"GrantArn": grant, "Version": version.to_string()});
        self.change(Service::LicenseManager, &granter, "DeleteGrant", &request).map(|_| ())
    }

    /// Rejects a waiting grant, as its grantee.
    ///
    /// # Errors
    ///
    /// When the grant does not wait for this account.
    pub fn reject_grant(&self, account: &str, grant: &str) -> Result<(), ChangeError> {
        self.change(Service::LicenseManager, account, "RejectGrant", &json!({"GrantArn": grant})).map(|_| ())
    }

    /// Gives a license to a principal by its id, with these members of the request beside the usual ones.
    fn share_by_hand(&self, license: &str, principal: &str, more: &Value) -> Result<String, ChangeError> {
        let (beneficiary, region) = self.owner_of(license);
        let mut request = json!({
            "ClientToken": random::hex(0, &["by hand", license, principal, &self.grants().len().to_string()], 32),
            "GrantName": format!("by-hand-{principal}"),
            "LicenseArn": license,
            "Principals": [self.principal_arn(principal)],
            "HomeRegion": region,
            "AllowedOperations": ["CheckoutLicense", "CheckInLicense", "ListPurchasedLicenses"],
        });
        for (member, value) in more.as_object().into_iter().flatten() {
            request[member] = value.clone();
        }
        let answer = self.change(Service::LicenseManager, &beneficiary, "CreateGrant", &request)?;
        Ok(answer["GrantArn"].as_str().unwrap_or_default().to_owned())
    }

    fn principal_arn(&self, id: &str) -> String {
        let state = self.engine.state();
        let organization = &state.worlds.home.organization;
        match id {
            _ if id == organization.id => organization.arn(),
            _ if organization.units.contains_key(id) => organization.unit_arn(id),
            account => format!("arn:aws:iam::{account}:root"),
        }
    }

    fn owner_of(&self, license: &str) -> (String, String) {
        let state = self.engine.state();
        let known = state.worlds.home.licenses.get(license);
        known.map(|known| (known.beneficiary.clone(), known.home_region.clone())).unwrap_or_default()
    }
}
