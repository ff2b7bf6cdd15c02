//! What people do by hand with private marketplaces, and what AWS does with them on its own.

use serde_json::{Value, json};

use crate::services::Service;
use crate::world::catalog::PRIVATE_MARKETPLACE;

use super::{ChangeError, Sim};

impl Sim {
    /// An administrator approves products of an experience, by a change set of its own; gives its id.
    ///
    /// # Errors
    ///
    /// When there is no such experience, another change set holds it, or there are more than 50 products.
    pub fn approve_products(&self, experience: &str, products: &[&str]) -> Result<String, ChangeError> {
        let details = json!({"Products": [{"Ids": products}]});
        self.change_experience(experience, "AllowProductProcurement", &details)
    }

    /// An administrator rejects products of an experience; see [`Sim::approve_products`].
    ///
    /// # Errors
    ///
    /// As for [`Sim::approve_products`].
    pub fn reject_products(&self, experience: &str, products: &[&str]) -> Result<String, ChangeError> {
        let details = json!({"Products": [{"Ids": products}]});
        self.change_experience(experience, "DenyProductProcurement", &details)
    }

    /// An administrator changes an experience by a change set with one change of this type and these details.
    ///
    /// # Errors
    ///
    /// When there is no such experience, another change set holds it, or the details are refused.
    pub fn change_experience(
        &self,
        experience: &str,
        change_type: &str,
        details: &Value,
    ) -> Result<String, ChangeError> {
        let owner = {
            let state = self.engine.state();
            let found = state.worlds.experience(experience);
            found.map(|(world, _)| world.organization.management_account.clone()).unwrap_or_default()
        };
        let request = json!({
            "Catalog": "AWSMarketplace",
            "ChangeSetName": "By hand",
            "ChangeSet": [{
                "ChangeType": change_type,
                "Entity": {"Type": "Experience@1.0", "Identifier": experience},
                "DetailsDocument": details,
            }],
        });
        let answer = self.change(Service::Catalog, &owner, "StartChangeSet", &request)?;
        Ok(answer["ChangeSetId"].as_str().unwrap_or_default().to_owned())
    }

    /// An administrator puts an experience into force or out of it.
    ///
    /// # Errors
    ///
    /// As for [`Sim::change_experience`].
    pub fn enable_experience(&self, experience: &str, enabled: bool) -> Result<String, ChangeError> {
        let status = if enabled { "Enabled" } else { "Disabled" };
        self.change_experience(experience, "UpdateExperience", &json!({"Status": status}))
    }

    /// An administrator archives an experience, which has to be disabled first, or takes it out of the archive.
    ///
    /// # Errors
    ///
    /// As for [`Sim::change_experience`].
    pub fn archive_experience(&self, experience: &str, archived: bool) -> Result<String, ChangeError> {
        let change_type = if archived { "RestrictExperience" } else { "ReviveExperience" };
        self.change_experience(experience, change_type, &json!({}))
    }

    /// A product can not be named any more by the organization of this account, or can again.
    pub fn set_product_known(&self, account: &str, product: &str, known: bool) {
        let mut state = self.engine.state();
        let unknown = &mut state.worlds.of_mut(account).catalog.unknown_products;
        if known {
            unknown.remove(product);
        } else {
            unknown.insert(product.to_owned());
        }
    }

    /// Lets the next change sets of the organization of this account end in `SERVER_FAULT`.
    pub fn fail_change_sets(&self, account: &str, times: u64) {
        self.engine.state().worlds.of_mut(account).catalog.server_faults_left = times;
    }

    /// Makes a member of the organization of this account the administrator of its private marketplace, or nobody.
    pub fn delegate_administration(&self, account: &str, administrator: Option<&str>) {
        let mut state = self.engine.state();
        state.worlds.of_mut(account).delegate(PRIVATE_MARKETPLACE, administrator);
    }
}
