//! Looking into the world, without lag, pages or faults.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::engine::State;
use crate::world::gaps::Gap;
use crate::world::grant::{Grant, GrantKind, GrantStatus};
use crate::world::organization::AccountState;

use super::Sim;

/// An account as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountView {
    /// The 12 digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: AccountState,
    /// The root or organizational unit directly above.
    pub parent: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// A grant as it really is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantView {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The license for a direct grant, the grant above for the child of a unit's or organization's grant.
    pub parent: String,
    /// The license it shares.
    pub license: String,
    /// The product of that license.
    pub sku: String,
    /// The name of the product.
    pub product: String,
    /// The account that gave it.
    pub granter: String,
    /// Whom it is given to.
    pub principal: String,
    /// The account it is given to, when it is one.
    pub account: Option<String>,
    /// What kind of grant it is.
    pub kind: GrantKind,
    /// Its status.
    pub status: GrantStatus,
    /// Why it has this status, where the service says.
    pub status_reason: Option<String>,
    /// Its newest version.
    pub version: u64,
    /// What it allows.
    pub operations: Vec<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Sim {
    /// The management account.
    #[must_use]
    pub fn management_account(&self) -> String {
        self.engine.state().worlds.home.organization.management_account.clone()
    }

    /// The organization of each account that is in one.
    #[must_use]
    pub fn organizations_of_accounts(&self) -> BTreeMap<String, String> {
        let state = self.engine.state();
        let organizations = state.worlds.iter().map(|world| &world.organization);
        organizations
            .flat_map(|one| one.accounts.keys().map(|account| (account.clone(), one.id.clone())))
            .collect()
    }

    /// The members of the organization.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountView> {
        let state = self.engine.state();
        let organization = &state.worlds.home.organization;
        let view = |account: &crate::world::organization::Account| AccountView {
            id: account.id.clone(),
            name: account.name.clone(),
            state: account.state,
            parent: account.parent.clone(),
            tags: organization
                .tags
                .get(&account.id)
                .map(super::super::world::organization::TagHistory::current)
                .unwrap_or_default(),
        };
        organization.accounts.values().map(view).collect()
    }

    /// Every grant there ever was, in the order of creation. A license's own grant from its issuer is one of them.
    #[must_use]
    pub fn grants(&self) -> Vec<GrantView> {
        let state = self.engine.state();
        state.worlds.home.grants().iter().map(|grant| view(&state, grant)).collect()
    }

    /// The grants given to one account.
    #[must_use]
    pub fn grants_of(&self, account: &str) -> Vec<GrantView> {
        let state = self.engine.state();
        state.worlds.home.grants_to_account(account).map(|grant| view(&state, grant)).collect()
    }

    /// When an account went without a product that it had before: no grant of it in force, no license of its own. Empty
    /// for an account that never had it. Grants for the delegates of sellers do not count.
    #[must_use]
    pub fn gaps(&self, account: &str, sku: &str) -> Vec<Gap> {
        self.engine.state().worlds.home.gaps(account, sku)
    }

    /// The grants that have not ended, by license and principal. A list longer than one is a duplicate.
    #[must_use]
    pub fn live_grants(&self) -> BTreeMap<(String, String), Vec<GrantView>> {
        let mut live: BTreeMap<_, Vec<GrantView>> = BTreeMap::new();
        for grant in self.grants() {
            if !grant.status.is_terminal() {
                live.entry((grant.license.clone(), grant.principal.clone())).or_default().push(grant);
            }
        }
        live
    }
}

fn view(state: &State, grant: &Grant) -> GrantView {
    let face = grant.face();
    let license = state.worlds.home.licenses.get(&grant.license_arn);
    GrantView {
        arn: grant.arn.clone(),
        name: face.name.clone(),
        parent: grant.parent_arn.clone(),
        license: grant.license_arn.clone(),
        sku: license.map(|license| license.sku.clone()).unwrap_or_default(),
        product: license.map(|license| license.product_name.clone()).unwrap_or_default(),
        granter: grant.granter.clone(),
        principal: grant.principal_arn.clone(),
        account: grant.account().map(str::to_owned),
        kind: grant.kind,
        status: face.status,
        status_reason: face.status_reason.clone(),
        version: face.version,
        operations: face.operations.clone(),
        tags: grant.tags.clone(),
    }
}
