//! AWS STS over the query protocol: `AssumeRole` for roles the world lists, `GetCallerIdentity`. Whatever concerns a
//! role that the world does not list is the local AWS's to answer.

mod session;

use std::collections::BTreeMap;

use crate::random;
use crate::wire::caller::{Caller, is_account_id};
use crate::wire::xml;
use crate::world::Worlds;
use crate::world::organization::Role;

use super::ServiceError;

pub(crate) use session::Sessions;

/// A form-encoded request.
pub(crate) type Form = BTreeMap<String, String>;

/// Whether the local AWS has to answer instead: roles that the world does not list, which a deployed stack may have made,
/// and operations that are not simulated. An account that left its organization lets nobody in.
pub(crate) fn belongs_upstream(worlds: &Worlds, form: &Form) -> bool {
    match form.get("Action").map(String::as_str) {
        Some("GetCallerIdentity") => false,
        Some("AssumeRole") => {
            let Some((account, role)) = form.get("RoleArn").and_then(|arn| read_role(arn)) else {
                return false;
            };
            let organization = &worlds.of(account).organization;
            match organization.accounts.get(account) {
                None => !organization.departed.contains(account),
                Some(member) => !member.roles.iter().any(|listed| listed.name == role),
            }
        }
        _ => true,
    }
}

/// Answers one operation; the body is XML.
pub(crate) fn answer(
    worlds: &Worlds,
    sessions: &mut Sessions,
    caller: &Caller,
    form: &Form,
    request_id: &str,
) -> Result<String, ServiceError> {
    match form.get("Action").map(String::as_str) {
        Some("GetCallerIdentity") => {
            let result = xml::element("Arn", &caller.arn)
                + &xml::element("UserId", &caller.user_id)
                + &xml::element("Account", &caller.account);
            Ok(xml::response(xml::STS, "GetCallerIdentity", &result, request_id))
        }
        Some("AssumeRole") => assume_role(worlds, sessions, caller, form, request_id),
        other => {
            let name = other.unwrap_or_default();
            Err(ServiceError::new("InvalidAction", format!("Could not find operation {name}")))
        }
    }
}

fn assume_role(
    worlds: &Worlds,
    sessions: &mut Sessions,
    caller: &Caller,
    form: &Form,
    request_id: &str,
) -> Result<String, ServiceError> {
    let arn = form.get("RoleArn").ok_or_else(|| validation("Value null at 'roleArn': must not be null"))?;
    let (account, name) = read_role(arn).ok_or_else(|| validation(&format!("{arn} is invalid")))?;
    let session = form.get("RoleSessionName").map(String::as_str).unwrap_or_default();
    let is_good = |letter: char| letter.is_ascii_alphanumeric() || "_+=,.@-".contains(letter);
    if !(2..=64).contains(&session.len()) || !session.chars().all(is_good) {
        return Err(validation("Value at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}"));
    }
    let seconds = read_duration(caller, form)?;
    let world = worlds.of(account);
    let role = world
        .organization
        .accounts
        .get(account)
        .and_then(|member| member.roles.iter().find(|role| role.name == name))
        .filter(|role| trusts(role, caller, form.get("ExternalId")))
        .ok_or_else(|| {
            ServiceError::new(
                "AccessDenied",
                format!(
                    "User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}",
                    caller.arn
                ),
            )
            .with_status(403)
        })?;
    let issued = sessions.issue(world.options.seed, account, &role.name, session, seconds);
    let credentials = xml::element("AccessKeyId", &issued.access_key_id)
        + &xml::element(
            "SecretAccessKey",
            &random::hex(world.options.seed, &["secret", &issued.access_key_id], 40),
        )
        + &xml::element(
            "SessionToken",
            &random::hex(world.options.seed, &["token", &issued.access_key_id], 64),
        )
        + &xml::element("Expiration", &issued.expiration);
    let user = xml::element("AssumedRoleId", &issued.user_id) + &xml::element("Arn", &issued.arn);
    let result = format!(
        "<Credentials>{credentials}</Credentials><AssumedRoleUser>{user}</AssumedRoleUser>\
         <PackedPolicySize>0</PackedPolicySize>"
    );
    Ok(xml::response(xml::STS, "AssumeRole", &result, request_id))
}

/// Whether a role lets this caller in.
fn trusts(role: &Role, caller: &Caller, external_id: Option<&String>) -> bool {
    let known = role.trusted_accounts.contains(&caller.account);
    known && role.external_id.as_ref().is_none_or(|wanted| external_id == Some(wanted))
}

/// 900 seconds to 12 hours, and one hour at most when a session assumes the next role.
fn read_duration(caller: &Caller, form: &Form) -> Result<u64, ServiceError> {
    let Some(text) = form.get("DurationSeconds") else { return Ok(3_600) };
    let seconds = text.parse().ok().filter(|seconds| (900..=43_200).contains(seconds));
    let seconds = seconds
        .ok_or_else(|| validation("Value at 'durationSeconds' failed to satisfy constraint: 900 to 43200"))?;
    if caller.role().is_some() && seconds > 3_600 {
        return Err(validation(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        ));
    }
    Ok(seconds)
}

/// Account and name of a role ARN; the name is the last part of its path.
fn read_role(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let name = path.rsplit('/').next()?;
    (is_account_id(account) && !name.is_empty()).then_some((account, name))
}

fn validation(message: &str) -> ServiceError {
    ServiceError::new("ValidationError", message)
}
