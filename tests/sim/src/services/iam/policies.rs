//! The managed policies of service-linked roles: which is attached, and what it allows where AWS says so.

use serde_json::json;

use crate::random;
use crate::services::ServiceError;
use crate::services::sts::Form;
use crate::wire::xml;
use crate::world::World;
use crate::world::linked_roles::services::{LINKED_SERVICES, LinkedService};

use super::{no_such_entity, required};

/// The only version of each.
const VERSION: &str = "v1";
/// When AWS made them, as far as anyone here needs to know.
const CREATED: &str = "2020-12-03T08:33:33Z";

/// The service whose policy this is, when what it allows is known.
pub(super) fn of_arn(arn: &str) -> Option<&'static LinkedService> {
    LINKED_SERVICES.iter().find(|service| service.policy_arn() == arn && !service.actions.is_empty())
}

pub(super) fn list_attached(world: &World, account: &str, form: &Form) -> Result<String, ServiceError> {
    let service = super::roles::named(world, account, form)?.service;
    let policy =
        xml::element("PolicyName", service.policy) + &xml::element("PolicyArn", &service.policy_arn());
    let policies = xml::tagged("AttachedPolicies", &xml::tagged("member", &policy));
    Ok(policies + &xml::element("IsTruncated", "false"))
}

pub(super) fn get(form: &Form) -> Result<String, ServiceError> {
    let service = known(form)?;
    let id = random::hex(0, &["policy", service.policy], 17).to_uppercase();
    let members = [
        xml::element("PolicyName", service.policy),
        xml::element("PolicyId", &format!("ANPA{id}")),
        xml::element("Arn", &service.policy_arn()),
        xml::element("Path", "/aws-service-role/"),
        xml::element("DefaultVersionId", VERSION),
        xml::element("AttachmentCount", "1"),
        xml::element("IsAttachable", "true"),
        xml::element("CreateDate", CREATED),
        xml::element("UpdateDate", CREATED),
    ];
    Ok(xml::tagged("Policy", &members.concat()))
}

pub(super) fn get_version(form: &Form) -> Result<String, ServiceError> {
    let service = known(form)?;
    let version = required(form, "VersionId")?;
    if version != VERSION {
        let text = format!("Policy {} version {version} does not exist.", service.policy_arn());
        return Err(no_such_entity(text));
    }
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": service.actions, "Resource": "*"}],
    });
    let members = [
        xml::element("Document", &url_encoded(&document.to_string())),
        xml::element("VersionId", VERSION),
        xml::element("IsDefaultVersion", "true"),
        xml::element("CreateDate", CREATED),
    ];
    Ok(xml::tagged("PolicyVersion", &members.concat()))
}

/// A document as IAM answers it (RFC 3986): a space is `%20`, not a plus sign.
pub(super) fn url_encoded(document: &str) -> String {
    form_urlencoded::byte_serialize(document.as_bytes()).collect::<String>().replace('+', "%20")
}

fn known(form: &Form) -> Result<&'static LinkedService, ServiceError> {
    let arn = required(form, "PolicyArn")?;
    of_arn(arn).ok_or_else(|| no_such_entity(format!("Policy {arn} does not exist or is not attachable.")))
}
