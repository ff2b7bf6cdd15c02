//! What holds for every organization, tried on thousands of random ones.

use std::collections::BTreeSet;

use crate::support::{account, cases, foreign, grant, license, observation, run};
use domain::account::TagSource;
use domain::grant::{Grant, GrantStatus};
use domain::guard::{Verdict, judge};
use domain::plan::{Decision, Observation, Progress, plan};
use domain::policy::Policy;
use domain::report::{plan_file, plan_markdown};
use domain::run::RunRequest;
use domain::work::items;
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

pub(crate) fn status() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("ACTIVE".to_owned()),
        8 => prop::sample::select(GrantStatus::KNOWN.to_vec()).prop_map(str::to_owned),
        1 => Just("SOMETHING_NEW".to_owned()),
    ]
}

pub(crate) fn organization() -> impl Strategy<Value = Observation> {
    let states = vec![
        "ACTIVE",
        "ACTIVE",
        "ACTIVE",
        "SUSPENDED",
        "CLOSED",
        "PENDING_CLOSURE",
        "PENDING_ACTIVATION",
        "NEW",
    ];
    let tags = vec![Some("true"), Some("true"), Some("false"), None, Some("maybe")];
    let accounts = prop::collection::vec(
        (prop::sample::select(states), prop::sample::select(tags), any::<bool>()),
        0..8,
    );
    let grants = prop::collection::vec((1..10_u64, 1..5_u64, status(), any::<bool>()), 0..24);
    (accounts, 1..4_u64, grants).prop_map(|(accounts, licenses, grants)| {
        let accounts = (1..)
            .zip(accounts)
            .map(|(number, (state, tag, index))| {
                account(number, state, tag, if index { TagSource::Index } else { TagSource::Account })
            })
            .collect();
        let grants = (1..)
            .zip(grants)
            .map(|(number, (account, license, status, ours))| {
                let grant = grant(number, license, account, &status);
                if ours { grant } else { foreign(grant) }
            })
            .collect();
        observation(accounts, (1..=licenses).map(license).collect(), grants)
    })
}

/// What AWS would make of the plan, if every action came to its end.
fn applied(observation: &Observation) -> Observation {
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&Policy::default(), observation, &request, &progress);
    let mut grants: Vec<Grant> = observation.grants.items().to_vec();
    let doubtful: BTreeSet<_> = plan.doubtful.iter().map(|id| (*id).clone()).collect();
    let mut made = 1_000;
    for line in &plan.lines {
        let ends_as = match (line.decision, line.wish) {
            (Decision::Create, _) => {
                made += 1;
                let mut new = grant(made, 1, 1, "ACTIVE");
                new.share.license = line.license.clone();
                new.share.principal = domain::grant::Principal::Account(line.account.clone());
                grants.push(new);
                continue;
            }
            (Decision::Wait | Decision::Delete, Some(domain::life_cycle::Wish::Revoked)) => {
                GrantStatus::Deleted
            }
            // Made anew within the action, after a failed workflow or a deletion that was under way.
            (Decision::Accept | Decision::Activate | Decision::Wait | Decision::Delete, _) => {
                GrantStatus::Active
            }
            _ => continue,
        };
        for grant in grants.iter_mut().filter(|grant| Some(&grant.arn) == line.grant.map(|grant| &grant.arn))
        {
            grant.status = ends_as.clone();
        }
    }
    let accounts = observation
        .accounts
        .items()
        .iter()
        .cloned()
        .map(|mut account| {
            if doubtful.contains(&account.id) {
                account.tags_from = TagSource::Account;
            }
            account
        })
        .collect();
    Observation {
        accounts: crate::support::complete(accounts),
        grants: crate::support::complete(grants),
        ..observation.clone()
    }
}

fn text(observation: &Observation) -> String {
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&Policy::default(), observation, &request, &progress);
    plan_markdown(&plan_file(&plan, Verdict::Go, None, &run(request.clone()), 1))
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P6: applied (for what was clear, for what was doubtful, and for what makes way when the rest is in place) it leaves
    /// nothing to do.
    #[test]
    fn an_applied_plan_leaves_nothing_to_do(organization in organization()) {
        let thrice = applied(&applied(&applied(&organization)));
        let (request, progress) = (RunRequest::default(), Progress::default());
        let left = plan(&Policy::default(), &thrice, &request, &progress);
        prop_assert_eq!(left.counts.actions() + left.counts.doubt, 0, "{:?}", left.lines);
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(organization in organization(), seed in any::<u64>()) {
        let mut shuffled = organization.clone();
        let turn = |length: usize| if length == 0 { 0 } else { usize::try_from(seed % length as u64).unwrap() };
        let mut accounts = organization.accounts.items().to_vec();
        let mut grants = organization.grants.items().to_vec();
        let mut licenses = organization.licenses.items().to_vec();
        let (a, g, l) = (turn(accounts.len()), turn(grants.len()), turn(licenses.len()));
        accounts.rotate_left(a);
        grants.rotate_left(g);
        grants.reverse();
        licenses.rotate_left(l);
        shuffled.accounts = crate::support::complete(accounts);
        shuffled.grants = crate::support::complete(grants);
        shuffled.licenses = crate::support::complete(licenses);
        prop_assert_eq!(text(&organization), text(&shuffled));
    }

    /// P1: a grant that is not ours is never in an action.
    #[test]
    fn a_foreign_grant_is_never_touched(organization in organization()) {
        let (request, progress) = (RunRequest::default(), Progress::default());
        let plan = plan(&Policy::default(), &organization, &request, &progress);
        for line in plan.lines.iter().filter(|line| line.decision.is_action()) {
            prop_assert!(line.grant.is_none_or(domain::ownership::bears_our_name), "{line:?}");
        }
    }

    /// P3: at most one grant is made for an account and license, and none beside a live one.
    #[test]
    fn no_second_grant_is_made_for_a_share(organization in organization()) {
        let (request, progress) = (RunRequest::default(), Progress::default());
        let plan = plan(&Policy::default(), &organization, &request, &progress);
        let mut made = BTreeSet::new();
        for line in plan.lines.iter().filter(|line| line.decision == Decision::Create) {
            prop_assert!(made.insert((line.account, line.license)), "twice: {line:?}");
            let live = organization.grants.items().iter().find(|grant| {
                grant.share.principal.account() == Some(line.account)
                    && grant.share.license == *line.license
                    && !grant.status.is_terminal()
            });
            prop_assert!(live.is_none(), "beside {live:?}");
        }
    }

    /// An account that is wanted keeps an ACTIVE grant of ours, whatever else is put in order around it.
    #[test]
    fn a_wanted_account_keeps_its_active_grant(organization in organization()) {
        let (request, progress) = (RunRequest::default(), Progress::default());
        let plan = plan(&Policy::default(), &organization, &request, &progress);
        for account in organization.accounts.items() {
            if Policy::default().explain(account, &license(1)).wish != Some(domain::life_cycle::Wish::Shared) {
                continue;
            }
            for license in organization.licenses.items() {
                let active: Vec<_> = organization.grants.items().iter().filter(|grant| {
                    domain::ownership::bears_our_name(grant)
                        && grant.status == GrantStatus::Active
                        && grant.share.license == license.arn
                        && grant.share.principal.account() == Some(&account.id)
                }).collect();
                let taken = plan.lines.iter().filter(|line| {
                    line.decision == Decision::Delete && active.iter().any(|grant| line.grant == Some(grant))
                }).count();
                prop_assert!(active.is_empty() || taken < active.len());
            }
        }
    }

    /// P4: what stops with some revocations stops with more.
    #[test]
    fn the_guard_is_monotone(organization in organization(), earlier in 0..40_u32, more in 0..40_u32) {
        let request = RunRequest::default();
        let (few, many) = (
            Progress { revocations: earlier, ..Progress::default() },
            Progress { revocations: earlier + more, ..Progress::default() },
        );
        let limits = domain::policy::GuardLimits { revocations_max: 20, revocations_percent_max: 20 };
        let plan = plan(&Policy::default(), &organization, &request, &few);
        let allowed = RunRequest { allow_empty: true, ..request.clone() };
        if let Verdict::Ask(reasons) = judge(&plan, &few, limits, &allowed)
            && reasons.iter().any(|reason| reason.contains("revocations_max")) {
            prop_assert!(judge(&plan, &many, limits, &allowed) != Verdict::Go);
        }
    }

    /// Every action finds its way into exactly one item, creations before revocations.
    #[test]
    fn no_action_is_lost_on_the_way_to_apply(organization in organization()) {
        let (request, progress) = (RunRequest::default(), Progress::default());
        let plan = plan(&Policy::default(), &organization, &request, &progress);
        let items = items(&plan, &run(request.clone()), 1);
        prop_assert_eq!(items.iter().map(|item| item.actions.len()).sum::<usize>(), plan.counts.actions() as usize);
        let names: BTreeSet<_> = items.iter().map(|item| &item.item).collect();
        prop_assert_eq!(names.len(), items.len());
        for item in &items {
            let wishes: Vec<_> = item.actions.iter().map(|action| action.wish).collect();
            prop_assert!(wishes.is_sorted());
        }
    }
}
