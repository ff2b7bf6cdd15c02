//! A small organization, built in a few words.

use std::collections::{BTreeMap, BTreeSet};

use domain::account::{Account, TagSource};
use domain::grant::{Grant, Operation, Principal, Share};
use domain::identifier::{AccountId, LicenseArn};
use domain::license::{License, LicenseStatus, MARKETPLACE_ISSUER, OwnSubscription};
use domain::observation::{Complete, Extent, Pages};
use domain::plan::Observation;
use domain::policy::TAG_KEY;
use domain::run::{Run, RunRequest};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

pub(crate) const HUB: &str = "111111111111";

/// How a property tries its cases: `usually` that many and the same ones each time, so that what fails has its cause in the
/// change and not in the dice. After a change to the planner try more, drawn anew: `STEWARD_CASES=100000`.
pub(crate) fn cases(usually: u32) -> ProptestConfig {
    let usual = ProptestConfig {
        cases: usually,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2026),
        ..ProptestConfig::default()
    };
    match std::env::var("STEWARD_CASES") {
        Ok(text) => ProptestConfig {
            cases: text.parse().unwrap(),
            max_local_rejects: u32::MAX,
            max_global_rejects: u32::MAX,
            rng_seed: RngSeed::Random,
            ..usual
        },
        Err(_) => usual,
    }
}

pub(crate) fn complete<T>(items: Vec<T>) -> Complete<T> {
    let mut pages = Pages::default();
    pages.add(items, None).unwrap();
    pages.finish().unwrap()
}

pub(crate) fn account_id(number: u64) -> AccountId {
    format!("{number:012}").parse().unwrap()
}

pub(crate) fn account(number: u64, state: &str, tag: Option<&str>, tags_from: TagSource) -> Account {
    Account {
        id: account_id(number),
        name: format!("Account {number}"),
        state: state.into(),
        path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/".into(),
        tags: tag.map(|value| (TAG_KEY.to_owned(), value.to_owned())).into_iter().collect(),
        tags_from,
    }
}

pub(crate) fn license_arn(number: u64) -> LicenseArn {
    format!("arn:aws:license-manager::999999999999:license:l-{number:032x}").parse().unwrap()
}

pub(crate) fn license(number: u64) -> License {
    License {
        arn: license_arn(number),
        product: format!("prod-{number}").parse().unwrap(),
        product_name: format!("Product {number}"),
        issuer: MARKETPLACE_ISSUER.into(),
        status: LicenseStatus::Available,
        beneficiary: HUB.into(),
        home_region: "us-east-1".into(),
        operations: vec![
            Operation::CreateGrant,
            Operation::CheckoutLicense,
            Operation::ListPurchasedLicenses,
        ],
        created_seconds: Some(i64::try_from(number).unwrap()),
    }
}

pub(crate) fn share(license: u64, account: u64) -> Share {
    Share { license: license_arn(license), principal: Principal::Account(account_id(account)) }
}

pub(crate) fn grant(number: u64, license: u64, account: u64, status: &str) -> Grant {
    Grant {
        arn: format!("arn:aws:license-manager::{HUB}:grant:g-{number:032x}").parse().unwrap(),
        name: format!("marketplace-steward-{}", account_id(account)),
        share: share(license, account),
        status: status.into(),
        status_reason: None,
        version: "1".into(),
    }
}

pub(crate) fn foreign(mut grant: Grant) -> Grant {
    grant.name = grant.share.principal.account().unwrap().to_string();
    grant
}

pub(crate) fn observation(accounts: Vec<Account>, licenses: Vec<License>, grants: Vec<Grant>) -> Observation {
    Observation {
        hub: HUB.parse().unwrap(),
        region: "us-east-1".to_owned(),
        organization: Some(format!("arn:aws:organizations::{HUB}:organization/o-a1b2c3d4e5")),
        extent: Extent::Organization,
        accounts: complete(accounts),
        licenses: complete(licenses),
        own_subscriptions: complete(Vec::<OwnSubscription>::new()),
        grants: complete(grants),
        parts: BTreeMap::new(),
        owned_elsewhere: 0,
        recreations: BTreeMap::new(),
        conflicts: BTreeSet::new(),
        left_off: BTreeMap::new(),
    }
}

pub(crate) fn run(request: RunRequest) -> Run {
    Run {
        execution: format!(
            "arn:aws:states:us-east-1:{HUB}:execution:marketplace-steward-share-licenses:run-1"
        )
        .parse()
        .unwrap(),
        started: "2026-11-22T01:00:00Z".into(),
        request,
    }
}
