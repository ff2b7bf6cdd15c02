//! The harness of the stories about private marketplaces: a management organization and those that follow it, on one
//! local AWS, with each stack deployed in its own account as synthesized.
//!
//! A story begins with [`Group::begin`], lets the management side publish, lets the members follow, and looks at the
//! experiences as they really are. It knows no business rule: what is right is said by the story.

mod follow;
mod member;
mod quiet;

pub use member::Member;

use local::{Account, Deployment, Ended, Follow, HUB_ACCOUNT, LocalAws, Options};
use serde_json::{Value, json};
use sim::{ExperienceView, Sim, WorldFile};

use crate::build::Build;
use crate::{StoryError, Told, rights};

/// The experience that is managed, in `tests/worlds/experiences.json`.
pub const SOURCE: &str = "exp-hf00default00";
const MANAGEMENT_STACK: &str = "MarketplaceStewardExperiences";
/// The names in `tests/worlds/experiences.settings.json`, each with the account of its stack.
const MEMBERS: [(&str, &str); 3] = [
    ("finch-retail", "320000000002"),
    ("harbour-logistics", "330000000002"),
    ("bay-insurance", "340000000001"),
];
/// A change set of a minute passes in a fifth of a second.
const SPEED: f64 = 300.0;

/// The organizations of a group of companies, on one local AWS; all end with the value.
#[derive(Debug)]
pub struct Group {
    aws: LocalAws,
    publish: String,
    table: String,
    members: Vec<Member>,
}

impl Group {
    /// Begins in the world of `tests/worlds/experiences.json` with all its members.
    ///
    /// # Errors
    /// When the local AWS does not come up or a stack cannot be deployed.
    pub async fn begin() -> Result<Self, StoryError> {
        Self::begin_with(Self::options(), &Build::as_built()?, &MEMBERS.map(|(name, _)| name)).await
    }

    /// Begins in that world with these members only.
    ///
    /// # Errors
    /// As [`Group::begin`].
    pub async fn begin_of(members: &[&str]) -> Result<Self, StoryError> {
        Self::begin_with(Self::options(), &Build::as_built()?, members).await
    }

    /// Begins in a world of its own with these members.
    ///
    /// # Errors
    /// As [`Group::begin`].
    pub async fn begin_in(world: WorldFile, members: &[&str]) -> Result<Self, StoryError> {
        let options = Options { world: Some(world), ..Self::options() };
        Self::begin_with(options, &Build::as_built()?, members).await
    }

    /// Begins with options and a build of its own.
    ///
    /// # Errors
    /// As [`Group::begin`].
    pub async fn begin_with(
        mut options: Options,
        build: &Build,
        members: &[&str],
    ) -> Result<Self, StoryError> {
        if options.world.is_none() {
            options.world = Some(WorldFile::experiences().map_err(StoryError::World)?);
        }
        options.rights = Some(rights::file()?);
        let aws = LocalAws::start(&options).await?;
        let management = deploy(&aws, HUB_ACCOUNT, MANAGEMENT_STACK, build).await?;
        let (publish, table) =
            (output(&management, "StateMachineAliasArn")?, output(&management, "SnapshotTableName")?);
        let mut group = Self { aws, publish, table, members: Vec::new() };
        for (name, account) in MEMBERS.into_iter().filter(|(name, _)| members.contains(name)) {
            let stack = deploy(&group.aws, account, &stack_of(name), build).await?;
            group.members.push(Member::of(name, account, &stack)?);
        }
        Ok(group)
    }

    /// The options that a story begins with unless it says otherwise; without a world, it is that of [`Group::begin`].
    #[must_use]
    pub fn options() -> Options {
        Options { speed: SPEED, ..Options::default() }
    }

    /// Another build of a member's stack is deployed, whatever is under way.
    ///
    /// # Errors
    /// When it cannot be deployed.
    pub async fn deploy(&self, member: &str, build: &Build) -> Told {
        deploy(&self.aws, self.member(member).account(), &stack_of(member), build).await.map(|_| ())
    }

    /// A person starts the management machine by hand, and it goes to its end.
    ///
    /// # Errors
    /// When it cannot be started, or does not succeed.
    pub async fn publish(&self) -> Result<Ended, StoryError> {
        let execution = self.aws.start_run(&self.publish, &json!({})).await?;
        succeeded(self.aws.follow(&execution).ended().await?)
    }

    /// The same, and every member follows what it is told.
    ///
    /// # Errors
    /// When it cannot be started, or a run of a member did not succeed.
    pub async fn publish_and_follow(&self) -> Result<Ended, StoryError> {
        let published = self.publish().await?;
        self.once_all_is_quiet_after(1, 1).await?;
        for member in &self.members {
            self.runs_of(member.name()).await?.into_iter().try_for_each(|run| succeeded(run).map(|_| ()))?;
        }
        Ok(published)
    }

    /// All runs of the management machine that have started, in order, once they have ended.
    ///
    /// # Errors
    /// When they cannot be followed.
    pub async fn publications(&self) -> Result<Vec<Ended>, StoryError> {
        self.ended_runs(&self.publish).await
    }

    /// All runs of a member that have started, in order, once they have ended.
    ///
    /// # Errors
    /// When they cannot be followed.
    pub async fn runs_of(&self, member: &str) -> Result<Vec<Ended>, StoryError> {
        self.ended_runs(self.member(member).machine()).await
    }

    async fn ended_runs(&self, machine: &str) -> Result<Vec<Ended>, StoryError> {
        let mut ended = Vec::new();
        for execution in self.aws.runs(machine).await? {
            ended.push(self.aws.follow(&execution).ended().await?);
        }
        Ok(ended)
    }

    /// What the management table says of a member: its record.
    ///
    /// # Errors
    /// When the table cannot be read or says nothing of it.
    pub async fn record_of(&self, member: &str) -> Result<Value, StoryError> {
        let rows = self.aws.rows(&self.table).await?;
        let key = format!("member#{member}");
        let row = rows.iter().find(|row| row.get("pk") == Some(&key));
        let body = row.and_then(|row| row.get("body")).and_then(|body| serde_json::from_str(body).ok());
        body.ok_or_else(|| StoryError::Missed { what: key, when: "the table does not have it".to_owned() })
    }

    /// The name of the table with the snapshots, in the management account.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The management account.
    #[must_use]
    pub fn management(&self) -> Account<'_> {
        self.aws.hub()
    }

    /// A member that the story began with.
    ///
    /// # Panics
    /// When it began without.
    #[must_use]
    pub fn member(&self, name: &str) -> &Member {
        let found = self.members.iter().find(|member| member.name() == name);
        found.unwrap_or_else(|| panic!("the story began without {name}: name it at its beginning"))
    }

    /// The account of a member.
    #[must_use]
    pub fn account_of(&self, member: &str) -> Account<'_> {
        self.aws.account(self.member(member).account())
    }

    /// An experience as it really is.
    ///
    /// # Panics
    /// When the world has no such experience.
    #[must_use]
    pub fn experience(&self, id: &str) -> ExperienceView {
        self.sim().experience(id).unwrap_or_else(|| panic!("the world has no {id}: correct the story"))
    }

    /// The simulated services: what else can happen, and the world as it really is.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        self.aws.sim()
    }

    /// The local AWS itself, for a story that looks at more than the world.
    #[must_use]
    pub fn aws(&self) -> &LocalAws {
        &self.aws
    }

    fn follow(&self, execution: &str) -> Follow {
        self.aws.follow(execution)
    }
}

fn succeeded(run: Ended) -> Result<Ended, StoryError> {
    match &run.error {
        None => Ok(run),
        Some(error) => Err(StoryError::Missed {
            what: format!("the success of {}", run.execution),
            when: format!("it failed: {error}: {}", run.cause.as_deref().unwrap_or_default()),
        }),
    }
}

fn stack_of(member: &str) -> String {
    format!("MarketplaceStewardSync-{member}")
}

async fn deploy(aws: &LocalAws, account: &str, stack: &str, build: &Build) -> Result<Deployment, StoryError> {
    Ok(aws.account(account).deploy(stack, &build.assembly, &build.bootstrap).await?)
}

fn output(stack: &Deployment, name: &'static str) -> Result<String, StoryError> {
    stack.output(name).map(str::to_owned).ok_or(StoryError::Output(name))
}
