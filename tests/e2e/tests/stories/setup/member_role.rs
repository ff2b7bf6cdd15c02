//! The role that accepts grants in members: what the stack set brings to an account lets the hub accept there.

use e2e::setup::{MEMBERS_STACK, PURCHASES, Setup};
use e2e::{Build, StoryError, Told};
use serde_json::{Value, json};
use sim::Latency;

use super::world::{LICENSE_MANAGER, MARKETPLACE_LICENSES, ORDERS};
use crate::world::all_active;

/// The link shows at once and reaches the accounts long after: until then each grant waits to be accepted.
#[tokio::test]
async fn grants_that_wait_to_be_accepted_are_accepted_by_the_role_that_the_stack_set_brings() -> Told {
    let mut options = Setup::options()?;
    options.sim.prerequisites.propagation = Latency { least_seconds: 86_400, most_seconds: 86_400 };
    let world = options.world.as_mut().unwrap();
    world.organization.trusted_services = [LICENSE_MANAGER, MARKETPLACE_LICENSES].map(str::to_owned).into();
    world.member_roles.clear();
    let setup = Setup::begin_with(options, &Build::as_built()?).await?;
    assert!(setup.fix().await?.succeeded());
    let template = template_of_the_stack_set()?;
    for account in [PURCHASES, ORDERS] {
        setup.aws().account(account).deploy_beside("MarketplaceStewardMember", &template).await?;
    }
    let shared = setup.hub().run(&json!({})).await?;
    assert!(shared.succeeded(), "{}", shared.failure());
    for account in [PURCHASES, ORDERS] {
        assert!(all_active(&setup.hub().live_grants_of(account), 1), "{account}");
    }
    let accepted = shared.calls.log.iter().filter(|call| call.operation == "license-manager.AcceptGrant");
    let callers: Vec<&str> = accepted.map(|call| call.caller.as_str()).collect();
    assert_eq!(callers.len(), 2, "{callers:?}");
    assert!(
        callers.iter().all(|caller| caller.contains(":assumed-role/MarketplaceStewardMember/")),
        "{callers:?}"
    );
    Ok(())
}

/// What the stack set brings to each member.
fn template_of_the_stack_set() -> Result<Value, StoryError> {
    let stack = Build::as_built()?.template(MEMBERS_STACK)?;
    let mut resources = stack["Resources"].as_object().unwrap().values();
    let set = resources.find(|resource| resource["Type"] == "AWS::CloudFormation::StackSet").unwrap();
    Ok(serde_json::from_str(set["Properties"]["TemplateBody"].as_str().unwrap()).unwrap())
}
