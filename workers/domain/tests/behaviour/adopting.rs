//! The plan of an adoption: what a person described becomes ours, and nothing else is touched.

use std::collections::BTreeSet;

use domain::adopt::Adopt;
use domain::grant::{Grant, Principal};
use domain::guard::{Verdict, judge};
use domain::ownership::bears_our_name;
use domain::plan::{Decision, Progress, Reason, adoption};
use domain::policy::GuardLimits;
use domain::run::RunRequest;
use domain::work::{NextTask, items};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::properties::status;
use crate::support::{HUB, account_id, cases, complete, foreign, grant, license, run};

fn adopt() -> impl Strategy<Value = Adopt> {
    let accounts = prop::collection::btree_set(1..9_u64, 0..3);
    let products = prop::collection::btree_set(1..5_u64, 0..3);
    let names = prop_oneof![3 => Just(None), 1 => Just(Some("0000*")), 1 => Just(Some("nobody*"))];
    (accounts, products, names, any::<bool>())
        .prop_map(|(accounts, products, names, named_after_account)| Adopt {
            accounts: accounts.into_iter().map(account_id).collect(),
            products: products.into_iter().map(|number| format!("prod-{number}").parse().unwrap()).collect(),
            names: names.into_iter().map(|name| name.parse().unwrap()).collect(),
            named_after_account,
            ..Adopt::default()
        })
        .prop_filter("says something", |adopt| !adopt.is_empty())
}

fn grants() -> impl Strategy<Value = Vec<Grant>> {
    prop::collection::vec((1..9_u64, 1..5_u64, status(), any::<bool>()), 0..24).prop_map(|grants| {
        (1..)
            .zip(grants)
            .map(|(number, (account, license, status, ours))| {
                let grant = grant(number, license, account, &status);
                if ours { grant } else { foreign(grant) }
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn every_live_grant_of_others_has_a_line_and_what_is_ours_none(all in grants(), adopt in adopt()) {
        let hub = HUB.parse().unwrap();
        let (licenses, grants, progress) =
            (complete((1..4).map(license).collect()), complete(all), Progress::default());
        let plan = adoption(&hub, &adopt, &licenses, &grants, &progress);
        let told: BTreeSet<_> = plan.lines.iter().filter_map(|line| line.grant).map(|grant| &grant.arn).collect();
        let of_others: BTreeSet<_> = grants.items().iter()
            .filter(|grant| !bears_our_name(grant) && !grant.status.is_terminal())
            .map(|grant| &grant.arn)
            .collect();
        prop_assert_eq!(told.len(), plan.lines.len());
        prop_assert_eq!(told, of_others);
    }

    /// P3: what is adopted is neither beside one of ours nor beside another that is.
    #[test]
    fn what_is_adopted_was_described_and_is_the_only_one_of_its_share(all in grants(), adopt in adopt()) {
        let hub = HUB.parse().unwrap();
        let (licenses, grants, progress) =
            (complete((1..4).map(license).collect()), complete(all), Progress::default());
        let plan = adoption(&hub, &adopt, &licenses, &grants, &progress);
        let ours = grants.items().iter().filter(|grant| bears_our_name(grant) && !grant.status.is_terminal());
        let mut shares: BTreeSet<_> = ours.map(|grant| &grant.share).collect();
        for line in plan.lines.iter().filter(|line| line.decision.is_action()) {
            let grant = line.grant.unwrap();
            prop_assert!(adopt.describes(grant, line.license_details.map(|license| &license.product)));
            prop_assert!(shares.insert(&grant.share), "{grant:?}");
        }
        let request = RunRequest { adopt: Some(adopt), ..RunRequest::default() };
        prop_assert_eq!(judge(&plan, &progress, GuardLimits::default(), &request), Verdict::Go);
        for action in items(&plan, &run(request), 1).iter().flat_map(|item| &item.actions) {
            prop_assert_eq!(action.next, NextTask::Adopt);
        }
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(all in grants(), adopt in adopt()) {
        let hub = HUB.parse().unwrap();
        let progress = Progress::default();
        let licenses = complete((1..4).map(license).collect());
        let mut turned = all.clone();
        turned.reverse();
        let (straight, turned) = (complete(all), complete(turned));
        let told = |grants| {
            let plan = adoption(&hub, &adopt, &licenses, grants, &progress);
            format!("{:?} {:?}", plan.lines, plan.notes)
        };
        prop_assert_eq!(told(&straight), told(&turned));
    }
}

/// A script that named grants after their accounts ran for account 1 and 2; a person made one for the organization.
fn scripted() -> Vec<Grant> {
    let mut whole = grant(3, 1, 1, "ACTIVE");
    whole.name = "everybody".into();
    whole.share.principal =
        Principal::from("arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5".to_owned());
    vec![
        foreign(grant(1, 1, 1, "ACTIVE")),
        foreign(grant(2, 1, 2, "DISABLED")),
        whole,
        grant(4, 1, 3, "ACTIVE"),
    ]
}

fn decisions(grants: Vec<Grant>, adopt: &Adopt, progress: &Progress) -> (Vec<Decision>, Vec<String>) {
    let (hub, licenses, grants) = (HUB.parse().unwrap(), complete(vec![license(1)]), complete(grants));
    let plan = adoption(&hub, adopt, &licenses, &grants, progress);
    (plan.lines.iter().map(|line| line.decision).collect(), plan.notes)
}

#[test]
fn what_a_script_named_after_its_accounts_is_adopted_and_the_rest_is_not() {
    let adopt = Adopt { named_after_account: true, ..Adopt::default() };
    let (decisions, notes) = decisions(scripted(), &adopt, &Progress::default());
    assert_eq!(decisions, [Decision::Adopt, Decision::Adopt, Decision::Skip]);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn what_describes_nothing_is_told_by_name() {
    let products = ["prod-1".parse().unwrap(), "prod-9".parse().unwrap()].into();
    let accounts = [account_id(7)].into();
    let (_, notes) =
        decisions(scripted(), &Adopt { products, accounts, ..Adopt::default() }, &Progress::default());
    assert_eq!(
        notes,
        [
            "No grant of others is for account 000000000007: correct it in `adopt`, or leave it out.",
            "No grant of others is of product prod-9: correct it in `adopt`, or leave it out."
        ]
    );
    let names = ["every*".parse().unwrap()].into();
    let both = Adopt { names, named_after_account: true, ..Adopt::default() };
    let (_, notes) = decisions(scripted(), &both, &Progress::default());
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("everything that `adopt` says"), "{notes:?}");
}

#[test]
fn of_two_grants_for_one_account_the_active_one_is_adopted() {
    let grants = vec![foreign(grant(1, 1, 1, "DISABLED")), foreign(grant(2, 1, 1, "ACTIVE"))];
    let adopt = Adopt { named_after_account: true, ..Adopt::default() };
    let (decisions, _) = decisions(grants, &adopt, &Progress::default());
    assert_eq!(decisions, [Decision::Skip, Decision::Adopt]);
}

#[test]
fn what_failed_earlier_in_the_run_is_not_tried_again() {
    let grants = complete(vec![foreign(grant(1, 1, 1, "ACTIVE"))]);
    let (hub, licenses) = (HUB.parse().unwrap(), complete(vec![license(1)]));
    let adopt = Adopt { named_after_account: true, ..Adopt::default() };
    let progress = Progress {
        held: [(grants.items()[0].share.clone(), "AWS said no".to_owned())].into(),
        ..Progress::default()
    };
    let plan = adoption(&hub, &adopt, &licenses, &grants, &progress);
    assert_eq!(
        (plan.lines[0].decision, &plan.lines[0].reason),
        (Decision::Hold, &Reason::EarlierInRun("AWS said no"))
    );
}
