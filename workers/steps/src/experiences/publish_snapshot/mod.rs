//! Publish the snapshot: reads every configured experience, publishes what differs from the present snapshot as the next
//! one, and says whether members are to be told. Also the door of `publish-experiences`.
//!
//! Expected flow, with the calls that it takes for up to 20 experiences and audiences and as many policies and brandings:
//! what has to be in place (3, see [`preflight`]), the head (1), the audiences (1), experiences and audiences (1), policies
//! and brandings (1). If it is all as published, the record of each member. If not, the parts, the head, and from the third
//! snapshot on a look for parts that are too old.
//!
//! Guarantees: the head is read first and written last, on condition that it still is the one that was read; so nothing that
//! was read earlier ever replaces something that was read later. Until the new head is there, the old snapshot is the
//! present one and whole. The last two snapshots stay, for members that are just reading.

mod message;
mod sources;

pub use message::{Detail, Message};
pub(crate) use message::{SNAPSHOT_PUBLISHED, SOURCE};

use domain::door::Machine;
use domain::experience::identity::{Administrator, ExperienceId};
use domain::experience::limits::PART_BYTES_MAX;
use domain::experience::publishing::PublishSettings;
use domain::experience::record::{MemberRecord, Notice, notice};
use domain::experience::snapshot::{Content, Counts, Head, Part, Publication, SourceState, join};
use domain::identifier::ExecutionArn;
use domain::setup::settings::Side;
use serde::{Deserialize, Serialize};

use super::told::told;
use crate::door::asked;
use crate::error::{ErrorClass, StepError, bug, invalid};
use crate::ports::Prerequisites;
use crate::ports::experiences::{Catalog, Publishing};
use crate::preflight;

/// Snapshots that stay, the present one included.
const SNAPSHOTS_KEPT: u64 = 2;

/// Who asks, and the input of the execution as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The execution.
    pub execution: ExecutionArn,
    /// When it was started.
    pub started: String,
    /// Its input; anything at all until it is checked here.
    pub input: serde_json::Value,
}

/// What was published, and whom it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The present snapshot.
    pub revision: u64,
    /// Whether this run made it.
    pub changed: bool,
    /// Whether members are to be told.
    pub tell: bool,
    /// Why: `none`, `changed` or `behind`.
    pub notice: String,
    /// The members that have not come to it; asked for only when nothing changed, since otherwise it is all of them.
    pub members_behind: Vec<String>,
    /// What it adds up to.
    pub counts: Counts,
    /// What nothing is published of.
    pub skipped: Vec<Skipped>,
    /// What members are told.
    pub message: Message,
}

/// An experience of which nothing is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Which one.
    pub experience: ExperienceId,
    /// Why, and what to do.
    pub why: String,
}

/// Publishes.
///
/// # Errors
/// `Invalid` for an input that means nothing here, or when a prerequisite is missing; `Denied` for a missing permission; `Busy` when another run published at
/// the same time: everything has to be read anew.
pub async fn run(
    catalog: &impl Catalog,
    prerequisites: &impl Prerequisites,
    table: &impl Publishing,
    settings: &PublishSettings,
    request: Request,
) -> Result<Answer, StepError> {
    asked(Machine::PublishExperiences, request.input)?;
    let account = request.execution.account().map_err(|error| invalid(error.to_string()))?;
    let organization = preflight::check(prerequisites, &request.execution, Side::Publisher).await?;
    let previous = table.head().await?;
    let by = Administrator::of(&account, &organization.management_account);
    let sources = sources::read(catalog, by, &settings.experiences).await?;
    let content = Content::new(sources).map_err(|error| invalid(error.to_string()))?;
    let publication = Publication::of(previous.as_ref(), &content, PART_BYTES_MAX)
        .map_err(|error| bug("the snapshot", &error))?;
    let (head, records, changed) = match (publication, previous) {
        (Publication::New { head, parts }, previous) => {
            publish(table, &head, &parts, previous.as_ref()).await?;
            (head, Vec::new(), true)
        }
        (Publication::Unchanged, Some(head)) => {
            let records = records(table, &settings.members).await?;
            match lost(table, &head, &content, settings, &records).await? {
                None => (head, records, false),
                Some((next, parts)) => {
                    publish(table, &next, &parts, Some(&head)).await?;
                    (next, Vec::new(), true)
                }
            }
        }
        (Publication::Unchanged, None) => {
            return Err(bug("the snapshot", &"it is said to be as published, and there is none"));
        }
    };
    let notice = notice(changed, &head, &settings.members, &records);
    let message = Message::new(&request.execution, &account, &request.started, head.revision, &notice)?;
    Ok(Answer {
        revision: head.revision,
        changed,
        tell: notice != Notice::None,
        notice: message.detail.notice.clone(),
        members_behind: message.detail.members.clone(),
        counts: head.counts,
        skipped: skipped(&content),
        message,
    })
}

/// Writes a snapshot, its head last, and forgets those that are too old.
async fn publish(
    table: &impl Publishing,
    head: &Head,
    parts: &[Part],
    previous: Option<&Head>,
) -> Result<(), StepError> {
    for part in parts {
        table.put_part(head, part).await?;
    }
    if !table.put_head(head, previous).await? {
        return Err(StepError::new(
            ErrorClass::Busy,
            format!(
                "another run published while this one was preparing snapshot {}; everything is read anew by itself",
                head.revision
            ),
        ));
    }
    let oldest_kept = (head.revision + 1).saturating_sub(SNAPSHOTS_KEPT);
    if oldest_kept > 1 {
        table.forget_below(oldest_kept).await?;
    }
    Ok(())
}

/// What is to be published although nothing changed: where a member is behind, that may be because a part was lost, and
/// nobody could ever follow.
async fn lost(
    table: &impl Publishing,
    head: &Head,
    content: &Content,
    settings: &PublishSettings,
    records: &[MemberRecord],
) -> Result<Option<(Head, Vec<Part>)>, StepError> {
    if notice(false, head, &settings.members, records) == Notice::None
        || join(head, table.parts(head).await?).is_ok()
    {
        return Ok(None);
    }
    let next =
        Publication::anew(head, content, PART_BYTES_MAX).map_err(|error| bug("the snapshot", &error))?;
    Ok(Some(next))
}

/// What the members told.
async fn records(table: &impl Publishing, members: &[String]) -> Result<Vec<MemberRecord>, StepError> {
    let mut records = Vec::new();
    for member in members {
        records.extend(told(table, member).await?);
    }
    Ok(records)
}

fn skipped(content: &Content) -> Vec<Skipped> {
    let skipped = content.experiences().iter().filter_map(|source| match &source.state {
        SourceState::Published(_) => None,
        SourceState::Skipped(skip) => Some(Skipped { experience: source.id.clone(), why: skip.to_string() }),
    });
    skipped.collect()
}
