//! What is done when the grants are taken back: nothing starts runs any more, and setup removes the guard rail if asked to.

use serde::{Deserialize, Serialize};

use crate::work::Caught;

/// What the state machine did, in its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aftermath {
    /// The rules that start runs.
    pub rules: Vec<Switch>,
    /// The schedules that do.
    pub schedules: Vec<Switch>,
    /// What became of the guard rail's removal; `None`: it was not asked for, or something is left that it would be too
    /// early for.
    #[serde(default)]
    pub guard_rail: Option<GuardRail>,
}

/// A rule or a schedule that was to be switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Its name.
    pub name: String,
    /// What AWS had against it.
    #[serde(default)]
    pub failure: Option<Caught>,
}

/// The run of setup that is to remove the guard rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardRail {
    /// The name that it was started under.
    pub run: String,
    /// What AWS had against it.
    #[serde(default)]
    pub failure: Option<Caught>,
}

/// How people start what the machine could not.
const REMOVE_GUARD_RAIL: &str = r#"marketplace-steward-setup with {"remove_guard_rail": true, "fix": true}"#;

impl Switch {
    /// One that is not there starts nothing.
    fn is_absent(&self) -> bool {
        self.failure.as_ref().is_some_and(|caught| caught.error.contains("ResourceNotFound"))
    }

    fn problem(&self, kind: &str) -> Option<String> {
        let caught = self.failure.as_ref().filter(|_| !self.is_absent())?;
        Some(format!(
            "the {kind} {} could not be disabled ({}: {}); disable it by hand, or redrive this run",
            self.name,
            caught.error,
            caught.message()
        ))
    }
}

impl GuardRail {
    /// A run of this name began before: the call was made again.
    fn is_under_way(&self) -> bool {
        self.failure.as_ref().is_none_or(|caught| caught.error.contains("ExecutionAlreadyExists"))
    }

    /// There is no such machine in this account.
    fn is_elsewhere(&self) -> bool {
        self.failure.as_ref().is_some_and(|caught| caught.error.contains("StateMachineDoesNotExist"))
    }
}

impl Aftermath {
    /// What of it did not work and has to be done by a person, or again.
    pub fn problems(&self) -> Vec<String> {
        let rules = self.rules.iter().filter_map(|rule| rule.problem("rule"));
        let schedules = self.schedules.iter().filter_map(|schedule| schedule.problem("schedule"));
        let failed = |guard_rail: &&GuardRail| !guard_rail.is_under_way() && !guard_rail.is_elsewhere();
        let guard_rail = self.guard_rail.as_ref().filter(failed).and_then(|it| it.failure.as_ref());
        let guard_rail = guard_rail.map(|caught| {
            format!(
                "the removal of the guard rail could not be started ({}: {}); start {REMOVE_GUARD_RAIL} by hand",
                caught.error,
                caught.message()
            )
        });
        rules.chain(schedules).chain(guard_rail).collect()
    }

    /// What people are told at the end: what is stopped, how that is undone, and what is left to delete. `wanted` says whether
    /// the guard rail was to be removed.
    pub fn notes(&self, wanted: bool) -> Vec<String> {
        let stopped = |switches: &[Switch]| {
            let names: Vec<_> =
                switches.iter().filter(|it| it.failure.is_none()).map(|it| it.name.as_str()).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let mut notes = vec![
            format!("Rules that are disabled: {}.", stopped(&self.rules)),
            format!("Schedules that are disabled: {}.", stopped(&self.schedules)),
            "All runs stay paused. To go on sharing instead, enable the rules and schedules, then start \
             marketplace-steward-share-licenses with {\"pause\": false}."
                .to_owned(),
        ];
        notes.extend(self.problems().into_iter().map(|problem| format!("Left to do: {problem}.")));
        notes.extend(match &self.guard_rail {
            None if wanted => Some(
                "The guard rail stays until nothing is left here: then redrive this run, or start another one.".to_owned(),
            ),
            Some(run) if run.is_elsewhere() => Some(format!(
                "There is no marketplace-steward-setup in this account to remove the guard rail; where it is, start \
                 {REMOVE_GUARD_RAIL}."
            )),
            Some(run) if run.is_under_way() => Some(format!(
                "The guard rail is removed by the run {} of marketplace-steward-setup, which asks before it does.",
                run.run
            )),
            Some(_) | None => None,
        });
        notes.push(
            "What is left to delete, in this order and when nothing is left above: MarketplaceStewardHub, \
             MarketplaceStewardMembers-..., MarketplaceStewardPurchaseTeam-..., MarketplaceStewardSetup-..., \
             MarketplaceStewardManagement-...; the runbook says how, under \"Leaving\"."
                .to_owned(),
        );
        notes
    }
}
