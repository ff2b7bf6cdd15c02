//! Token buckets: how many calls a second an account may make of each operation.

use std::collections::HashMap;

use crate::calls::is_mutating;
use crate::clock::VirtualTime;
use crate::options::{Rate, Rates};
use crate::services::{Operation, Service};

/// Every bucket that has been touched, by account and bucket name.
#[derive(Debug, Default)]
pub(crate) struct Buckets(HashMap<(String, String), Bucket>);

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: VirtualTime,
}

impl Buckets {
    /// Takes a token for one call; `false` means the service throttles it.
    pub(crate) fn take(
        &mut self,
        rates: &Rates,
        account: &str,
        operation: &Operation,
        now: VirtualTime,
    ) -> bool {
        let Some((name, rate)) = bucket_of(rates, operation).filter(|_| rates.enforced) else { return true };
        let bucket =
            self.0.entry((account.to_owned(), name)).or_insert(Bucket { tokens: rate.burst, filled: now });
        let passed = (now.epoch_seconds() - bucket.filled.epoch_seconds()).max(0.0);
        bucket.tokens = (bucket.tokens + passed * rate.per_second).min(rate.burst);
        bucket.filled = now;
        let allowed = bucket.tokens >= 1.0;
        if allowed {
            bucket.tokens -= 1.0;
        }
        allowed
    }
}

/// The bucket an operation draws from; STS is not worth limiting here, and of IAM no rate is published.
fn bucket_of(rates: &Rates, operation: &Operation) -> Option<(String, Rate)> {
    match operation.service {
        Service::LicenseManager if is_mutating(&operation.name) => {
            Some(("license-manager writes".to_owned(), rates.license_manager_writes))
        }
        Service::LicenseManager => Some(("license-manager reads".to_owned(), rates.license_manager_reads)),
        Service::Tagging => Some(("tagging reads".to_owned(), rates.tagging_reads)),
        Service::Organizations => Some((operation.path(), organizations_rate(&operation.name))),
        Service::Catalog => Some((operation.path(), catalog_rate(&operation.name))),
        Service::Sts | Service::Iam => None,
    }
}

/// AWS's own figures, per account (AWS-FACTS 9.4); bursts are not published.
fn catalog_rate(operation: &str) -> Rate {
    let per_second = match operation {
        "DescribeEntity" => 20.0,
        "ListEntities" | "DescribeChangeSet" => 10.0,
        // StartChangeSet, ListChangeSets, CancelChangeSet, tags and what the guide does not list.
        _ => 5.0,
    };
    Rate { per_second, burst: per_second }
}

/// AWS's own figures, per account (AWS-FACTS 7.3).
fn organizations_rate(operation: &str) -> Rate {
    let (per_second, burst) = match operation {
        "DescribeAccount" => (20.0, 30.0),
        "ListAccounts" => (8.0, 12.0),
        "ListChildren" => (6.0, 10.0),
        "ListRoots"
        | "DescribeOrganization"
        | "EnableAWSServiceAccess"
        | "DisableAWSServiceAccess"
        | "RegisterDelegatedAdministrator"
        | "DeregisterDelegatedAdministrator" => (1.0, 2.0),
        "EnablePolicyType" | "DisablePolicyType" => (1.0, 1.0),
        "DescribePolicy" => (2.0, 2.0),
        "ListTagsForResource" => (10.0, 15.0),
        "TagResource" | "UntagResource" => (4.0, 6.0),
        "MoveAccount" | "CreatePolicy" | "UpdatePolicy" | "DeletePolicy" | "AttachPolicy"
        | "DetachPolicy" => (2.0, 3.0),
        "ListAWSServiceAccessForOrganization" => (1.0, 3.0),
        "CloseAccount" => (0.05, 1.0),
        "RemoveAccountFromOrganization" => (2.0, 2.0),
        // ListParents, ListAccountsForParent, ListOrganizationalUnitsForParent, ListDelegatedAdministrators, the lists
        // of policies, and what the guide does not list.
        _ => (5.0, 8.0),
    };
    Rate { per_second, burst }
}
