//! What one pass observed, as it lies in the state bucket between the steps of a run.
//!
//! A run is served from its start to its end by the version that it was started with, so these files are only ever read by
//! the version that wrote them.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::Account;
use domain::grant::{Grant, Operation, Share};
use domain::identifier::{GrantArn, LicenseArn};
use domain::license::{License, OwnSubscription};
use domain::observation::{Complete, Extent};
use domain::plan::Observation;
use domain::run::{Only, Run};
use serde::{Deserialize, Serialize};

use crate::error::{StepError, invalid};
use crate::files;
use crate::ports::Store;

/// Name of the accounts' file.
pub const ACCOUNTS: &str = "accounts.json";
/// Name of the licenses' file.
pub const LICENSES: &str = "licenses.json";
/// Name of the grants' file.
pub const GRANTS: &str = "grants.json";
/// Name of the plan's file.
pub const PLAN: &str = "plan.json";

/// `accounts.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeenAccounts {
    /// The ARN of the organization; `None` if no account told it.
    pub organization: Option<String>,
    /// Which accounts were looked at.
    pub extent: Extent,
    /// Those of them that are in the organization.
    pub accounts: Complete<Account>,
}

/// `licenses.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeenLicenses {
    /// What the hub received.
    pub licenses: Complete<License>,
    /// What member accounts bought themselves.
    pub own_subscriptions: Complete<OwnSubscription>,
}

/// `grants.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeenGrants {
    /// What the hub gave, as far as it reaches what the run looks at.
    pub grants: Complete<Grant>,
    /// The parts of our live grants for OUs and the organization.
    pub parts: BTreeMap<GrantArn, Complete<Grant>>,
    /// Owned live grants that were not looked at, as the ledger remembers them.
    pub owned_elsewhere: usize,
    /// Shares whose grants failed and were made anew, with how often.
    pub recreations: Vec<(Share, u32)>,
    /// Shares that AWS refused because the account already uses the product.
    pub conflicts: BTreeSet<Share>,
    /// In which accounts our grants for areas were off when they had been activated.
    pub left_off: Vec<(Share, String)>,
    /// Licenses that AWS refused to have shared at all.
    pub unshareable: BTreeSet<LicenseArn>,
}

/// Which pass of which run a step works for: the request of most steps.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassRequest {
    /// The run.
    pub run: Run,
    /// The pass, from 1.
    pub pass: u32,
    /// The pass with which the present round began: a run that was asked to look again begins a new round.
    pub first_pass: u32,
}

/// What a listing step answers: small, whatever was listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Where it was written.
    pub key: String,
    /// How much.
    pub count: usize,
    /// From how many pages.
    pub pages: u32,
}

/// A license as it is planned with. One that AWS refused to have shared may not be shared, whatever it says itself; unless a
/// person asks for its product or for accounts, and so to try again.
fn believed(license: License, run: &Run, unshareable: &BTreeSet<LicenseArn>) -> License {
    let someone_acts = !run.request.leave_held && run.request.only != Only::default();
    if someone_acts || !unshareable.contains(&license.arn) {
        return license;
    }
    let operations = license.operations.into_iter().filter(|operation| *operation != Operation::CreateGrant);
    License { operations: operations.collect(), ..license }
}

/// Reads all that one pass observed.
///
/// # Errors
/// When a file is missing or not whole.
pub async fn read(store: &impl Store, run: &Run, pass: u32) -> Result<Observation, StepError> {
    let SeenAccounts { organization, extent, accounts } =
        files::read(store, &run.pass_key(pass, ACCOUNTS)).await?;
    let licenses: SeenLicenses = files::read(store, &run.pass_key(pass, LICENSES)).await?;
    let grants: SeenGrants = files::read(store, &run.pass_key(pass, GRANTS)).await?;
    Ok(Observation {
        hub: run.execution.account().map_err(|error| invalid(error.to_string()))?,
        region: run.execution.region().to_owned(),
        organization,
        extent,
        accounts,
        licenses: licenses.licenses.map(|license| believed(license, run, &grants.unshareable)),
        own_subscriptions: licenses.own_subscriptions,
        grants: grants.grants,
        parts: grants.parts,
        owned_elsewhere: grants.owned_elsewhere,
        recreations: grants.recreations.into_iter().collect(),
        conflicts: grants.conflicts,
        left_off: grants.left_off.into_iter().collect(),
    })
}
