//! The plan as people and steps read it.

use domain::guard::judge;
use domain::plan::{Decision, Progress, plan};
use domain::report::{PlanFile, plan_file, plan_markdown};
use domain::run::RunRequest;
use domain::work::items;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::generate::worlds;
use super::world::World;
use crate::support::{cases, run};

/// The bytes of `plan.json` and of `plan.md`.
fn told(world: &World, request: &RunRequest) -> (String, String) {
    let (seen, progress) = (world.seen(), Progress::default());
    let plan = plan(&world.policy, &seen, request, &progress);
    let verdict = judge(&plan, &progress, world.policy.guard, request);
    let file = plan_file(&plan, verdict, None, &run(request.clone()), 1);
    (serde_json::to_string(&file).unwrap(), plan_markdown(&file))
}

fn turned<T>(items: &mut [T], by: usize) {
    if !items.is_empty() {
        items.rotate_left(by % items.len());
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn the_order_of_the_input_does_not_change_a_byte(
        world in worlds(),
        change_mode in any::<bool>(),
        by in any::<[u8; 3]>(),
    ) {
        let request = RunRequest { change_mode, ..RunRequest::default() };
        let mut other = world.clone();
        turned(&mut other.accounts, by[0].into());
        turned(&mut other.licenses, by[1].into());
        turned(&mut other.grants, by[2].into());
        if by[0] % 2 == 0 {
            other.grants.reverse();
            other.accounts.reverse();
        }
        prop_assert_eq!(told(&world, &request), told(&other, &request));
    }

    #[test]
    fn every_line_has_a_reason_and_the_file_reads_back(world in worlds(), change_mode in any::<bool>()) {
        let request = RunRequest { change_mode, ..RunRequest::default() };
        let (json, text) = told(&world, &request);
        let file: PlanFile = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(serde_json::to_string(&file).unwrap(), json);
        let lines = text.lines().filter(|line| line.starts_with('|')).count();
        prop_assert_eq!(lines.saturating_sub(2), file.rows.len());
        for row in &file.rows {
            prop_assert!(row.reason.len() > 10, "{row:?}");
        }
    }

    /// What is done by one action is done by no other, and whoever gets something gets it before others lose theirs.
    #[test]
    fn every_action_is_in_one_item_and_areas_are_in_one_of_their_own(world in worlds(), change_mode in any::<bool>()) {
        let request = RunRequest { change_mode, ..RunRequest::default() };
        let (seen, progress) = (world.seen(), Progress::default());
        let plan = plan(&world.policy, &seen, &request, &progress);
        let items = items(&plan, &run(request), 1);
        prop_assert_eq!(
            items.iter().map(|item| item.actions.len()).sum::<usize>(),
            plan.counts.actions() as usize
        );
        for item in &items {
            prop_assert!(item.actions.iter().map(|action| action.wish).collect::<Vec<_>>().is_sorted());
            let areas = item.actions.iter().filter(|action| action.share.principal.account().is_none()).count();
            prop_assert!(areas == 0 || areas == item.actions.len(), "{item:?}");
            if areas > 0 {
                prop_assert_eq!((item.item.as_str(), item.at_a_time), ("areas-1", 1));
            }
        }
        // A deletion never stands beside the creation of what replaces it.
        for line in plan.lines.iter().filter(|line| line.decision == Decision::Delete) {
            prop_assert!(line.successor.is_none_or(|by| by.status.as_str() == "ACTIVE"), "{line:?}");
        }
    }
}
