//! The management stack as its one step sees it.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::experience::identity::{Administrator, ExperienceId};
use domain::experience::publishing::PublishSettings;
use domain::experience::record::{ExperienceRecord, MemberRecord};
use domain::experience::snapshot::{Published, Snapshot, Source};
use domain::run::RunRequest;
use serde_json::{Value, json};
use sim::{ExperienceEntry, Options, Sim, WorldFile};
use steps::error::StepError;
use steps::experiences::publish_snapshot::{self, Answer, Request};
use steps::ports::experiences::{Catalog, EntityKind};

use super::table::Table;
use crate::support::catalog::Wire;
use crate::support::stacks::options;
use crate::support::world::{CENTRAL, SOURCE, experience, product, world};

/// A member account of the organization that publishes.
pub(crate) const DELEGATE: &str = "111111111112";
/// The two members of most tests.
pub(crate) const MEMBERS: [&str; 2] = ["finch", "harbour"];

/// The stack.
pub(crate) struct Desk {
    pub(crate) sim: Sim,
    pub(crate) aws: Wire,
    pub(crate) table: Table,
    pub(crate) settings: PublishSettings,
    account: &'static str,
    runs: AtomicU32,
}

/// An organization that has these experiences.
pub(crate) fn publishing(experiences: Vec<ExperienceEntry>) -> WorldFile {
    let mut world = world(experience(SOURCE, 0, 0), Vec::new());
    world.private_marketplace.as_mut().unwrap().experiences = experiences;
    world
}

/// The same, with its private marketplace delegated to [`DELEGATE`].
pub(crate) fn with_delegate(experiences: Vec<ExperienceEntry>) -> WorldFile {
    let mut world = publishing(experiences);
    let delegate = json!({"id": DELEGATE, "name": "Procurement", "parent": world.organization.root});
    world.accounts.push(serde_json::from_value(delegate).unwrap());
    world.private_marketplace.as_mut().unwrap().delegated_administrator = Some(DELEGATE.to_owned());
    world
}

impl Desk {
    /// One that publishes all experiences of the organization, from its management account.
    pub(crate) async fn of(experiences: Vec<ExperienceEntry>) -> Self {
        let ids = experiences.iter().map(|one| one.id.parse().unwrap()).collect();
        Self::with(publishing(experiences), options(), CENTRAL, ids).await
    }

    pub(crate) async fn with(
        world: WorldFile,
        options: Options,
        account: &'static str,
        experiences: Vec<ExperienceId>,
    ) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        Self {
            aws: Wire::new(&sim, account),
            table: Table::default(),
            settings: PublishSettings { experiences, members: MEMBERS.map(str::to_owned).to_vec() },
            account,
            runs: AtomicU32::new(0),
            sim,
        }
    }

    /// One run, as a schedule starts it.
    pub(crate) async fn publish(&self) -> Result<Answer, StepError> {
        self.publish_for(json!({})).await
    }

    /// One run with an input.
    pub(crate) async fn publish_for(&self, input: Value) -> Result<Answer, StepError> {
        self.publish_from(&self.aws, input).await
    }

    /// One run that reads from a Catalog of its own.
    pub(crate) async fn publish_from(
        &self,
        catalog: &impl Catalog,
        input: Value,
    ) -> Result<Answer, StepError> {
        let number = self.runs.fetch_add(1, Ordering::Relaxed) + 1;
        let execution = format!(
            "arn:aws:states:us-east-1:{}:execution:marketplace-steward-publish-experiences:run-{number}",
            self.account
        );
        let started = format!("2026-11-22T{number:02}:00:00.125Z");
        let request = Request { execution: execution.parse().unwrap(), started, input };
        publish_snapshot::run(catalog, &self.aws.prerequisites(), &self.table, &self.settings, request).await
    }

    /// The present snapshot.
    pub(crate) async fn snapshot(&self) -> Snapshot {
        self.table.snapshot().await.unwrap()
    }

    /// What is published of an experience.
    pub(crate) async fn source(&self, id: &str) -> Source {
        self.snapshot().await.content.source(&id.parse().unwrap()).unwrap().clone()
    }

    /// The same, where something is published.
    pub(crate) async fn published(&self, id: &str) -> Published {
        self.source(id).await.published().unwrap().clone()
    }

    /// The id of the one audience that there is.
    pub(crate) async fn audience(&self) -> String {
        let listed = self.aws.entities(EntityKind::Audience, Administrator::ManagementAccount, None).await;
        listed.unwrap().items.pop().unwrap()
    }

    /// A person approves a product, and it is applied.
    pub(crate) fn approve(&self, number: u64) {
        self.sim.approve_products(SOURCE, &[&product(number)]).unwrap();
        self.sim.clock().advance_seconds(200);
    }

    /// A member has come to a snapshot.
    pub(crate) async fn member_is_at(&self, member: &str, revision: u64) {
        self.table.tell(record(member, revision, true)).await;
    }
}

/// What a member tells of a run that looked at one experience.
pub(crate) fn record(member: &str, revision: u64, settled: bool) -> MemberRecord {
    let one = ExperienceRecord {
        experience: "exp-stores0000000".parse().unwrap(),
        follows: SOURCE.parse().unwrap(),
        skipped: None,
        counts: Default::default(),
        settled,
        failures: Vec::new(),
        logo_applied: None,
    };
    MemberRecord {
        member: member.to_owned(),
        revision,
        at: "2026-11-22T01:00:00Z".to_owned(),
        experiences: vec![one],
    }
}

/// What `nudge` asks for.
pub(crate) fn nudged() -> Value {
    let reason = "the change set By hand was applied".to_owned();
    serde_json::to_value(RunRequest { leave_held: true, reason, ..RunRequest::default() }).unwrap()
}
