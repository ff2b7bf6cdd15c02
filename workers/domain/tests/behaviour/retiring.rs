//! The plan of retirement, and what a person is asked about it.

use std::collections::BTreeSet;

use domain::grant::{Grant, GrantStatus, Principal};
use domain::guard::Verdict;
use domain::guard::covers;
use domain::life_cycle::Wish;
use domain::observation::Complete;
use domain::ownership::bears_our_name;
use domain::plan::{Decision, Progress, Reason, retirement};
use domain::report::{plan_file, plan_markdown};
use domain::retire::{Aftermath, GuardRail, Switch, judge};
use domain::run::RunRequest;
use domain::work::{Caught, NextTask, items};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use crate::properties::status;
use crate::support::{HUB, cases, complete, foreign, grant, run};

/// Grants in every status, of ours and of others, for accounts, units, the organization and what nobody knows.
fn grants() -> impl Strategy<Value = Vec<Grant>> {
    prop::collection::vec((1..9_u64, 1..5_u64, status(), any::<bool>(), 0..6_u8), 0..24).prop_map(|grants| {
        (1..)
            .zip(grants)
            .map(|(number, (account, license, status, ours, for_whom))| {
                let grant = grant(number, license, account, &status);
                let mut grant = if ours { grant } else { foreign(grant) };
                let arn = match for_whom {
                    0 => "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-cdef3456",
                    1 => "arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5",
                    2 => "arn:aws:iam::222222222222:user/someone",
                    _ => return grant,
                };
                grant.share.principal = Principal::from(arn.to_owned());
                grant
            })
            .collect()
    })
}

fn is_ours_and_live(grant: &Grant) -> bool {
    bears_our_name(grant) && !grant.status.is_terminal()
}

/// What AWS makes of the plan, if every action comes to its end.
fn applied(grants: &Complete<Grant>) -> Complete<Grant> {
    let (hub, progress) = (HUB.parse().unwrap(), Progress::default());
    let plan = retirement(&hub, grants, &progress);
    let taken: BTreeSet<_> = plan
        .lines
        .iter()
        .filter(|line| line.decision.is_action())
        .filter_map(|line| line.grant)
        .map(|grant| &grant.arn)
        .collect();
    let ended = |grant: &Grant| {
        let status = if taken.contains(&grant.arn) { GrantStatus::Deleted } else { grant.status.clone() };
        Grant { status, ..grant.clone() }
    };
    complete(grants.items().iter().map(ended).collect())
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P12: each has an action, or a reason why it has none.
    #[test]
    fn every_owned_live_grant_is_taken_back_or_has_a_reason(all in grants()) {
        let (hub, progress, all) = (HUB.parse().unwrap(), Progress::default(), complete(all));
        let plan = retirement(&hub, &all, &progress);
        for grant in all.items().iter().filter(|grant| is_ours_and_live(grant)) {
            let mut lines = plan.lines.iter().filter(|line| line.grant.is_some_and(|it| it.arn == grant.arn));
            let line = lines.next().unwrap();
            prop_assert!(lines.next().is_none());
            prop_assert_eq!(line.wish, Some(Wish::Revoked));
            prop_assert!(line.decision.is_action() || matches!(line.reason, Reason::Held(_)), "{line:?}");
        }
    }

    /// P1.
    #[test]
    fn nothing_of_others_is_in_an_action_or_in_a_question(all in grants()) {
        let (hub, progress, all) = (HUB.parse().unwrap(), Progress::default(), complete(all));
        let plan = retirement(&hub, &all, &progress);
        for line in plan.lines.iter().filter(|line| !bears_our_name(line.grant.unwrap())) {
            prop_assert_eq!((line.decision, line.wish), (Decision::Skip, None));
            prop_assert!(!covers(&plan, &RunRequest::default()).contains(line.grant.unwrap().arn.as_str()));
        }
    }

    #[test]
    fn applied_it_leaves_nothing_but_what_nobody_understands(all in grants()) {
        let left = applied(&complete(all));
        let (hub, progress) = (HUB.parse().unwrap(), Progress::default());
        let plan = retirement(&hub, &left, &progress);
        prop_assert_eq!(plan.counts.actions(), 0);
        for grant in left.items().iter().filter(|grant| is_ours_and_live(grant)) {
            prop_assert!(matches!(grant.status, GrantStatus::Unknown(_)), "{grant:?}");
        }
    }

    /// P4: what was not named is never covered, and what AWS deletes already needs no approval.
    #[test]
    fn an_approval_covers_exactly_what_it_names(all in grants(), fewer in any::<prop::sample::Index>()) {
        let (hub, progress, all) = (HUB.parse().unwrap(), Progress::default(), complete(all));
        let plan = retirement(&hub, &all, &progress);
        let mut named = covers(&plan, &RunRequest::default());
        prop_assert_eq!(judge(&plan, &named), Verdict::Go);
        for line in plan.lines.iter().filter(|line| line.decision.is_action()) {
            let grant = line.grant.unwrap();
            prop_assert_eq!(named.contains(grant.arn.as_str()), grant.status != GrantStatus::PendingDelete);
        }
        if !named.is_empty() {
            let taken_out = named.iter().nth(fewer.index(named.len())).unwrap().clone();
            named.remove(&taken_out);
            prop_assert!(judge(&plan, &named) != Verdict::Go);
        }
    }

    #[test]
    fn the_order_of_the_grants_does_not_matter(mut all in grants()) {
        let text = |all: Vec<Grant>| {
            let (hub, progress, all) = (HUB.parse().unwrap(), Progress::default(), complete(all));
            let plan = retirement(&hub, &all, &progress);
            plan_markdown(&plan_file(&plan, Verdict::Go, None, &run(RunRequest::default()), 1))
        };
        let one = text(all.clone());
        all.reverse();
        prop_assert_eq!(one, text(all));
    }

    /// Every action finds its way into one item, with the share that it is about.
    #[test]
    fn no_action_is_lost_on_the_way_to_apply(all in grants()) {
        let (hub, progress, all) = (HUB.parse().unwrap(), Progress::default(), complete(all));
        let plan = retirement(&hub, &all, &progress);
        let run = run(RunRequest { retire: true, ..RunRequest::default() });
        let actions: Vec<_> = items(&plan, &run, 1).into_iter().flat_map(|item| item.actions).collect();
        prop_assert_eq!(actions.len(), plan.counts.actions() as usize);
        for action in actions {
            let grant = all.items().iter().find(|grant| Some(&grant.arn) == action.grant.as_ref()).unwrap();
            prop_assert_eq!(&action.share, &grant.share);
            prop_assert!(matches!(action.next, NextTask::Delete | NextTask::Wait));
        }
    }
}

#[test]
fn what_failed_in_this_run_or_is_of_others_is_left_for_the_rest_of_it() {
    let all = complete(vec![grant(1, 1, 1, "ACTIVE"), grant(2, 1, 2, "ACTIVE"), grant(3, 1, 3, "ACTIVE")]);
    let hub = HUB.parse().unwrap();
    let progress = Progress {
        held: [(all.items()[0].share.clone(), "AWS said no".to_owned())].into(),
        foreign: [all.items()[1].arn.clone()].into(),
        ..Progress::default()
    };
    let plan = retirement(&hub, &all, &progress);
    let lines: Vec<_> = plan.lines.iter().map(|line| (line.decision, line.reason.to_string())).collect();
    let retired = Reason::Retired.to_string();
    assert_eq!(lines, [(Decision::Hold, "AWS said no".to_owned()), (Decision::Delete, retired)]);
}

#[test]
fn says_what_is_stopped_what_is_not_and_what_is_left_to_delete() {
    let caught = |error: &str| Some(Caught { error: error.to_owned(), cause: "AWS says so".to_owned() });
    let switch = |name: &str, failure| Switch { name: name.to_owned(), failure };
    let mut aftermath = Aftermath {
        rules: vec![
            switch("rule-1", None),
            switch("rule-2", caught("EventBridge.ResourceNotFoundException")),
        ],
        schedules: vec![switch("schedule-1", caught("Scheduler.ThrottlingException"))],
        guard_rail: Some(GuardRail { run: "retire-1".to_owned(), failure: None }),
    };
    insta::assert_snapshot!(aftermath.notes(true).join("\n"), @r#"
    Rules that are disabled: rule-1.
    Schedules that are disabled: none.
    All runs stay paused. To go on sharing instead, enable the rules and schedules, then start marketplace-steward-share-licenses with {"pause": false}.
    Left to do: the schedule schedule-1 could not be disabled (Scheduler.ThrottlingException: AWS says so); disable it by hand, or redrive this run.
    The guard rail is removed by the run retire-1 of marketplace-steward-setup, which asks before it does.
    What is left to delete, in this order and when nothing is left above: MarketplaceStewardHub, MarketplaceStewardMembers-..., MarketplaceStewardPurchaseTeam-..., MarketplaceStewardSetup-..., MarketplaceStewardManagement-...; the runbook says how, under "Leaving".
    "#);
    assert_eq!(aftermath.problems().len(), 1);

    let mut told = |error| {
        aftermath.guard_rail = Some(GuardRail { run: "retire-1".to_owned(), failure: caught(error) });
        (aftermath.problems().len() - 1, aftermath.notes(true).join("\n"))
    };
    let (problems, notes) = told("StepFunctions.ExecutionAlreadyExistsException");
    assert!(problems == 0 && notes.contains("is removed by the run retire-1"), "{notes}");
    let (problems, notes) = told("StepFunctions.StateMachineDoesNotExistException");
    assert!(problems == 0 && notes.contains("There is no marketplace-steward-setup"), "{notes}");
    let (problems, notes) = told("StepFunctions.AWSStepFunctionsException");
    assert!(problems == 1 && notes.contains("could not be started"), "{notes}");
    aftermath.guard_rail = None;
    assert!(aftermath.notes(true).join("\n").contains("The guard rail stays"));
    assert!(!aftermath.notes(false).join("\n").contains("guard rail"));
}
