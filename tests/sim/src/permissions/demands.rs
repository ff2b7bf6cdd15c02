//! What a call is authorized as: which actions on which resources, and what is known about them (the actions, resources
//! and condition keys of the Service Authorization Reference, as far as policies of ours speak of them).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::services::{Operation, Service, catalog};
use crate::wire::caller::Caller;
use crate::world::control_policies::condition::Keys;
use crate::world::linked_roles::services::LinkedService;
use crate::world::organization::TagHistory;
use crate::world::{World, Worlds};

use super::Demand;

/// What a call says that conditions may ask for, with the small letters of the key.
const ASKED: [(&str, &str); 7] = [
    ("AWSServiceName", "iam:awsservicename"),
    ("ServicePrincipal", "organizations:serviceprincipal"),
    ("PolicyType", "organizations:policytype"),
    // So it is called where a policy is made, and where policies are listed.
    ("Type", "organizations:policytype"),
    ("Filter", "organizations:policytype"),
    ("ExternalId", "sts:externalid"),
    ("RoleSessionName", "sts:rolesessionname"),
];
/// Where a call names something of an organization.
const PLACES: [&str; 8] = [
    "AccountId",
    "ResourceId",
    "TargetId",
    "PolicyId",
    "RootId",
    "ChildId",
    "ParentId",
    "OrganizationalUnitId",
];
/// The resource of an action that knows none.
const NO_RESOURCE: &str = "*";

/// Everything that a call needs to be allowed.
pub(super) fn of_call(
    worlds: &Worlds,
    caller: &Caller,
    operation: &Operation,
    request: &Value,
) -> Vec<Demand> {
    let call = Call { worlds, caller, request };
    let name = operation.name.as_str();
    match operation.service {
        Service::LicenseManager => call.license_manager(name),
        Service::Organizations => call.organizations(name),
        Service::Catalog => call.catalog(name),
        Service::Sts => call.demands("sts", name, vec![call.text("RoleArn")]),
        Service::Iam => call.demands("iam", name, vec![call.linked_role()]),
        Service::Tagging => call.demands("tag", name, vec![]),
    }
}

struct Call<'a> {
    worlds: &'a Worlds,
    caller: &'a Caller,
    request: &'a Value,
}

impl Call<'_> {
    /// The same action on each of these resources; on none in particular when there are none.
    fn demands(&self, service: &str, name: &str, resources: Vec<Option<String>>) -> Vec<Demand> {
        let mut resources: Vec<String> = resources.into_iter().flatten().collect();
        if resources.is_empty() {
            resources.push(NO_RESOURCE.to_owned());
        }
        resources.into_iter().map(|resource| self.demand(service, name, resource)).collect()
    }

    fn demand(&self, service: &str, name: &str, resource: String) -> Demand {
        let known = self.keys(&resource);
        Demand { action: format!("{service}:{name}"), resource, known }
    }

    fn license_manager(&self, name: &str) -> Vec<Demand> {
        let named = ["GrantArn", "LicenseArn", "ResourceArn"].map(|member| self.text(member));
        let takes_a_resource = !name.starts_with("List") || name == "ListTagsForResource";
        let resources = if takes_a_resource { named.to_vec() } else { vec![] };
        let mut demands = self.demands("license-manager", name, resources);
        if name == "CreateGrant" && self.request.get("Tags").is_some() {
            // AWS does not say whether the tags are given to the license or to the new grant.
            let grant = format!("arn:aws:license-manager::{}:grant:g-new", self.caller.account);
            demands.extend(self.demands(
                "license-manager",
                "TagResource",
                vec![self.text("LicenseArn"), Some(grant)],
            ));
        }
        demands
    }

    fn organizations(&self, name: &str) -> Vec<Demand> {
        let mut demands = self.demands("organizations", name, self.of_organization());
        if name == "CreatePolicy" && self.request.get("Tags").is_some() {
            let policy = self.worlds.of(&self.caller.account).organization.policy_arn("p-new");
            demands.push(self.demand("organizations", "TagResource", policy));
        }
        demands
    }

    fn of_organization(&self) -> Vec<Option<String>> {
        let organization = &self.worlds.of(&self.caller.account).organization;
        let arn_of = |id: String| match id.split('-').next() {
            Some("r") => organization.root_arn(),
            Some("ou") => organization.unit_arn(&id),
            Some("p") => organization.policy_arn(&id),
            _ => organization.account_arn(&id),
        };
        PLACES.iter().map(|member| self.text(member).map(arn_of)).collect()
    }

    fn catalog(&self, name: &str) -> Vec<Demand> {
        let list = |member: &str| self.request.get(member).and_then(Value::as_array).into_iter().flatten();
        let world = self.worlds.of(&self.caller.account);
        match name {
            "DescribeEntity" => self.demands(
                "aws-marketplace",
                name,
                vec![self.text("EntityId").map(|id| catalog::arn_of(world, &id))],
            ),
            "BatchDescribeEntities" => list("EntityRequestList")
                .filter_map(|entity| entity["EntityId"].as_str())
                .map(|id| self.demand("aws-marketplace", "DescribeEntity", catalog::arn_of(world, id)))
                .collect(),
            "DescribeChangeSet" | "CancelChangeSet" => {
                let set = self.text("ChangeSetId").map(|id| world.entity_arn("ChangeSet", &id));
                self.demands("aws-marketplace", name, vec![set])
            }
            "StartChangeSet" => list("ChangeSet")
                .map(|change| {
                    let kind = change["Entity"]["Type"].as_str().unwrap_or_default();
                    let id = change["Entity"]["Identifier"].as_str().unwrap_or(NO_RESOURCE);
                    let arn = world.entity_arn(without_version(kind), without_version(id));
                    let mut demand = self.demand("aws-marketplace", name, arn);
                    if let Some(change_type) = change["ChangeType"].as_str() {
                        demand.known.insert("catalog:changetype".to_owned(), vec![change_type.to_owned()]);
                    }
                    demand
                })
                .collect(),
            _ => self.demands("aws-marketplace", name, vec![self.text("ResourceArn")]),
        }
    }

    fn linked_role(&self) -> Option<String> {
        let service = self.text("AWSServiceName").and_then(|name| LinkedService::of(&name));
        let service =
            service.or_else(|| self.text("RoleName").and_then(|name| LinkedService::of_role(&name)));
        // Of a deletion's task only the path is told, and the path says the role.
        let task = self.text("DeletionTaskId").map(|task| task.trim_start_matches("task/").to_owned());
        let path =
            service.map(|service| format!("{}{}", service.path().trim_start_matches('/'), service.role));
        let path = path.or_else(|| task.and_then(|task| Some(task.rsplit_once('/')?.0.to_owned())));
        path.map(|path| format!("arn:aws:iam::{}:role/{path}", self.caller.account))
            .or_else(|| self.text("PolicyArn"))
    }

    /// What conditions may ask for.
    fn keys(&self, resource: &str) -> Keys {
        let told =
            ASKED.iter().filter_map(|(member, key)| Some(((*key).to_owned(), vec![self.text(member)?])));
        let mut known: Keys = told.collect();
        let mut know =
            |key: &str, value: &str| known.entry(key.to_owned()).or_default().push(value.to_owned());
        know("aws:requestedregion", &self.caller.region);
        know("aws:principalaccount", &self.caller.account);
        know("aws:principalarn", &self.caller.principal_arn());
        let owner = resource.split(':').nth(4).filter(|account| !account.is_empty());
        for (key, account) in
            [("aws:principalorgid", Some(self.caller.account.as_str())), ("aws:resourceorgid", owner)]
        {
            let organization = account.map(|account| (&self.worlds.of(account).organization, account));
            if let Some((organization, _)) = organization.filter(|(one, id)| one.accounts.contains_key(*id)) {
                know(key, &organization.id);
            }
        }
        for tag in self.request.get("Tags").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(key), Some(value)) = (tag["Key"].as_str(), tag["Value"].as_str()) {
                know(&format!("aws:requesttag/{}", key.to_ascii_lowercase()), value);
                know("aws:tagkeys", key);
            }
        }
        let world = self.worlds.of(&self.caller.account);
        for (key, value) in tags_of(world, resource) {
            know(&format!("aws:resourcetag/{}", key.to_ascii_lowercase()), &value);
        }
        known
    }

    fn text(&self, member: &str) -> Option<String> {
        self.request.get(member)?.as_str().map(str::to_owned)
    }
}

/// The tags of a grant, or of something of an organization.
fn tags_of(world: &World, resource: &str) -> BTreeMap<String, String> {
    if let Some(index) = world.find_grant(resource) {
        return world.grant(index).tags.clone();
    }
    let id = resource.rsplit('/').next().unwrap_or_default();
    world.organization.tags.get(id).map(TagHistory::current).unwrap_or_default()
}

/// `Experience@1.0` is an `Experience`, `exp-1@2` is `exp-1`.
fn without_version(text: &str) -> &str {
    text.split('@').next().unwrap_or(text)
}
