//! Creates, updates and deletes one CloudFormation stack, and waits for it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use aws_sdk_cloudformation::types::{Capability, ResourceStatus, Stack, StackStatus};

use crate::LocalError;
use crate::clients::Clients;

const POLL_INTERVAL: Duration = Duration::from_millis(50);
const STACK_SECONDS_MAX: u64 = 120;
/// CloudFormation's word for an update that changes nothing; it has no error code of its own.
const NOTHING_TO_UPDATE: &str = "No updates are to be performed";

/// Where a template is.
pub(super) enum Template<'a> {
    Body(&'a str),
    Url(&'a str),
}

/// Whether there is a stack of that name.
pub(super) async fn exists(clients: &Clients, name: &str) -> Result<bool, LocalError> {
    let stack = describe(clients, name).await?;
    Ok(stack.is_some_and(|stack| stack.stack_status() != Some(&StackStatus::DeleteComplete)))
}

/// Creates the stack, or updates the one that is there, waits for its end and gives its outputs.
pub(super) async fn deploy(
    clients: &Clients,
    name: &str,
    template: Template<'_>,
) -> Result<BTreeMap<String, String>, LocalError> {
    let wanted = if exists(clients, name).await? {
        update(clients, name, template).await?;
        [StackStatus::UpdateComplete, StackStatus::CreateComplete]
    } else {
        create(clients, name, template).await?;
        [StackStatus::CreateComplete, StackStatus::CreateComplete]
    };
    let stack = wait_until_settled(clients, name).await?;
    if !stack.as_ref().and_then(Stack::stack_status).is_some_and(|status| wanted.contains(status)) {
        return Err(failure(clients, name, stack.as_ref()).await?);
    }
    let outputs = stack.as_ref().map(Stack::outputs).unwrap_or_default();
    Ok(outputs
        .iter()
        .filter_map(|output| Some((output.output_key()?.to_owned(), output.output_value()?.to_owned())))
        .collect())
}

async fn create(clients: &Clients, name: &str, template: Template<'_>) -> Result<(), LocalError> {
    let request = clients
        .cloudformation
        .create_stack()
        .stack_name(name)
        .capabilities(Capability::CapabilityNamedIam)
        .capabilities(Capability::CapabilityAutoExpand);
    let request = match template {
        Template::Body(body) => request.template_body(body),
        Template::Url(url) => request.template_url(url),
    };
    request.send().await.map(|_| ()).map_err(LocalError::call("cloudformation CreateStack"))
}

async fn update(clients: &Clients, name: &str, template: Template<'_>) -> Result<(), LocalError> {
    let request = clients
        .cloudformation
        .update_stack()
        .stack_name(name)
        .capabilities(Capability::CapabilityNamedIam)
        .capabilities(Capability::CapabilityAutoExpand);
    let request = match template {
        Template::Body(body) => request.template_body(body),
        Template::Url(url) => request.template_url(url),
    };
    match request.send().await.map_err(LocalError::call("cloudformation UpdateStack")) {
        // CloudFormation refuses to do nothing; `cdk deploy` takes it as done.
        Err(error) if error.to_string().contains(NOTHING_TO_UPDATE) => Ok(()),
        answer => answer.map(|_| ()),
    }
}

/// Deletes the stack and waits until it is gone.
pub(super) async fn delete(clients: &Clients, name: &str) -> Result<(), LocalError> {
    clients
        .cloudformation
        .delete_stack()
        .stack_name(name)
        .send()
        .await
        .map_err(LocalError::call("cloudformation DeleteStack"))?;
    match wait_until_settled(clients, name).await? {
        Some(stack) if stack.stack_status() != Some(&StackStatus::DeleteComplete) => {
            Err(failure(clients, name, Some(&stack)).await?)
        }
        _ => Ok(()),
    }
}

/// Waits until nothing is in progress; `None` when the stack is not there.
async fn wait_until_settled(clients: &Clients, name: &str) -> Result<Option<Stack>, LocalError> {
    let started = Instant::now();
    while started.elapsed().as_secs() < STACK_SECONDS_MAX {
        let stack = describe(clients, name).await?;
        let in_progress = stack
            .as_ref()
            .and_then(Stack::stack_status)
            .is_some_and(|status| status.as_str().ends_with("IN_PROGRESS"));
        if !in_progress {
            return Ok(stack);
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    Err(LocalError::TooLate {
        what: format!("The end of the work on stack {name}"),
        seconds: STACK_SECONDS_MAX,
        next: "Look into the log of the local AWS for the resource that hangs.",
    })
}

async fn describe(clients: &Clients, name: &str) -> Result<Option<Stack>, LocalError> {
    let answer = clients.cloudformation.describe_stacks().stack_name(name).send().await;
    match answer {
        Ok(found) => Ok(found.stacks.unwrap_or_default().into_iter().next()),
        Err(error) => {
            let error = LocalError::call("cloudformation DescribeStacks")(error);
            // A deleted stack is not found by its name; CloudFormation says so as a ValidationError.
            if error.to_string().contains("does not exist") { Ok(None) } else { Err(error) }
        }
    }
}

async fn failure(clients: &Clients, name: &str, stack: Option<&Stack>) -> Result<LocalError, LocalError> {
    let events = clients
        .cloudformation
        .describe_stack_events()
        .stack_name(name)
        .send()
        .await
        .map_err(LocalError::call("cloudformation DescribeStackEvents"))?;
    let failed = [ResourceStatus::CreateFailed, ResourceStatus::UpdateFailed, ResourceStatus::DeleteFailed];
    let reasons = events
        .stack_events()
        .iter()
        .filter(|event| event.resource_status().is_some_and(|status| failed.contains(status)))
        .map(|event| {
            format!(
                "  {} ({}): {}\n",
                event.logical_resource_id().unwrap_or("?"),
                event.resource_type().unwrap_or("?"),
                event.resource_status_reason().unwrap_or("no reason given"),
            )
        })
        .collect();
    let status = stack.and_then(Stack::stack_status).map_or("gone", StackStatus::as_str).to_owned();
    Ok(LocalError::Stack { stack: name.to_owned(), status, reasons })
}
