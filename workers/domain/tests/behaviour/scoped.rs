//! A run that looks at a part decides about it as a run that looks at everything.

use std::collections::BTreeSet;

use crate::properties::organization;
use crate::support::{account, account_id, cases, complete, foreign, grant, license, observation};
use domain::account::{TagSource, areas_above};
use domain::grant::{Grant, Principal};
use domain::guard::{Verdict, judge};
use domain::identifier::{AccountId, ProductSku};
use domain::license::OwnSubscription;
use domain::observation::Extent;
use domain::ownership::bears_our_name;
use domain::plan::{Decision, Observation, Progress, plan};
use domain::policy::{GuardLimits, Policy};
use domain::run::{Only, RunRequest};
use domain::scope::Scope;
use proptest::prelude::{Just, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

const MANAGEMENT: &str = "arn:aws:organizations::111111111111";
const ORGANIZATION: &str = "o-a1b2c3d4e5";

/// The organization of the other properties, with units, grants for them, own subscriptions and what the ledger remembers.
fn with_areas() -> impl Strategy<Value = Observation> {
    let paths = prop::sample::select(vec!["", "ou-ab12-11111111/", "ou-ab12-11111111/ou-ab12-22222222/"]);
    let principals = prop::sample::select(vec![
        format!("{MANAGEMENT}:organization/{ORGANIZATION}"),
        format!("{MANAGEMENT}:ou/{ORGANIZATION}/ou-ab12-11111111"),
        format!("{MANAGEMENT}:ou/{ORGANIZATION}/ou-ab12-22222222"),
        format!("{MANAGEMENT}:ou/{ORGANIZATION}/ou-ab12-33333333"),
    ]);
    let statuses = prop::sample::select(vec!["ACTIVE", "WORKFLOW_COMPLETED", "DELETED"]);
    (
        organization(),
        prop::collection::vec(paths, 8),
        prop::collection::vec((principals, 1..5_u64, statuses, any::<bool>()), 0..3),
        prop::collection::vec((1..10_u64, 1..4_u64), 0..4),
        prop::collection::vec((1..10_u64, 1..4_u64, 0..4_u32), 0..4),
    )
        .prop_map(|(mut organization, paths, areas, bought, failed)| {
            let paths = paths.iter().map(|below| format!("{ORGANIZATION}/r-ab12/{below}"));
            let accounts = organization.accounts.items().iter().cloned().zip(paths);
            organization.accounts = complete(
                accounts.map(|(account, path)| domain::account::Account { path, ..account }).collect(),
            );
            let mut grants = organization.grants.items().to_vec();
            for (number, (principal, license, status, ours)) in (100..).zip(areas) {
                let mut area = grant(number, license, 1, status);
                area = if ours { area } else { foreign(area) };
                area.share.principal = Principal::from(principal);
                grants.push(area);
            }
            organization.grants = complete(grants);
            let own = bought.into_iter().map(|(account, product)| OwnSubscription {
                account: account_id(account),
                product: format!("prod-{product}").parse().unwrap(),
            });
            organization.own_subscriptions = complete(own.collect());
            for (account, license, failures) in failed {
                let share = crate::support::share(license, account);
                match failures {
                    0 => drop(organization.conflicts.insert(share)),
                    failures => drop(organization.recreations.insert(share, failures)),
                }
            }
            organization
        })
}

fn scope() -> impl Strategy<Value = Scope> {
    let accounts = prop::collection::btree_set((1..10_u64).prop_map(account_id), 1..4);
    let product = (1..5_u64).prop_map(|number| format!("prod-{number}").parse().unwrap());
    let products = prop::collection::btree_set(product, 1..3);
    prop_oneof![
        3 => accounts.prop_map(Scope::Accounts),
        2 => products.prop_map(Scope::Products),
        1 => Just(Scope::Everything(BTreeSet::new())),
    ]
}

/// What AWS answers when it is asked about the scope only, and what the ledger knows of the rest.
fn seen_of(organization: &Observation, scope: &Scope) -> Observation {
    let mut seen = organization.clone();
    match scope {
        Scope::Everything(_) => return seen,
        Scope::Accounts(ids) => {
            let (accounts, principals) = look_at(organization, ids);
            seen.extent = Extent::Accounts(ids.clone());
            seen.accounts = complete(accounts);
            seen.own_subscriptions = organization
                .own_subscriptions
                .clone()
                .filter_map(|own| ids.contains(&own.account).then_some(own));
            seen.grants = organization
                .grants
                .clone()
                .filter_map(|grant| principals.contains(&grant.share.principal).then_some(grant));
        }
        Scope::Products(products) => {
            let of_product = |product: &ProductSku| products.contains(product);
            let licenses = organization.licenses.clone();
            seen.licenses = licenses.filter_map(|license| of_product(&license.product).then_some(license));
            seen.own_subscriptions = organization
                .own_subscriptions
                .clone()
                .filter_map(|own| of_product(&own.product).then_some(own));
            let arns: BTreeSet<_> = seen.licenses.items().iter().map(|license| license.arn.clone()).collect();
            seen.grants = organization
                .grants
                .clone()
                .filter_map(|grant| arns.contains(&grant.share.license).then_some(grant));
        }
    }
    seen.owned_elsewhere = owned_and_live(organization) - owned_and_live(&seen);
    seen
}

/// The accounts that are there, read at their source, and all principals whose grants reach them or are theirs.
fn look_at(
    organization: &Observation,
    ids: &BTreeSet<AccountId>,
) -> (Vec<domain::account::Account>, BTreeSet<Principal>) {
    let accounts: Vec<_> =
        organization.accounts.items().iter().filter(|account| ids.contains(&account.id)).cloned().collect();
    let areas = accounts.iter().flat_map(|account| {
        areas_above(&format!("{MANAGEMENT}:account/{ORGANIZATION}/{}", account.id), &account.path).unwrap()
    });
    let principals = areas.chain(ids.iter().cloned().map(Principal::Account)).collect();
    (accounts, principals)
}

fn owned_and_live(observation: &Observation) -> usize {
    let is_live = |grant: &&Grant| bears_our_name(grant) && !grant.status.is_terminal();
    observation.grants.items().iter().filter(is_live).count()
}

fn only(scope: &Scope) -> Only {
    scope.clone().request(String::new()).only
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// The same decisions for the same reasons, and the guard says the same of them. That nobody is selected is a question
    /// about the whole organization, so it is not asked here. How accounts get a product by grants for areas is decided for
    /// the whole: a run about some accounts says nothing of these, and otherwise the same as of organizations without.
    #[test]
    fn a_part_is_decided_as_within_the_whole(
        organization in with_areas(),
        scope in scope(),
        earlier in 0..20_u32,
        percent in 0..100_u32,
    ) {
        let mut organization = organization;
        if let Scope::Accounts(ids) = &scope {
            organization.grants =
                organization.grants.filter_map(|grant| grant.share.principal.account().is_some().then_some(grant));
            organization.accounts = organization.accounts.map(|account| {
                let tags_from = if ids.contains(&account.id) { TagSource::Account } else { account.tags_from };
                domain::account::Account { tags_from, ..account }
            });
        }
        let seen = seen_of(&organization, &scope);
        let progress = Progress { revocations: earlier, ..Progress::default() };
        let everything = RunRequest { leave_held: true, ..RunRequest::default() };
        let part = RunRequest { only: only(&scope), ..everything.clone() };

        let whole = plan(&Policy::default(), &organization, &everything, &progress);
        let scoped = plan(&Policy::default(), &seen, &part, &progress);
        let is_inside = |line: &domain::plan::Line<'_>| {
            let product = line.license_details.map(|license| &license.product);
            // A line for an area stands with the hub, which a run about products does not leave out.
            part.only.covers(line.account, product)
        };
        let inside: Vec<_> = whole.lines.into_iter().filter(is_inside).collect();
        prop_assert_eq!(&scoped.lines, &inside);

        // What areas serve counts by account, of which the ledger knows nothing.
        let areas = organization.grants.items().iter().any(|grant| grant.share.principal.account().is_none());
        if !areas {
            let limits = GuardLimits { revocations_max: 15, revocations_percent_max: percent };
            let about_the_same = plan(&Policy::default(), &organization, &part, &progress);
            let allowed = RunRequest { allow_empty: true, ..part.clone() };
            prop_assert_eq!(
                judge(&scoped, &progress, limits, &allowed),
                judge(&about_the_same, &progress, limits, &allowed)
            );
        }
    }
}

/// The planner knows its extent by what was seen, whatever the request says.
#[test]
fn an_account_that_was_not_looked_at_did_not_leave() {
    let accounts = vec![account(1, "ACTIVE", Some("true"), TagSource::Account)];
    let grants = (1..=3).map(|number| grant(number, 1, number, "ACTIVE")).collect();
    let mut seen = observation(accounts, vec![license(1)], grants);
    seen.extent = Extent::Accounts([account_id(1), account_id(2)].into());
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&Policy::default(), &seen, &request, &progress);
    let decided: Vec<_> = plan.lines.iter().map(|line| (line.account.clone(), line.decision)).collect();
    assert_eq!(decided, [(account_id(1), Decision::Keep), (account_id(2), Decision::Delete)]);
}

/// P4: what is taken back from one account is a share of all owned grants, not of the account's own.
#[test]
fn the_guard_of_a_part_looks_at_the_share_of_the_whole() {
    let accounts = vec![account(1, "ACTIVE", Some("false"), TagSource::Account)];
    let licenses: Vec<_> = (1..=12).map(license).collect();
    let grants = (1..=12).map(|number| grant(number, number, 1, "ACTIVE")).collect();
    let mut seen = observation(accounts, licenses, grants);
    seen.extent = Extent::Accounts([account_id(1)].into());
    let (request, progress, limits) = (RunRequest::default(), Progress::default(), GuardLimits::default());
    for (elsewhere, goes) in [(47, false), (48, true)] {
        seen.owned_elsewhere = elsewhere;
        let plan = plan(&Policy::default(), &seen, &request, &progress);
        assert_eq!(
            judge(&plan, &progress, limits, &RunRequest::default()) == Verdict::Go,
            goes,
            "12 of {}",
            elsewhere + 12
        );
    }
}

#[test]
fn a_product_of_the_request_without_a_license_is_named() {
    let seen = observation(vec![], vec![license(1)], vec![]);
    let products = ["prod-1", "prod-2"].map(|product| product.parse().unwrap());
    let only = Only { products: products.into(), ..Only::default() };
    let event = RunRequest { only, leave_held: true, ..RunRequest::default() };
    let by_hand = RunRequest { leave_held: false, ..event.clone() };
    let progress = Progress::default();
    let missing = |request| plan(&Policy::default(), &seen, request, &progress).not_found;
    for request in [&event, &by_hand] {
        assert_eq!(missing(request), ["prod-2".parse().unwrap()]);
    }
}
