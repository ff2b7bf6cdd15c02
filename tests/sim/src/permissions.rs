//! Roles that are held to their own policies: what is not allowed to them is refused. A role that no policies were given
//! for may do everything, as the local AWS does without enforcement.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::wire::caller::Caller;
use crate::world::control_policies::condition::Keys;
use crate::world::control_policies::document::Document;

/// What a call says that conditions may ask for, with the small letters of the key.
const ASKED: [(&str, &str); 5] = [
    ("AWSServiceName", "iam:awsservicename"),
    ("ServicePrincipal", "organizations:serviceprincipal"),
    ("PolicyType", "organizations:policytype"),
    ("ExternalId", "sts:externalid"),
    ("RoleSessionName", "sts:rolesessionname"),
];

/// The policies of each role, by account and name.
#[derive(Debug, Default)]
pub(crate) struct Permissions(BTreeMap<(String, String), Vec<Document>>);

impl Permissions {
    /// Holds a role to these policies.
    pub(crate) fn hold(&mut self, account: &str, role: &str, policies: Vec<Document>) {
        self.0.insert((account.to_owned(), role.to_owned()), policies);
    }

    /// Whether the policies of the caller's role let it do this.
    pub(crate) fn allow(&self, caller: &Caller, action: &str, request: &Value) -> bool {
        let held = caller.role().and_then(|role| self.0.get(&(caller.account.clone(), role.to_owned())));
        held.is_none_or(|policies| {
            let mut known = keys_of(request);
            known.insert("aws:requestedregion", caller.region.clone());
            known.insert("aws:principalaccount", caller.account.clone());
            known.insert("aws:principalarn", caller.principal_arn());
            Document::allow(policies, action, &known)
        })
    }
}

fn keys_of(request: &Value) -> Keys {
    let told =
        ASKED.iter().filter_map(|(member, key)| Some((*key, request.get(member)?.as_str()?.to_owned())));
    told.collect()
}
