//! Rules that several grant operations share: ARNs, home Region, tokens, trust, who may act on what.

use crate::services::ServiceError;
use crate::services::input::Input;
use crate::wire::caller::Caller;
use crate::world::grant::Override;
use crate::world::license::License;
use crate::world::organization::LICENSE_MANAGER;
use crate::world::{GrantIndex, TokenUse, World};

use super::{invalid_parameter, validation};

/// Every operation a grant can allow (AWS-FACTS 1.4).
const ALLOWED_OPERATIONS: [&str; 8] = [
    "CreateGrant",
    "CheckoutLicense",
    "CheckoutBorrowLicense",
    "CheckInLicense",
    "ExtendConsumptionLicense",
    "ListPurchasedLicenses",
    "CreateToken",
    "ListReceivedLicenses",
];

/// Refuses what is not an ARN.
pub(super) fn check_arn(arn: &str) -> Result<(), ServiceError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let plausible = parts.len() == 6
        && arn.len() <= 2048
        && parts[0] == "arn"
        && parts[1].starts_with("aws")
        && !parts[2].is_empty()
        && !parts[5].is_empty();
    if plausible { Ok(()) } else { Err(invalid_parameter(format!("Invalid ARN: {arn}"))) }
}

/// Refuses a write that was sent to another Region than the license's home.
pub(super) fn check_home_region(caller: &Caller, home_region: &str) -> Result<(), ServiceError> {
    if caller.region == home_region {
        return Ok(());
    }
    Err(validation(format!("Grant can only be created in resource home AWS region: {home_region}")))
}

/// Refuses a write while License Manager has no trusted access.
pub(super) fn check_trust(world: &World) -> Result<(), ServiceError> {
    let organization = &world.organization;
    if organization.all_features && !organization.trusts(LICENSE_MANAGER) {
        let text = "Grantor has disabled Trusted Access to AWS License Manager Service in AWS Organizations";
        return Err(validation(text.to_owned()));
    }
    Ok(())
}

/// The client token, checked for its form.
pub(super) fn client_token(input: Input<'_>) -> Result<String, ServiceError> {
    let token = input.required_text("ClientToken")?;
    if token.is_empty() || token.len() > 2048 || token.contains(char::is_whitespace) {
        return Err(validation("The ClientToken is not valid.".to_owned()));
    }
    Ok(token.to_owned())
}

/// The operations a grant shall allow: known ones, each once.
pub(super) fn check_operations(operations: &[String], allowed: &[String]) -> Result<(), ServiceError> {
    if operations.is_empty() || operations.len() > ALLOWED_OPERATIONS.len() {
        return Err(validation("AllowedOperations must have between 1 and 8 items.".to_owned()));
    }
    if let Some(unknown) = operations.iter().find(|name| !ALLOWED_OPERATIONS.contains(&name.as_str())) {
        return Err(validation(format!("{unknown} is not an allowed operation.")));
    }
    if let Some(excess) = operations.iter().find(|name| !allowed.contains(name)) {
        let text = format!("The operation {excess} is not allowed by the parent grant.");
        return Err(validation(text));
    }
    Ok(())
}

/// `Options.ActivationOverrideBehavior`, where it may be given at all.
pub(super) fn override_behavior(
    input: Input<'_>,
    license: &License,
    activates: bool,
) -> Result<Option<Override>, ServiceError> {
    let Some(options) = input.inside("Options") else { return Ok(None) };
    let Some(behavior) = options.text("ActivationOverrideBehavior")? else { return Ok(None) };
    if !license.is_from_marketplace() {
        let text = "Activation options can only be used with licenses from AWS Marketplace.";
        return Err(validation(text.to_owned()));
    }
    if !activates {
        return Err(validation("Activation options need the status ACTIVE.".to_owned()));
    }
    match behavior {
        "DISTRIBUTED_GRANTS_ONLY" => Ok(Some(Override::DistributedGrantsOnly)),
        "ALL_GRANTS_PERMITTED_BY_ISSUER" => Ok(Some(Override::AllGrantsPermittedByIssuer)),
        other => Err(validation(format!("{other} is not a valid ActivationOverrideBehavior."))),
    }
}

/// What a token was used for before: the grant it made, nothing, or an error when the body changed.
pub(super) fn token_use(
    world: &World,
    caller: &Caller,
    operation: &str,
    token: &str,
    body: &str,
) -> Result<Option<GrantIndex>, ServiceError> {
    let key = (caller.account.clone(), operation.to_owned(), token.to_owned());
    match world.tokens.get(&key) {
        None => Ok(None),
        Some(earlier) if earlier.body == body => Ok(Some(earlier.grant)),
        Some(earlier) => match world.options.token_reuse {
            crate::options::TokenReuse::FirstAnswer => Ok(Some(earlier.grant)),
            crate::options::TokenReuse::Refused => {
                Err(validation("The ClientToken was already used with other parameters.".to_owned()))
            }
        },
    }
}

/// Remembers what a token was used for.
pub(super) fn remember_token(
    world: &mut World,
    caller: &Caller,
    operation: &str,
    token: String,
    (body, grant): (String, GrantIndex),
) {
    world.tokens.insert((caller.account.clone(), operation.to_owned(), token), TokenUse { body, grant });
}

/// The grant that a request names, for a caller who gave or received it.
///
/// There is no "not found" error on grants (AWS-FACTS 4.1), and a stranger learns no more than that.
pub(super) fn own_grant(
    world: &World,
    caller: &Caller,
    input: Input<'_>,
) -> Result<GrantIndex, ServiceError> {
    let arn = input.required_text("GrantArn")?;
    check_arn(arn)?;
    let found = world.find_grant(arn).filter(|index| {
        let grant = world.grant(*index);
        grant.granter == caller.account || grant.account() == Some(&caller.account)
    });
    found.ok_or_else(|| invalid_parameter("Invalid grant ARN."))
}

/// The error that an account's lasting failure answers with.
pub(super) fn check_failure(
    world: &World,
    account: Option<&str>,
    operation: &str,
) -> Result<(), ServiceError> {
    let refusal = account.and_then(|account| world.failures.refusal(account, operation));
    match refusal {
        None => Ok(()),
        Some((code, message)) => {
            let status = if code == "ServerInternalException" { 500 } else { 400 };
            Err(ServiceError::new(code, message).with_status(status))
        }
    }
}
