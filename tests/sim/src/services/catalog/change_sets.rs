//! `DescribeChangeSet`, `ListChangeSets`, `CancelChangeSet`.

use serde_json::{Value, json};

use crate::clock::VirtualTime;
use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::World;
use crate::world::catalog::ChangeSetIndex;
use crate::world::catalog::change::Change;
use crate::world::catalog::change_set::{ChangeSet, ChangeSetStatus};

use super::filters::Filters;
use super::{check_catalog, check_simulated, not_found, paged, show, without_revision};

/// How long a change set can be described: 60 days (AWS-FACTS 9.3).
const HISTORY_SECONDS: u64 = 60 * 86_400;

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    let set = &world.catalog.change_sets[find(world, input)?];
    let mut shown = summary(set);
    shown["Intent"] = json!("APPLY");
    if let Some((_, description)) = &set.failure {
        shown["FailureDescription"] = json!(description);
    }
    shown["ChangeSet"] = set.changes.iter().map(|change| show_change(world, set, change)).collect();
    Ok(shown)
}

/// The caller's own change sets, or with `Scope` those of others on what is shared with it; the newest first.
pub(super) fn list(world: &World, caller: &Caller, input: Input<'_>) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    check_simulated(input, &["Sort"])?;
    let names = [
        "ChangeSetName",
        "Status",
        "EntityId",
        "BeforeStartTime",
        "AfterStartTime",
        "BeforeEndTime",
        "AfterEndTime",
    ];
    let filters = Filters::read(input, &names)?;
    let listed = world.catalog.change_sets.iter().enumerate().filter(|(_, set)| {
        let is_own = set.owner == caller.account;
        is_kept(world, set)
            && is_own != filters.want_shared()
            && filters.fit(|name, value| matches(set, name, value))
    });
    // Keys grow from the newest to the oldest.
    let mut keyed: Vec<_> = listed.map(|(index, set)| (format!("{:08}", 99_999_999 - index), set)).collect();
    keyed.reverse();
    let walk = format!("ListChangeSets|{}|{filters:?}", caller.account);
    paged(world, input, (&walk, "ChangeSetSummaryList", 20), keyed, |set| {
        let mut shown = summary(set);
        shown["EntityIdList"] = json!(set.experiences());
        shown
    })
}

/// Calls a change set off, which is possible only while it is `PREPARING`.
pub(super) fn cancel(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    check_catalog(input)?;
    let index = find(world, input)?;
    if !world.cancel_change_set(index) {
        let set = &world.catalog.change_sets[index];
        let text = format!("The change set {} is {} and can't be cancelled.", set.id, set.status.as_str());
        return Err(ServiceError::new("ResourceInUseException", text).with_status(423));
    }
    let set = &world.catalog.change_sets[index];
    Ok(json!({"ChangeSetId": set.id, "ChangeSetArn": set.arn}))
}

fn find(world: &World, input: Input<'_>) -> Result<ChangeSetIndex, ServiceError> {
    let id = input.required_text("ChangeSetId")?;
    let mut sets = world.catalog.change_sets.iter();
    sets.position(|set| set.id == id && is_kept(world, set)).ok_or_else(|| not_found(id))
}

fn is_kept(world: &World, set: &ChangeSet) -> bool {
    set.ended.is_none_or(|end| end.plus_seconds(HISTORY_SECONDS) >= world.now)
}

fn matches(set: &ChangeSet, name: &str, value: &str) -> bool {
    // Moments in this form are in the order of their text.
    let started = set.started.to_iso8601();
    let ended = set.ended.map(VirtualTime::to_iso8601);
    match name {
        "ChangeSetName" => set.name.as_deref() == Some(value),
        "Status" => set.status.as_str() == value,
        "EntityId" => set.names(without_revision(value)),
        "BeforeStartTime" => started.as_str() < value,
        "AfterStartTime" => started.as_str() > value,
        "BeforeEndTime" => ended.is_some_and(|ended| ended.as_str() < value),
        "AfterEndTime" => ended.is_some_and(|ended| ended.as_str() > value),
        _ => false,
    }
}

fn summary(set: &ChangeSet) -> Value {
    let mut shown = json!({
        "ChangeSetId": set.id,
        "ChangeSetArn": set.arn,
        "StartTime": set.started.to_iso8601(),
        "Status": set.status.as_str(),
    });
    if let Some(name) = &set.name {
        shown["ChangeSetName"] = json!(name);
    }
    if let Some(end) = set.ended {
        shown["EndTime"] = json!(end.to_iso8601());
    }
    if let Some((code, _)) = &set.failure {
        shown["FailureCode"] = json!(code.as_str());
    }
    shown
}

/// A change as it was sent; an entity that it created has its identifier once that was done.
fn show_change(world: &World, set: &ChangeSet, change: &Change) -> Value {
    let mut entity = json!({"Type": "Experience@1.0"});
    let made = (set.status == ChangeSetStatus::Succeeded)
        .then(|| world.catalog.experiences.get(&change.experience))
        .flatten()
        .map(|experience| format!("{}@{}", experience.identity.id, experience.identity.revision));
    if let Some(identifier) = made.or_else(|| change.identifier.clone()) {
        entity["Identifier"] = json!(identifier);
    }
    let faults = change.faults.iter();
    let faults: Vec<Value> =
        faults.map(|fault| json!({"ErrorCode": fault.code, "ErrorMessage": fault.message})).collect();
    let mut shown = json!({"ChangeType": change.change_type, "Entity": entity, "ErrorDetailList": faults});
    if let Some(name) = &change.name {
        shown["ChangeName"] = json!(name);
    }
    show::add_details(world, &mut shown, change.details.clone());
    shown
}
