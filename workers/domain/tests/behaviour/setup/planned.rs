//! What a person approves call by call, and what a run of setup came to.

use std::collections::BTreeSet;

use super::finding::green;
use super::samples::{MANAGEMENT, PURCHASING, account, settings};
use super::world::World;
use domain::setup::finding::{Id, findings, leave_out};
use domain::setup::fix::Fix;
use domain::setup::planned::{planned, questions};
use domain::setup::report::{Failed, Report, markdown};
use domain::setup::service::Service;

#[test]
fn every_call_of_a_plan_is_told_from_every_other_with_its_account_and_findings() {
    let settings = settings(PURCHASING);
    let found = findings(&settings, &World::bare(&settings).observe());
    let plan = planned(&settings, &found);
    let calls: BTreeSet<&str> = plan.iter().map(|planned| planned.call.as_str()).collect();
    assert_eq!(calls.len(), plan.len());
    for planned in &plan {
        assert!(planned.call.starts_with(&format!("in {}: aws ", planned.account)), "{}", planned.call);
        assert!(!planned.ids.is_empty() && planned.call.len() < 400, "{planned:?}");
    }
    let link = plan.iter().find(|planned| planned.fix == Fix::LinkLicenseManager).unwrap();
    assert_eq!(link.reason(), "SETUP-010, SETUP-011");
    assert!(questions(&found).len() >= plan.len());
}

/// An approval covers a policy by its text, and not only by its name.
#[test]
fn another_text_of_the_policy_is_another_call() {
    let owner = account(PURCHASING);
    let call = |text: &str| {
        let fix = Fix::CreateGuardRail { text: text.to_owned(), owner: owner.clone() };
        fix.call(&account(MANAGEMENT))
    };
    let update = |text: &str| {
        let fix = Fix::UpdateGuardRail { policy: "p-12345678".into(), text: text.to_owned() };
        fix.call(&account(MANAGEMENT))
    };
    assert!(call("{}") != call("[]") && update("{}") != update("[]"));
    assert_eq!(call("{}"), call("{}"));
    assert!(!update(&"x".repeat(10_000)).contains("xxx"));
}

#[test]
fn what_rests_on_a_fix_that_failed_is_left_out_and_says_so() {
    let settings = settings(PURCHASING);
    let mut found = findings(&settings, &World::bare(&settings).observe());
    let link = Fix::LinkLicenseManager.call(&settings.management_account);
    leave_out(&mut found, &BTreeSet::from([link.as_str()]));
    let left = planned(&settings, &found);
    for gone in [Fix::LinkLicenseManager, Fix::EnableTrustedAccess(Service::MarketplaceLicenses)] {
        assert!(left.iter().all(|planned| planned.fix != gone), "{gone:?}");
    }
    assert!(left.iter().any(|planned| planned.fix == Fix::EnableTrustedAccess(Service::PrivateMarketplace)));
    let resting = found.iter().find(|finding| finding.id == Id::MarketplaceLicensesNotTrusted).unwrap();
    assert_eq!(resting.waits_for, Some(Id::LicenseManagerNotLinked));
}

#[test]
fn a_report_says_what_was_fixed_what_failed_and_what_is_left() {
    let settings = settings(PURCHASING);
    let mut world = green(&settings);
    let report = |world: &World| Report {
        v: 1,
        run: "arn:aws:states:us-east-1:310000000002:execution:marketplace-steward-setup:run-1"
            .parse()
            .unwrap(),
        started: "2026-11-22T01:00:00Z".into(),
        reason: String::new(),
        passes: 3,
        fixed: vec!["Enable this.".into()],
        failed: vec![Failed {
            account: account(MANAGEMENT),
            fix: "Do that.".into(),
            call: "in 310000000001: aws".into(),
            why: "AWS denied | it".into(),
        }],
        stopped: vec!["the plan was rejected".into()],
        findings: findings(&settings, &world.observe()),
    };
    assert_eq!(
        report(&world).failures(),
        [format!("a fix failed in {MANAGEMENT}: Do that. AWS denied | it")],
        "information and warnings are no failures"
    );
    world.linked = false;
    let report = report(&world);
    assert!(
        report.failures()[1].starts_with(&format!("SETUP-010 in {MANAGEMENT}: ")),
        "{:?}",
        report.failures()
    );
    let text = markdown(&report);
    for words in [
        "- Enable this.",
        "- Do that. (in 310000000001): AWS denied",
        "Stopped: the plan was rejected",
        "SETUP-010",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}
