//! The plan for hand-made organizations, as its readers see it.

use crate::support::{account, account_id, complete, foreign, grant, license, observation, run, share};
use domain::account::TagSource::{Account as Source, Index};
use domain::grant::{Operation, OverrideBehavior};
use domain::guard::{Verdict, judge};
use domain::license::{LicenseStatus, OwnSubscription};
use domain::plan::{Counts, Decision, Observation, Progress, plan};
use domain::policy::{GuardLimits, Policy, Untagged};
use domain::report::{plan_file, plan_markdown};
use domain::run::{Only, RunRequest};

fn text(observation: &Observation, request: &RunRequest) -> String {
    let progress = Progress::default();
    let plan = plan(&Policy::default(), observation, request, &progress);
    plan_markdown(&plan_file(&plan, Verdict::Go, None, &run(request.clone()), 1))
}

fn counts(observation: &Observation) -> Counts {
    let progress = Progress::default();
    plan(&Policy::default(), observation, &RunRequest::default(), &progress).counts
}

#[test]
fn tells_for_every_status_what_is_done_and_why() {
    let statuses = [
        "PENDING_WORKFLOW",
        "PENDING_ACCEPT",
        "REJECTED",
        "ACTIVE",
        "FAILED_WORKFLOW",
        "DELETED",
        "PENDING_DELETE",
        "DISABLED",
        "WORKFLOW_COMPLETED",
        "ARCHIVED",
    ];
    let mut accounts = Vec::new();
    let mut grants = Vec::new();
    for (number, status) in (1..).zip(statuses) {
        accounts.push(account(100 + number, "ACTIVE", Some("true"), Source));
        accounts.push(account(200 + number, "ACTIVE", Some("false"), Source));
        grants.push(grant(number, 1, 100 + number, status));
        grants.push(grant(50 + number, 1, 200 + number, status));
    }
    insta::assert_snapshot!(text(&observation(accounts, vec![license(1)], grants), &RunRequest::default()));
}

#[test]
fn tells_for_every_kind_of_account_what_is_done_and_why() {
    let accounts = vec![
        account(111_111_111_111, "ACTIVE", Some("true"), Source),
        account(1, "ACTIVE", Some("true"), Source),
        account(2, "ACTIVE", None, Source),
        account(3, "SUSPENDED", Some("true"), Source),
        account(4, "CLOSED", Some("true"), Source),
        account(5, "PENDING_CLOSURE", Some("true"), Source),
        account(6, "PENDING_ACTIVATION", Some("true"), Source),
        account(7, "FROZEN", Some("true"), Source),
        account(8, "ACTIVE", Some("yes please"), Source),
        account(9, "ACTIVE", Some("true"), Source),
        account(10, "ACTIVE", Some("true"), Source),
        account(12, "ACTIVE", Some("true"), Source),
    ];
    let mut grants: Vec<_> = (2..=8).map(|number| grant(number, 1, number, "ACTIVE")).collect();
    grants.push(grant(11, 1, 11, "ACTIVE"));
    grants.push(foreign(grant(9, 1, 9, "ACTIVE")));
    grants.push(foreign(grant(99, 1, 77, "ACTIVE")));
    grants.push(grant(20, 1, 12, "DISABLED"));
    grants.push(grant(21, 1, 12, "ACTIVE"));
    let mut observation = observation(accounts, vec![license(1)], grants);
    observation.own_subscriptions =
        complete(vec![OwnSubscription { account: account_id(10), product: "prod-1".parse().unwrap() }]);
    insta::assert_snapshot!(text(&observation, &RunRequest::default()));
}

#[test]
fn lists_licenses_that_are_not_shared_with_the_reason() {
    let mut licenses: Vec<_> = (1..=7).map(license).collect();
    licenses[1].issuer = "Somebody".into();
    licenses[2].status = LicenseStatus::Expired;
    licenses[3].status = "ON_HOLIDAY".into();
    licenses[4].beneficiary = "222222222222".into();
    licenses[5].operations.retain(|operation| operation.as_str() != "CreateGrant");
    licenses[6].product = licenses[0].product.clone();
    licenses[6].created_seconds = Some(0);
    licenses.push(license(8));
    licenses[7].home_region = "eu-west-1".into();
    let grants = vec![grant(1, 3, 1, "ACTIVE")];
    let accounts = vec![account(1, "ACTIVE", Some("true"), Source)];
    insta::assert_snapshot!(text(&observation(accounts, licenses, grants), &RunRequest::default()));
}

#[test]
fn an_account_covered_by_a_grant_for_its_unit_gets_none_of_its_own() {
    let mut unit = grant(5, 1, 5, "WORKFLOW_COMPLETED");
    unit.share.principal =
        "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111".to_owned().into();
    unit.name = "made by hand".into();
    let mut elsewhere = account(2, "ACTIVE", Some("true"), Source);
    elsewhere.path = "o-a1b2c3d4e5/r-ab12/ou-ab12-22222222/".into();
    let accounts = vec![account(1, "ACTIVE", Some("true"), Source), elsewhere];
    insta::assert_snapshot!(text(
        &observation(accounts, vec![license(1)], vec![unit]),
        &RunRequest::default()
    ));
}

/// Whoever shared by hand or by a script before has grants on the license that ended.
#[test]
fn a_grant_of_others_on_a_license_that_is_over_keeps_nobody_from_the_new_one() {
    let mut licenses = vec![license(1), license(2)];
    licenses[1].product = licenses[0].product.clone();
    let accounts = || vec![account(1, "ACTIVE", Some("true"), Source)];
    let grants = || vec![foreign(grant(1, 1, 1, "ACTIVE"))];
    assert_eq!(counts(&observation(accounts(), licenses.clone(), grants())).create, 0);
    licenses[0].status = LicenseStatus::Expired;
    assert_eq!(counts(&observation(accounts(), licenses, grants())).create, 1);
}

#[test]
fn a_write_that_rests_on_the_index_alone_is_doubted() {
    let accounts = vec![
        account(1, "ACTIVE", Some("true"), Index),
        account(2, "ACTIVE", None, Index),
        account(3, "ACTIVE", Some("true"), Index),
        account(4, "SUSPENDED", None, Index),
    ];
    let grants = vec![grant(2, 1, 2, "ACTIVE"), grant(3, 1, 3, "ACTIVE"), grant(4, 1, 4, "ACTIVE")];
    let observation = observation(accounts, vec![license(1)], grants);
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&Policy::default(), &observation, &request, &progress);
    assert_eq!(plan.doubtful.into_iter().cloned().collect::<Vec<_>>(), [account_id(1), account_id(2)]);
    // What does not rest on a tag needs no second look, and what is as wanted neither.
    assert_eq!((plan.counts.delete, plan.counts.keep, plan.counts.doubt), (1, 1, 2));
}

#[test]
fn a_scope_leaves_everything_else_alone() {
    let accounts = (1..=3).map(|number| account(number, "ACTIVE", Some("true"), Source)).collect();
    let observation = observation(accounts, vec![license(1), license(2)], vec![]);
    let only = Only { accounts: [account_id(2)].into(), products: ["prod-2".parse().unwrap()].into() };
    let request = RunRequest { only, ..RunRequest::default() };
    let progress = Progress::default();
    let plan = plan(&Policy::default(), &observation, &request, &progress);
    assert_eq!(plan.counts.create, 1);
    assert_eq!(plan.lines[0].account, &account_id(2));
}

#[test]
fn what_failed_three_times_is_held_until_a_run_names_the_account() {
    let accounts = vec![account(1, "ACTIVE", Some("true"), Source)];
    let mut observation = observation(accounts, vec![license(1)], vec![grant(1, 1, 1, "FAILED_WORKFLOW")]);
    observation.recreations = [(share(1, 1), 2)].into();
    assert_eq!(counts(&observation).hold, 1);
    let only = Only { accounts: [account_id(1)].into(), ..Only::default() };
    let request = RunRequest { only, ..RunRequest::default() };
    let progress = Progress::default();
    assert_eq!(plan(&Policy::default(), &observation, &request, &progress).counts.delete, 1);
}

#[test]
fn what_failed_earlier_in_the_run_is_not_tried_again() {
    let accounts = vec![account(1, "ACTIVE", Some("true"), Source)];
    let observation = observation(accounts, vec![license(1)], vec![]);
    let progress = Progress { held: [(share(1, 1), "AWS said no".to_owned())].into(), ..Progress::default() };
    let request = RunRequest::default();
    let plan = plan(&Policy::default(), &observation, &request, &progress);
    assert_eq!((plan.counts.hold, plan.counts.create), (1, 0));
    assert_eq!(plan.lines[0].reason.to_string(), "AWS said no");
}

#[test]
fn untagged_accounts_can_be_left_alone() {
    let observation = observation(
        vec![account(1, "ACTIVE", None, Source)],
        vec![license(1)],
        vec![grant(1, 1, 1, "ACTIVE")],
    );
    let policy = Policy { untagged: Untagged::Leave, ..Policy::default() };
    let (request, progress) = (RunRequest::default(), Progress::default());
    assert_eq!(plan(&policy, &observation, &request, &progress).counts.skip, 1);
    assert_eq!(counts(&observation).delete, 1);
}

fn revocations(
    number: u64,
    kept: u64,
    progress: &Progress,
    limits: GuardLimits,
    allow_empty: bool,
) -> Verdict {
    let accounts = (1..=number + kept)
        .map(|id| account(id, "ACTIVE", Some(if id <= number { "false" } else { "true" }), Source))
        .collect();
    let grants = (1..=number + kept).map(|id| grant(id, 1, id, "ACTIVE")).collect();
    let observation = observation(accounts, vec![license(1)], grants);
    let request = RunRequest { allow_empty, ..RunRequest::default() };
    judge(&plan(&Policy::default(), &observation, &request, progress), progress, limits, &request)
}

#[test]
fn the_guard_asks_before_too_much_is_taken_back() {
    let (fresh, limits) = (Progress::default(), GuardLimits::default());
    assert_eq!(revocations(10, 1, &fresh, limits, false), Verdict::Go);
    assert_eq!(revocations(11, 100, &fresh, limits, false), Verdict::Go);
    let Verdict::Ask(reasons) = revocations(11, 10, &fresh, limits, false) else { panic!("must ask") };
    assert!(reasons[0].contains("11 of 21") && reasons[0].contains("policy.toml"), "{reasons:?}");
    let few = GuardLimits { revocations_max: 3, ..limits };
    let Verdict::Ask(reasons) = revocations(4, 100, &fresh, few, false) else { panic!("must ask") };
    assert!(reasons[0].contains("revocations_max"), "{reasons:?}");
}

#[test]
fn the_guard_counts_the_passes_of_a_run_together() {
    let limits = GuardLimits { revocations_max: 5, ..GuardLimits::default() };
    let earlier = Progress { revocations: 3, ..Progress::default() };
    assert_eq!(revocations(2, 100, &earlier, limits, false), Verdict::Go);
    assert!(matches!(revocations(3, 100, &earlier, limits, false), Verdict::Ask(_)));
}

#[test]
fn an_empty_wish_needs_a_word() {
    let (fresh, limits) = (Progress::default(), GuardLimits::default());
    let Verdict::Stop(reasons) = revocations(1, 0, &fresh, limits, false) else { panic!("must stop") };
    assert!(reasons[0].contains("allow_empty"), "{reasons:?}");
    assert_eq!(revocations(1, 0, &fresh, limits, true), Verdict::Go);
}

/// P2: made and activated in the place of the older one, which goes when that was seen.
#[test]
fn a_renewed_license_takes_the_place_of_the_older_one_without_a_gap() {
    let accounts = || vec![account(1, "ACTIVE", Some("true"), Source)];
    let mut newer = license(2);
    newer.product = license(1).product;
    let seen = |grants| observation(accounts(), vec![license(1), newer.clone()], grants);
    let (request, progress) = (RunRequest::default(), Progress::default());
    let told = |observation: &Observation| {
        let plan = plan(&Policy::default(), observation, &request, &progress);
        let line = |line: &domain::plan::Line<'_>| {
            (
                line.decision,
                line.override_behavior.map(OverrideBehavior::as_str),
                line.loses,
                line.reason.to_string(),
            )
        };
        plan.lines.iter().map(line).collect::<Vec<_>>()
    };
    let swap = Some("ALL_GRANTS_PERMITTED_BY_ISSUER");
    let until = "it stays until what takes its place is seen active, so that nobody is without it".to_owned();

    let first = told(&seen(vec![grant(1, 1, 1, "ACTIVE")]));
    assert_eq!(first[0], (Decision::Keep, None, 1, until.clone()));
    assert_eq!((first[1].0, first[1].1), (Decision::Create, swap));
    assert!(first[1].3.starts_with("the license was renewed"), "{first:?}");

    let begun = told(&seen(vec![grant(1, 1, 1, "ACTIVE"), grant(2, 2, 1, "DISABLED")]));
    assert_eq!(begun[0], (Decision::Keep, None, 1, until));
    assert_eq!((begun[1].0, begun[1].1), (Decision::Activate, swap));

    let swapped = seen(vec![grant(1, 1, 1, "DISABLED"), grant(2, 2, 1, "ACTIVE")]);
    let done = told(&swapped);
    assert_eq!((done[0].0, done[0].2, done[1].0), (Decision::Delete, 0, Decision::Keep));
    let plan = plan(&Policy::default(), &swapped, &request, &progress);
    assert_eq!(plan.lines[0].successor, Some(&swapped.grants.items()[1]));
    assert_eq!(plan.counts.revocations, 0);
}

#[test]
fn what_the_policy_says_of_operations_and_exceptions_is_in_the_plan() {
    let policy = Policy::parse(
        "[except]\naccounts = [\"000000000002\"]\n\
         [[rules]]\nproducts = { skus = [\"prod-1\"] }\ntagged = true\noperations = [\"CheckoutLicense\"]\n\
         [[rules]]\nproducts = { skus = [\"prod-2\"] }\ntagged = true\noperations = [\"CreateToken\"]\n",
    )
    .unwrap();
    let accounts = (1..=2).map(|number| account(number, "ACTIVE", Some("true"), Source)).collect();
    let observation = observation(accounts, vec![license(1), license(2)], vec![]);
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&policy, &observation, &request, &progress);
    let told: Vec<_> = plan.lines.iter().map(|line| (line.decision, line.reason.to_string())).collect();
    assert_eq!(told[0].0, Decision::Create);
    assert_eq!(
        told[1],
        (Decision::Skip, "policy.toml excepts the account, whatever its rules say".to_owned())
    );
    assert_eq!(told.len(), 2);
    let not_shared = plan.not_shared[0].1.to_string();
    assert!(not_shared.contains("CreateToken"), "{not_shared}");
    let items = domain::work::items(&plan, &run(request.clone()), 1);
    assert_eq!(items[0].actions[0].operations, [Operation::CheckoutLicense]);
}

/// P1: a step found out that it bears our name and not our tag.
#[test]
fn a_grant_that_only_bears_our_name_is_of_others_for_the_rest_of_the_run() {
    let accounts = vec![account(1, "ACTIVE", Some("false"), Source)];
    let observation = observation(accounts, vec![license(1)], vec![grant(1, 1, 1, "ACTIVE")]);
    let progress =
        Progress { foreign: [observation.grants.items()[0].arn.clone()].into(), ..Progress::default() };
    let request = RunRequest::default();
    let plan = plan(&Policy::default(), &observation, &request, &progress);
    assert_eq!((plan.counts.actions(), plan.counts.skip, plan.owned_live_grants), (0, 1, 0));
}
