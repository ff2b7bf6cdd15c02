//! Resource Groups Tagging `GetResources` for what Organizations holds: an index that trails behind, that never saw
//! what was never tagged, and that keeps what was (AWS-FACTS 7.3).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::wire::caller::Caller;
use crate::world::World;

use super::ServiceError;
use super::input::Input;
use super::paging::{PageRequest, page};

/// The only Region in which resources of Organizations are indexed.
const INDEX_REGION: &str = "us-east-1";

/// Answers one operation of the tagging API.
pub(crate) fn answer(
    world: &World,
    caller: &Caller,
    operation: &str,
    request: &Value,
) -> Result<Value, ServiceError> {
    if operation != "GetResources" {
        return Err(ServiceError::unknown_operation(operation));
    }
    let input = Input::new(request, |message| ServiceError::new("InvalidParameterException", message));
    let types = input.texts("ResourceTypeFilters")?.unwrap_or_default();
    let filters = read_filters(input)?;
    let size = input.number("ResourcesPerPage", 1, 100)?;
    let token = input.text("PaginationToken")?.filter(|token| !token.is_empty());
    let has_index = caller.region == INDEX_REGION && caller.account == world.organization.management_account;
    let moment = world.now.minus_seconds(world.options.lag.tag_index_seconds);
    let indexed = world.organization.tags.iter().filter(|_| has_index).filter_map(|(id, history)| {
        let (kind, arn) = describe(world, id);
        let tags = history.at(moment)?;
        let wanted =
            types.is_empty() || types.iter().any(|filter| filter == "organizations" || filter == kind);
        (wanted && filters.iter().all(|filter| filter.matches(tags))).then(|| (arn.clone(), show(&arn, tags)))
    });
    // Ordered by key, as the walk of the pages needs it.
    let items: BTreeMap<String, Value> = indexed.collect();
    let walk = format!("GetResources|{types:?}|{filters:?}");
    let request = PageRequest { walk: &walk, token, items: size, items_max: 100 };
    let page = page(&world.options, request, items, || {
        ServiceError::new("PaginationTokenExpiredException", "The specified PaginationToken is not valid.")
    })?;
    Ok(json!({
        "ResourceTagMappingList": page.items,
        "PaginationToken": page.next_token.unwrap_or_default(),
    }))
}

/// One `TagFilters` item: a key, and any of these values if there are some.
#[derive(Debug)]
struct TagFilter {
    key: String,
    values: Vec<String>,
}

impl TagFilter {
    fn matches(&self, tags: &BTreeMap<String, String>) -> bool {
        tags.get(&self.key).is_some_and(|value| self.values.is_empty() || self.values.contains(value))
    }
}

fn read_filters(input: Input<'_>) -> Result<Vec<TagFilter>, ServiceError> {
    let read = |filter: Input<'_>| {
        Ok(TagFilter {
            key: filter.required_text("Key")?.to_owned(),
            values: filter.texts("Values")?.unwrap_or_default(),
        })
    };
    input.structures("TagFilters")?.into_iter().map(read).collect()
}

fn describe(world: &World, id: &str) -> (&'static str, String) {
    let organization = &world.organization;
    if id == organization.root {
        ("organizations:root", organization.root_arn())
    } else if organization.units.contains_key(id) {
        ("organizations:ou", organization.unit_arn(id))
    } else if id.starts_with("p-") {
        ("organizations:policy", organization.policy_arn(id))
    } else {
        ("organizations:account", organization.account_arn(id))
    }
}

fn show(arn: &str, tags: &BTreeMap<String, String>) -> Value {
    let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    json!({"ResourceARN": arn, "Tags": tags})
}
