//! Start the change set: sends the present one of an experience, or finds out whose turn it is.
//!
//! Guarantees: nothing is sent without the lease, nor before it is in the ledger; sent twice, a set is one set, since its
//! token is made of its content.

use domain::experience::change_set::{ChangeSet, Hold, InUse, OpenSet, Work, when_in_use};
use domain::experience::identity::ChangeSetId;
use domain::experience::limits::{IN_USE_WAITS_MAX, wait_seconds};

use super::item::{ExperienceItem, Next};
use super::next::{follow, go_on};
use super::{fetched, keys};
use tracing::Instrument;

use crate::error::StepError;
use crate::fence::fence;
use crate::files;
use crate::in_ledger::in_ledger;
use crate::listing::whole;
use crate::ports::experiences::{ChangeEntry, ChangeLedger, ChangeSetPorts, ChangeSets, Started};
use crate::ports::{ApiResult, Clock, LeasePorts};
use crate::refusal::{Refusal, read};

const OPERATION: &str = "aws-marketplace:StartChangeSet";

/// Starts it.
///
/// # Errors
/// When the run does not hold the lease, or the Catalog refuses for a reason that is not time's to heal. A lost answer is
/// `Throttled`: sent again, the set is found by its token.
pub async fn run(ports: &impl ChangeSetPorts, item: ExperienceItem) -> Result<ExperienceItem, StepError> {
    fence(ports.leasing(), &item.run.execution).await?;
    let work: Work = files::read(ports.store(), &keys::work_of(&item)).await?;
    let Some(set) = work.next() else {
        // Delivered late: everything is concluded.
        return Ok(go_on(item, &work));
    };
    let error = match recorded(ports, &item, &work, &set).await? {
        Ok(started) => return Ok(follow(item, &work, started.id)),
        Err(error) => error,
    };
    match read(&error) {
        Refusal::InUse => in_use(ports, item, work, &set).await,
        Refusal::TooManyOpen if item.waits < IN_USE_WAITS_MAX => Ok(wait(item, Next::Start)),
        Refusal::TooManyOpen => held(ports, item, work, Hold::TooManyOpen).await,
        Refusal::Missing => held(ports, item, work, Hold::ClosedToChanges).await,
        _ => Err(error.into()),
    }
}

/// Another change set holds the experience, or this very one after an answer was lost.
async fn in_use(
    ports: &impl ChangeSetPorts,
    item: ExperienceItem,
    work: Work,
    set: &ChangeSet,
) -> Result<ExperienceItem, StepError> {
    let by = fetched::read(ports.store(), &item.run, item.pass).await?.administrator;
    let sets = ports.change_sets();
    let open = whole(async |token| sets.open(&item.experience, by, token).await).await?;
    let open: &[OpenSet] = open.items();
    match when_in_use(set, open, item.waits) {
        InUse::Follow(id) => Ok(follow(item, &work, id)),
        InUse::Wait(others) => {
            tracing::info!(experience = %item.experience, others = %names(&others), "in use");
            // Whoever changes it makes the plan an old one: it is made anew.
            Ok(wait(item, Next::Compare))
        }
        InUse::Hold(hold) => held(ports, item, work, hold).await,
    }
}

fn names(sets: &[ChangeSetId]) -> String {
    sets.iter().map(ChangeSetId::as_str).collect::<Vec<_>>().join(" ")
}

/// Once more later.
fn wait(item: ExperienceItem, next: Next) -> ExperienceItem {
    ExperienceItem { next, wait_seconds: wait_seconds(item.waits), waits: item.waits + 1, ..item }
}

/// Leaves the rest to another run.
async fn held(
    ports: &impl ChangeSetPorts,
    item: ExperienceItem,
    work: Work,
    hold: Hold,
) -> Result<ExperienceItem, StepError> {
    let work = work.hold(hold);
    files::write(ports.store(), &keys::work_of(&item), &work).await?;
    Ok(go_on(item, &work))
}

/// Makes the call, with its entry in the ledger around it.
async fn recorded(
    ports: &impl ChangeSetPorts,
    item: &ExperienceItem,
    work: &Work,
    set: &ChangeSet,
) -> Result<ApiResult<Started>, StepError> {
    let changes = serde_json::to_string(&set.changes)
        .map_err(|error| crate::error::bug("the changes of a change set", &error))?;
    let entry = ChangeEntry {
        experience: item.experience.clone(),
        at: ports.leasing().clock().now().to_string(),
        operation: OPERATION,
        token: set.token.clone(),
        run: item.run.execution.clone(),
        name: set.name.clone(),
        changes,
        reason: format!("to be like {} in snapshot {}", item.follows, work.snapshot),
        result: String::new(),
    };
    let about = tracing::info_span!("write", experience = %item.experience, name = set.name);
    let record = async |result| ports.ledger().record(&ChangeEntry { result, ..entry.clone() }).await;
    let told = |started: &Started| format!("{} {}", started.id, started.request_id);
    in_ledger(record, ports.change_sets().start(set), told).instrument(about).await
}
