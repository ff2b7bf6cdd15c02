//! What people do by hand with grants, beside the product under test: through the service, so with the same events.

use serde_json::json;

use crate::random;
use crate::services::Service;

use super::{ChangeError, Sim};

impl Sim {
    /// Somebody gives a license to an account, as the administrator of the license's beneficiary; gives the grant's ARN.
    ///
    /// # Errors
    ///
    /// When there is no such license, or the account has a live grant of it.
    pub fn create_grant_by_hand(&self, license: &str, account: &str) -> Result<String, ChangeError> {
        let (beneficiary, region) = self.owner_of(license);
        let request = json!({
            "ClientToken": random::hex(0, &["by hand", license, account], 32),
            "GrantName": format!("by-hand-{account}"),
            "LicenseArn": license,
            "Principals": [format!("arn:aws:iam::{account}:root")],
            "HomeRegion": region,
            "AllowedOperations": ["CheckoutLicense", "CheckInLicense", "ListPurchasedLicenses"],
        });
        let answer = self.change(Service::LicenseManager, &beneficiary, "CreateGrant", &request)?;
        Ok(answer["GrantArn"].as_str().unwrap_or_default().to_owned())
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

    fn owner_of(&self, license: &str) -> (String, String) {
        let state = self.engine.state();
        let known = state.worlds.home.licenses.get(license);
        known.map(|known| (known.beneficiary.clone(), known.home_region.clone())).unwrap_or_default()
    }
}
