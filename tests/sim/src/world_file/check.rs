//! Checking a world file: first its shape against the published schema, then what a schema can not say. Every problem
//! is reported at once, with where it is and what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::world::organization::AccountState;

use super::format::{LicenseEntry, WorldFile};

/// The JSON Schema of world files.
pub(super) const SCHEMA: &str = include_str!("../../../worlds/world.schema.json");

/// One thing that is wrong in a world file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "(the whole file)" } else { &self.pointer };
        write!(formatter, "{pointer}: {}; {}", self.what, self.advice)
    }
}

/// What the schema has against this JSON.
pub(super) fn shape(json: &Value) -> Vec<Problem> {
    let problem = |pointer: String, what: String| Problem {
        pointer,
        what,
        advice: "write it as tests/worlds/world.schema.json describes it".to_owned(),
    };
    let schema = serde_json::from_str::<Value>(SCHEMA).map_err(|error| error.to_string());
    match schema.and_then(|schema| jsonschema::validator_for(&schema).map_err(|error| error.to_string())) {
        Ok(validator) => validator
            .iter_errors(json)
            .map(|error| problem(error.instance_path().to_string(), error.to_string()))
            .collect(),
        Err(error) => vec![problem(String::new(), format!("the schema itself is broken: {error}"))],
    }
}

impl WorldFile {
    /// What is wrong with this world beyond its shape; empty for a good one.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Findings::default();
        self.check_organization(&mut found);
        self.check_units(&mut found);
        self.check_accounts(&mut found);
        self.check_licenses(&mut found);
        self.check_grants(&mut found);
        self.check_area_grants(&mut found);
        self.check_marketplace(&mut found);
        self.check_prerequisites(&mut found);
        self.check_others(&mut found);
        found.problems
    }

    /// What is wrong in each of the other organizations, and what is theirs and another's at the same time.
    fn check_others(&self, found: &mut Findings) {
        for (index, other) in self.other_organizations.iter().enumerate() {
            let place = format!("/other_organizations/{index}");
            found.problems.extend(
                other
                    .problems()
                    .into_iter()
                    .map(|problem| Problem { pointer: format!("{place}{}", problem.pointer), ..problem }),
            );
        }
        let mut seen = BTreeSet::new();
        let all = std::iter::once(self).chain(&self.other_organizations).enumerate();
        for (index, world) in all {
            let place =
                index.checked_sub(1).map(|at| format!("/other_organizations/{at}")).unwrap_or_default();
            let accounts = world.accounts.iter().map(|account| ("account", &account.id));
            let marketplace = world.private_marketplace.iter().flat_map(|entry| &entry.experiences);
            let experiences = marketplace.map(|experience| ("experience", &experience.id));
            let organization = std::iter::once(("organization", &world.organization.id));
            let own: BTreeSet<_> = organization.chain(accounts).chain(experiences).collect();
            for (kind, id) in own {
                if !seen.insert((kind, id)) {
                    let what = format!("the {kind} {id} belongs to another organization as well");
                    found.add(place.clone(), what, "give it to one of them, or another id");
                }
            }
        }
    }

    fn check_organization(&self, found: &mut Findings) {
        let management = &self.organization.management_account;
        let account = self.accounts.iter().find(|account| account.id == *management);
        match account {
            None => found.add(
                "/organization/management_account".to_owned(),
                format!("the account {management} is not in /accounts"),
                "add it there or name another account",
            ),
            Some(account) if account.state != AccountState::Active => found.add(
                "/organization/management_account".to_owned(),
                format!("the account {management} is not ACTIVE"),
                "make it ACTIVE: nothing works without it",
            ),
            Some(_) => {}
        }
    }

    fn check_units(&self, found: &mut Findings) {
        let parents: BTreeMap<&str, &str> =
            self.units.iter().map(|unit| (unit.id.as_str(), unit.parent.as_str())).collect();
        for (index, unit) in self.units.iter().enumerate() {
            let pointer = format!("/units/{index}");
            found.once("unit", &unit.id, format!("{pointer}/id"));
            self.check_parent(&unit.parent, format!("{pointer}/parent"), found);
            let mut above = unit.parent.as_str();
            let mut depth = 1;
            while let Some(next) = parents.get(above).filter(|_| depth <= 5) {
                above = next;
                depth += 1;
            }
            if depth > 5 {
                let what = format!(
                    "{} is deeper than 5 levels below the root, or its parents form a circle",
                    unit.id
                );
                found.add(format!("{pointer}/parent"), what, "hang it below a higher unit");
            }
        }
    }

    fn check_accounts(&self, found: &mut Findings) {
        for (index, account) in self.accounts.iter().enumerate() {
            let pointer = format!("/accounts/{index}");
            found.once("account", &account.id, format!("{pointer}/id"));
            self.check_parent(&account.parent, format!("{pointer}/parent"), found);
        }
    }

    fn check_licenses(&self, found: &mut Findings) {
        let mut products: BTreeMap<&str, &str> = BTreeMap::new();
        for (index, license) in self.licenses.iter().enumerate() {
            let pointer = format!("/licenses/{index}");
            found.once("license", &license.arn, format!("{pointer}/arn"));
            found.once("grant", &license.parent_grant, format!("{pointer}/parent_grant"));
            self.check_account(&license.beneficiary, format!("{pointer}/beneficiary"), found);
            let product = products.entry(&license.sku).or_insert(&license.product);
            if *product != license.product {
                let what = format!("the product {} is called {product:?} elsewhere", license.sku);
                found.add(format!("{pointer}/product"), what, "give one product one name, or another sku");
            }
        }
    }

    fn check_grants(&self, found: &mut Findings) {
        let mut live = BTreeSet::new();
        for (index, grant) in self.grants.iter().enumerate() {
            let pointer = format!("/grants/{index}");
            if let Some(arn) = &grant.arn {
                found.once("grant", arn, format!("{pointer}/arn"));
            }
            self.check_account(&grant.account, format!("{pointer}/account"), found);
            let Some(license) = self.license(&grant.license, format!("{pointer}/license"), found) else {
                continue;
            };
            if license.beneficiary == grant.account {
                let what = format!("the account {} holds this license itself", grant.account);
                found.add(format!("{pointer}/account"), what, "grant it to another account");
            }
            if !grant.status.is_terminal() && !live.insert((&grant.license, &grant.account)) {
                let what = format!("a second live grant of this license to {}", grant.account);
                found.add(pointer, what, "leave one of them, or let one be DELETED");
            }
        }
        for (index, entry) in self.failed_workflows.iter().enumerate() {
            let pointer = format!("/failed_workflows/{index}");
            self.check_account(&entry.account, format!("{pointer}/account"), found);
            if !self.licenses.iter().any(|license| license.sku == entry.sku) {
                let what = format!("no license is for the product {}", entry.sku);
                found.add(format!("{pointer}/sku"), what, "name the sku of one of /licenses");
            }
        }
    }

    fn check_area_grants(&self, found: &mut Findings) {
        let mut shared = BTreeSet::new();
        for (index, grant) in self.area_grants.iter().enumerate() {
            let pointer = format!("/area_grants/{index}");
            if let Some(arn) = &grant.arn {
                found.once("grant", arn, format!("{pointer}/arn"));
            }
            self.license(&grant.license, format!("{pointer}/license"), found);
            let unit = self.units.iter().find(|unit| unit.id == grant.area);
            let first_level = unit.is_some_and(|unit| unit.parent == self.organization.root);
            if grant.area != self.organization.id && !first_level {
                let what = format!("{} is neither the organization nor a unit below the root", grant.area);
                found.add(format!("{pointer}/area"), what, "name one that License Manager grants to");
            }
            if !shared.insert((&grant.license, &grant.area)) {
                let what = format!("a second live grant of this license to {}", grant.area);
                found.add(pointer, what, "leave one of them");
            }
        }
    }

    /// The license behind an ARN, or a finding.
    fn license(&self, arn: &str, pointer: String, found: &mut Findings) -> Option<&LicenseEntry> {
        let license = self.licenses.iter().find(|license| license.arn == arn);
        if license.is_none() {
            let what = format!("the license {arn} is not in /licenses");
            found.add(pointer, what, "add it there or name another license");
        }
        license
    }

    pub(super) fn check_parent(&self, parent: &str, pointer: String, found: &mut Findings) {
        let known = parent == self.organization.root || self.units.iter().any(|unit| unit.id == parent);
        if !known {
            let what = format!("{parent} is neither the root nor one of /units");
            found.add(pointer, what, "name the root or one of the units");
        }
    }

    pub(super) fn check_account(&self, account: &str, pointer: String, found: &mut Findings) {
        if !self.accounts.iter().any(|entry| entry.id == account) {
            let what = format!("the account {account} is not in /accounts");
            found.add(pointer, what, "add it there or name another account");
        }
    }
}

/// Problems so far, and the ids seen so far.
#[derive(Default)]
pub(super) struct Findings {
    problems: Vec<Problem>,
    seen: BTreeSet<(&'static str, String)>,
}

impl Findings {
    pub(super) fn add(&mut self, pointer: String, what: String, advice: &str) {
        self.problems.push(Problem { pointer, what, advice: advice.to_owned() });
    }

    pub(super) fn once(&mut self, kind: &'static str, id: &str, pointer: String) {
        if !self.seen.insert((kind, id.to_owned())) {
            self.add(pointer, format!("the {kind} {id} is there twice"), "give each its own id");
        }
    }
}
