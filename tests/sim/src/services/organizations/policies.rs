//! Service control policies: making, changing, describing, listing and deleting them (AWS-FACTS 4.2, 7.4).

use serde_json::{Value, json};

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::world::World;
use crate::world::control_policies::document::Document;
use crate::world::control_policies::{ControlPolicy, SERVICE_CONTROL_POLICY};

use super::{constraint, invalid_input, paged};

/// Characters of a document, white space included.
const CONTENT_CHARACTERS_MAX: usize = 10_240;
/// Policies of an organization.
const POLICIES_MAX: usize = 10_000;

pub(super) fn create(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let content = input.required_text("Content")?;
    let description = check_length(input, "Description", input.required_text("Description")?, 0, 512)?;
    let name = check_length(input, "Name", input.required_text("Name")?, 1, 128)?;
    let tags = input.tags("Tags")?;
    policy_type(world, input, "Type")?;
    let document = read_content(content)?;
    check_name(world, name, None)?;
    let policies = &mut world.organization.control_policies;
    if policies.policies.len() > POLICIES_MAX {
        let text = "You have exceeded the number of policies allowed in an organization.";
        return Err(constraint("POLICY_NUMBER_LIMIT_EXCEEDED", text));
    }
    let id = policies.add(world.options.seed, (name, description), content, document);
    if !tags.is_empty() {
        world.tag(&id, tags);
    }
    show(world, &id)
}

pub(super) fn update(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = known_policy(world, input)?.id.clone();
    check_own(world, &id)?;
    let name = input.text("Name")?.map(|name| check_length(input, "Name", name, 1, 128)).transpose()?;
    let description = input.text("Description")?;
    let description = description.map(|text| check_length(input, "Description", text, 0, 512)).transpose()?;
    let content = input.text("Content")?;
    let document = content.map(read_content).transpose()?;
    if let Some(name) = name {
        check_name(world, name, Some(&id))?;
    }
    if let Some(policy) = world.organization.control_policies.policies.get_mut(&id) {
        policy.name = name.map_or_else(|| policy.name.clone(), str::to_owned);
        policy.description = description.map_or_else(|| policy.description.clone(), str::to_owned);
        if let (Some(content), Some(document)) = (content, document) {
            content.clone_into(&mut policy.content);
            policy.document = document;
        }
    }
    show(world, &id)
}

pub(super) fn describe(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    let policy = known_policy(world, input)?;
    show(world, &policy.id)
}

pub(super) fn delete(world: &mut World, input: Input<'_>) -> Result<Value, ServiceError> {
    let id = known_policy(world, input)?.id.clone();
    check_own(world, &id)?;
    let policies = &mut world.organization.control_policies;
    if policies.targets_of(&id).next().is_some() {
        let text = "The policy is attached to one or more entities. Detach it from them first.";
        return Err(ServiceError::new("PolicyInUseException", text));
    }
    policies.policies.remove(&id);
    world.organization.tags.remove(&id);
    Ok(json!({}))
}

pub(super) fn list(world: &World, input: Input<'_>) -> Result<Value, ServiceError> {
    policy_type(world, input, "Filter")?;
    let policies = world.organization.control_policies.policies.values();
    let items = policies.map(|policy| (policy.id.clone(), summary(world, policy)));
    paged(world, input, "ListPolicies", "Policies", items)
}

/// A policy as a list shows it.
pub(super) fn summary(world: &World, policy: &ControlPolicy) -> Value {
    let arn = if policy.is_managed() {
        format!("arn:aws:organizations::aws:policy/service_control_policy/{}", policy.id)
    } else {
        world.organization.policy_arn(&policy.id)
    };
    json!({
        "Id": policy.id,
        "Arn": arn,
        "Name": policy.name,
        "Description": policy.description,
        "Type": SERVICE_CONTROL_POLICY,
        "AwsManaged": policy.is_managed(),
    })
}

/// The policy that a request names.
pub(super) fn known_policy<'a>(
    world: &'a World,
    input: Input<'_>,
) -> Result<&'a ControlPolicy, ServiceError> {
    let id = input.required_text("PolicyId")?;
    let is_id = id.strip_prefix("p-").is_some_and(|rest| {
        (8..=128).contains(&rest.len())
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    if !is_id {
        let text = "You provided a value that does not match the required pattern.".to_owned();
        return Err(invalid_input(text).with("Reason", "INVALID_SYNTAX_POLICY_ID"));
    }
    world.organization.control_policies.policies.get(id).ok_or_else(|| {
        ServiceError::new("PolicyNotFoundException", "You specified a policy that doesn't exist.")
    })
}

/// Refuses every policy type but the simulated one, and that one where the organization can not have it.
pub(super) fn policy_type(world: &World, input: Input<'_>, member: &str) -> Result<(), ServiceError> {
    if input.required_text(member)? != SERVICE_CONTROL_POLICY {
        let text = "Only policies of the type SERVICE_CONTROL_POLICY are simulated.".to_owned();
        return Err(invalid_input(text).with("Reason", "INVALID_ENUM_POLICY_TYPE"));
    }
    if !world.organization.all_features {
        let text =
            "You can't use this policy type with the feature set that is enabled for this organization.";
        return Err(ServiceError::new("PolicyTypeNotAvailableForOrganizationException", text));
    }
    Ok(())
}

/// The answer where policies are not in use.
pub(super) fn type_not_enabled() -> ServiceError {
    let text = "This operation can be performed only for enabled policy types.";
    ServiceError::new("PolicyTypeNotEnabledException", text)
}

fn show(world: &World, id: &str) -> Result<Value, ServiceError> {
    let policy = world.organization.control_policies.policies.get(id);
    let shown = policy.map(
        |policy| json!({"Policy": {"PolicySummary": summary(world, policy), "Content": policy.content}}),
    );
    Ok(shown.unwrap_or_default())
}

fn read_content(content: &str) -> Result<Document, ServiceError> {
    if content.chars().count() > CONTENT_CHARACTERS_MAX {
        let text = "The policy document is larger than the maximum size.";
        return Err(constraint("POLICY_CONTENT_LIMIT_EXCEEDED", text));
    }
    Document::parse(content).map_err(|wrong| {
        let text = format!("The provided policy document does not meet the requirements: {wrong}.");
        ServiceError::new("MalformedPolicyDocumentException", text)
    })
}

fn check_name(world: &World, name: &str, own: Option<&str>) -> Result<(), ServiceError> {
    let mut policies = world.organization.control_policies.policies.values();
    if policies.any(|policy| policy.name == name && Some(policy.id.as_str()) != own) {
        let text = "A policy with the same name already exists.";
        return Err(ServiceError::new("DuplicatePolicyException", text));
    }
    Ok(())
}

fn check_own(world: &World, id: &str) -> Result<(), ServiceError> {
    if world.organization.control_policies.is_own(id) {
        return Ok(());
    }
    let text = "You specified a policy that is managed by AWS and can't be modified.".to_owned();
    Err(invalid_input(text).with("Reason", "IMMUTABLE_POLICY"))
}

fn check_length<'a>(
    input: Input<'_>,
    member: &str,
    text: &'a str,
    least: usize,
    most: usize,
) -> Result<&'a str, ServiceError> {
    let length = text.chars().count();
    let reason = if length < least {
        "MIN_LENGTH_EXCEEDED"
    } else if length > most {
        "MAX_LENGTH_EXCEEDED"
    } else {
        return Ok(text);
    };
    Err(input.invalid(format!("{member} must have {least} to {most} characters.")).with("Reason", reason))
}
