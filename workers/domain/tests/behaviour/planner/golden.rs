//! The plan of hand-made organizations, as people (`plan.md`) and steps (`plan.json`) read it.

use domain::account::{Account, TagSource};
use domain::adopt::Adopt;
use domain::grant::{Grant, Operation, Principal};
use domain::guard::judge;
use domain::license::{License, LicenseStatus, OwnSubscription};
use domain::observation::{Complete, Extent};
use domain::plan::{Observation, Plan, Progress, adoption, plan};
use domain::policy::{Policy, Products, Receivers, Rule, RuleSettings, ShareAs};
use domain::report::{MapRuns, assemble, html, markdown, plan_file, plan_markdown};
use domain::run::{Only, RunRequest};

use super::generate::path;
use super::world::{unit, whole};
use crate::support::{HUB, account, account_id, complete, foreign, grant, license, observation, run};

/// The SHA-256 of a file that is not there.
const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn member(number: u64, units: &[u64]) -> Account {
    let mut member = account(number, "ACTIVE", Some("true"), TagSource::Account);
    member.path = path(&member.id, units);
    member
}

fn of(grant: Grant, principal: Principal) -> Grant {
    let mut area = grant;
    area.name = domain::ownership::grant_name(&principal);
    area.share.principal = principal;
    area
}

fn part(number: u64, license: u64, account: u64, status: &str) -> Grant {
    grant(900 + number, license, account, status)
}

fn parts(all: Vec<Grant>) -> Complete<Grant> {
    complete(all)
}

fn of_product(number: u64, product: u64) -> License {
    License {
        product: format!("prod-{product}").parse().unwrap(),
        product_name: format!("Product {product}"),
        ..license(number)
    }
}

/// `plan.md` and `plan.json`, one after the other.
fn told(plan: &Plan<'_>, policy: &Policy, request: &RunRequest, digest: Option<&str>) -> String {
    let verdict = judge(plan, &Progress::default(), policy.guard, request);
    let file = plan_file(plan, verdict, digest, &run(request.clone()), 1);
    let report = assemble(&run(request.clone()), &file, &[], &MapRuns::new(), None);
    let (markdown, page) = (markdown(&report).unwrap(), html(&report, "").unwrap());
    for change in &file.changes {
        assert!(markdown.contains("change_mode") == file.ask_for_changes.is_some());
        assert!(page.contains(change.product.as_str()) && markdown.contains(&change.product_name));
    }
    for told in [&markdown, &page] {
        assert_eq!(told.contains(DIGEST), digest.is_some());
    }
    format!("{}\n{}", plan_markdown(&file), serde_json::to_string_pretty(&file).unwrap())
}

fn text(policy: &Policy, seen: &Observation, request: &RunRequest) -> String {
    let progress = Progress::default();
    told(&plan(policy, seen, request, &progress), policy, request, Some(DIGEST))
}

/// One account had the product by the old license; then by both, the new one active.
#[test]
fn a_renewal_makes_the_new_grant_first_and_ends_the_old_one_when_it_is_active() {
    let licenses = vec![of_product(1, 1), of_product(2, 1)];
    let mut grants = vec![grant(1, 1, 1, "ACTIVE")];
    let first = observation(vec![member(1, &[1])], licenses.clone(), grants.clone());
    grants[0].status = "DISABLED".into();
    grants.push(grant(2, 2, 1, "ACTIVE"));
    let second = observation(vec![member(1, &[1])], licenses, grants);
    let request = RunRequest::default();
    insta::assert_snapshot!(
        "renewal",
        format!(
            "{}\n{}",
            text(&Policy::default(), &first, &request),
            text(&Policy::default(), &second, &request)
        )
    );
}

/// Product 1 goes by OU, product 2 to everybody who asks; account 3 has just joined its OU, account 4 is not to have it, 5 and
/// 6 bought it themselves, 7 has it from others.
fn rich() -> (Policy, Observation) {
    let policy = Policy::parse(
        r#"
        version = 1
        [except]
        accounts = ["000000000004"]
        [[rules]]
        name = "Engineering"
        products = { skus = ["prod-1"] }
        organizational_units = ["ou-ab12-00000001", "ou-ab12-99999999"]
        share_as = "auto"
        [[rules]]
        name = "On request"
        products = { skus = ["prod-2"], names = ["Nothing *"] }
        tagged = true
        activation_override = "replace"
        [[rules]]
        name = "Everywhere"
        products = { skus = ["prod-3"] }
        accounts = "all"
        "#,
    )
    .unwrap();
    let mut accounts: Vec<_> = [1, 2, 3].into_iter().map(|number| member(number, &[1])).collect();
    accounts.push(member(4, &[2]));
    accounts.extend([5, 6, 7].into_iter().map(|number| member(number, &[])));
    let mut licenses = vec![of_product(1, 1), of_product(2, 2), of_product(3, 3)];
    let mut odd = |number: u64, change: &dyn Fn(&mut License)| {
        let mut license = of_product(number, number);
        change(&mut license);
        licenses.push(license);
    };
    odd(10, &|license| license.issuer = "Somebody".into());
    odd(11, &|license| license.status = LicenseStatus::Expired);
    odd(12, &|license| license.status = "ON_HOLIDAY".into());
    odd(13, &|license| license.beneficiary = "222222222222".into());
    odd(14, &|license| license.operations.retain(|operation| *operation != Operation::CreateGrant));
    odd(15, &|license| license.operations = vec![Operation::CreateGrant]);
    odd(16, &|license| license.home_region = "eu-west-1".into());
    odd(17, &|license| (license.product, license.created_seconds) = ("prod-3".parse().unwrap(), Some(1)));
    let engineering = of(grant(1, 1, 1, "WORKFLOW_COMPLETED"), unit(1));
    let grants = vec![
        engineering.clone(),
        grant(2, 2, 1, "ACTIVE"),
        grant(3, 2, 4, "ACTIVE"),
        foreign(grant(4, 3, 7, "ACTIVE")),
        of(foreign(grant(5, 10, 1, "WORKFLOW_COMPLETED")), unit(2)),
        grant(6, 11, 1, "ACTIVE"),
    ];
    let mut seen = observation(accounts, licenses, grants);
    let bought = [(5, 2), (6, 3)].map(|(account, product)| OwnSubscription {
        account: account_id(account),
        product: format!("prod-{product}").parse().unwrap(),
    });
    seen.own_subscriptions = complete(bought.to_vec());
    seen.parts = [(engineering.arn, parts(vec![part(1, 1, 1, "ACTIVE"), part(2, 1, 2, "ACTIVE")]))].into();
    (policy, seen)
}

#[test]
fn a_rich_organization_is_told_line_by_line() {
    let (policy, seen) = rich();
    insta::assert_snapshot!("rich", text(&policy, &seen, &RunRequest::default()));
}

/// Two accounts of one OU have grants of their own; the policy wants one for the OU.
fn to_be_changed() -> (Policy, Observation) {
    let settings = RuleSettings { share_as: Some(ShareAs::OrgUnit), ..RuleSettings::default() };
    let rule = Rule { name: None, products: Products::All, receivers: Receivers::All, settings };
    let policy = Policy { rules: [rule].into(), ..Policy::default() };
    let grants = vec![grant(1, 1, 1, "ACTIVE"), grant(2, 1, 2, "ACTIVE")];
    (policy, observation(vec![member(1, &[1]), member(2, &[1])], vec![license(1)], grants))
}

#[test]
fn a_change_of_how_a_product_is_shared_is_noted_asked_for_and_done_when_approved() {
    let (policy, seen) = to_be_changed();
    let asking = RunRequest { change_mode: true, ..RunRequest::default() };
    let approved = Progress {
        approved: domain::guard::covers(&plan(&policy, &seen, &asking, &Progress::default()), &asking),
        ..Progress::default()
    };
    let done = plan(&policy, &seen, &asking, &approved);
    insta::assert_snapshot!(
        "change",
        [
            text(&policy, &seen, &RunRequest::default()),
            text(&policy, &seen, &asking),
            told(&done, &policy, &asking, None)
        ]
        .join("\n")
    );
}

#[test]
fn a_license_that_is_nearly_or_quite_full_is_told_with_what_helps() {
    let of_everybody = |count: u64, without: u64| {
        let accounts = (1..=count).map(|number| member(number, &[1])).collect();
        let grants = (without + 1..=count).map(|number| grant(number, 1, number, "ACTIVE")).collect();
        observation(accounts, vec![license(1)], grants)
    };
    let head = |count: u64, without: u64| {
        let seen = of_everybody(count, without);
        let told = text(&Policy::default(), &seen, &RunRequest::default());
        let is_keep = |line: &&str| line.contains("| keep |");
        let markdown = told.lines().take_while(|line| *line != "{").filter(|line| !is_keep(line));
        markdown.collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("quota", format!("{}\n{}", head(1_950, 1), head(2_002, 3)));
}

#[test]
fn an_adoption_takes_over_what_is_described_and_tells_the_rest() {
    let grants = complete(vec![
        foreign(grant(1, 1, 1, "ACTIVE")),
        foreign(grant(2, 1, 2, "DISABLED")),
        of(foreign(grant(3, 1, 1, "WORKFLOW_COMPLETED")), whole()),
        grant(4, 1, 3, "ACTIVE"),
    ]);
    let mut grants = grants.items().to_vec();
    grants[2].name = "everybody".into();
    let grants = complete(grants);
    let adopt = Adopt {
        named_after_account: true,
        products: ["prod-1".parse().unwrap(), "prod-9".parse().unwrap()].into(),
        ..Adopt::default()
    };
    let (hub, licenses, progress) = (HUB.parse().unwrap(), complete(vec![license(1)]), Progress::default());
    let plan = adoption(&hub, &adopt, &licenses, &grants, &progress);
    let request = RunRequest { adopt: Some(adopt), ..RunRequest::default() };
    insta::assert_snapshot!("adoption", told(&plan, &Policy::default(), &request, None));
}

#[test]
fn what_only_the_whole_organization_decides_is_left_to_a_run_about_it() {
    let (policy, mut seen) = to_be_changed();
    seen.extent = Extent::Accounts([account_id(1)].into());
    seen.accounts = complete(vec![member(1, &[1])]);
    seen.grants = complete(Vec::new());
    let only = Only { accounts: [account_id(1)].into(), ..Only::default() };
    let request = RunRequest { only, ..RunRequest::default() };
    insta::assert_snapshot!("needs_everything", text(&policy, &seen, &request));
}
