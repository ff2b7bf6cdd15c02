//! Fetch the snapshot: all of it, and all experiences of this organization, or an error (seed defects P1, P3, P9).
//!
//! It begins with what the run needs of its organization ([`preflight`]).
//!
//! Guarantees: parts of two snapshots are never mixed; what is not whole is an error, and a run that has no snapshot writes
//! nothing; an organization in which nothing is found is an error, not an empty list.

use std::collections::{BTreeMap, BTreeSet};

use domain::experience::identity::{Administrator, ExperienceId};
use domain::experience::snapshot::{Head, Snapshot, SnapshotError, join};
use domain::run::{PAYLOAD_VERSION, Run};
use domain::setup::settings::Side;
use serde::{Deserialize, Serialize};

use super::fetched::Fetched;
use super::item::ExperienceItem;
use super::member::Member;
use super::told::told;
use super::{keys, observe};
use crate::error::{StepError, bug, invalid};
use crate::files;
use crate::ports::experiences::{Catalog, EntityKind, Published};
use crate::ports::{Prerequisites, Store};
use crate::preflight;

/// Times that a snapshot is read which another one replaces meanwhile. It is replaced once an hour, or a few times when
/// products are approved one by one.
const READS_MAX: u32 = 4;

/// Which pass begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The run.
    pub run: Run,
    /// The pass, from 1.
    pub pass: u32,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The revision of the snapshot.
    pub revision: u64,
    /// Experiences that are looked at.
    pub experiences: usize,
    /// Where the items lie: one for each of them.
    pub items_key: String,
}

/// Fetches the snapshot and finds the experiences.
///
/// # Errors
/// `Invalid` when the settings contradict themselves, a prerequisite is missing, nothing was published, the snapshot is not whole, or there is no
/// experience; or what AWS answered.
pub async fn run(
    published: &impl Published,
    catalog: &impl Catalog,
    prerequisites: &impl Prerequisites,
    store: &impl Store,
    member: &Member,
    request: Request,
) -> Result<Answer, StepError> {
    let Request { run, pass } = request;
    let settings = &member.settings;
    settings.check().map_err(|error| invalid(format!("the settings of this stack: {error}")))?;
    let account = run.execution.account().map_err(|error| bug("the run", &error))?;
    let organization = preflight::check(prerequisites, &run.execution, Side::Member).await?;
    let administrator = Administrator::of(&account, &organization.management_account);
    let (head, snapshot) = whole_snapshot(published).await?;
    let listed = experiences(catalog, administrator).await?;
    if listed.is_empty() && settings.follows.iter().any(|follow| follow.experiences.is_empty()) {
        return Err(invalid(format!(
            "account {account} sees no experience; deploy the stack in the management account or in the delegated \
             administrator's of the private marketplace, or create an experience in AWS Marketplace"
        )));
    }
    let fetched = Fetched {
        v: PAYLOAD_VERSION,
        head,
        content: snapshot.content,
        administrator,
        logos: logos(published, &member.name).await?,
    };
    files::write(store, &keys::fetched(&run, pass), &fetched).await?;
    let items: Vec<ExperienceItem> = settings
        .assignments(&listed)
        .into_iter()
        .map(|assignment| ExperienceItem::new(assignment, run.clone(), pass, fetched.head.revision))
        .collect();
    let items_key = keys::items(&run, pass);
    files::write(store, &items_key, &items).await?;
    Ok(Answer { revision: fetched.head.revision, experiences: items.len(), items_key })
}

/// Head and parts of one snapshot. One that is replaced while it is read is read again from its head.
async fn whole_snapshot(published: &impl Published) -> Result<(Head, Snapshot), StepError> {
    let mut reads = 1;
    loop {
        let head = published.head().await?.ok_or_else(|| {
            invalid("nothing was published yet; start publish-experiences in the management account")
        })?;
        match join(&head, published.parts(&head).await?) {
            Ok(snapshot) => return Ok((head, snapshot)),
            Err(error) if error.may_be_replaced() && reads < READS_MAX => reads += 1,
            Err(error) => return Err(not_whole(&error, reads)),
        }
    }
}

fn not_whole(error: &SnapshotError, reads: u32) -> StepError {
    if error.may_be_replaced() {
        invalid(format!(
            "{error}; it was read {reads} times: start publish-experiences in the management account, then start this \
             run again"
        ))
    } else {
        invalid(error.to_string())
    }
}

async fn experiences(catalog: &impl Catalog, by: Administrator) -> Result<BTreeSet<ExperienceId>, StepError> {
    let listed = observe::list(catalog, EntityKind::Experience, by).await?;
    let ids: Result<_, _> = listed.iter().map(|id| id.as_str().parse()).collect();
    ids.map_err(|error| bug("the listed experiences", &error))
}

/// What this member told of its last run.
async fn logos(
    published: &impl Published,
    member: &str,
) -> Result<BTreeMap<ExperienceId, String>, StepError> {
    let record = told(published, member).await?;
    let told = record.into_iter().flat_map(|record| record.experiences);
    Ok(told.filter_map(|told| Some((told.experience, told.logo_applied?))).collect())
}
