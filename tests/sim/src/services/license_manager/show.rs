//! Grants and licenses as the wire shows them.

use serde_json::{Value, json};

use crate::world::grant::{Grant, GrantFace};
use crate::world::license::{License, ProductKind};
use crate::world::{GrantIndex, World};

/// The answer of every operation that changes a grant.
pub(super) fn outcome(world: &World, index: GrantIndex) -> Value {
    let grant = world.grant(index);
    let face = grant.face();
    json!({"GrantArn": grant.arn, "Status": face.status.as_str(), "Version": face.version.to_string()})
}

/// A `Grant` as it looked at some moment.
pub(super) fn grant(grant: &Grant, face: &GrantFace) -> Value {
    let mut shown = json!({
        "GrantArn": grant.arn,
        "GrantName": face.name,
        "ParentArn": grant.parent_arn,
        "LicenseArn": grant.license_arn,
        "GranteePrincipalArn": grant.principal_arn,
        "HomeRegion": grant.home_region,
        "GrantStatus": face.status.as_str(),
        "Version": face.version.to_string(),
        "GrantedOperations": face.operations,
        "GrantType": grant.kind.as_str(),
    });
    if let Some(reason) = &face.status_reason {
        shown["StatusReason"] = json!(reason);
    }
    if let Some(behavior) = face.override_behavior {
        shown["Options"] = json!({"ActivationOverrideBehavior": behavior.as_str()});
    }
    shown
}

/// A `License`; `CreateTime` is epoch seconds in a string, as live answers are (AWS-FACTS 1.3).
pub(super) fn license(license: &License) -> Value {
    let mut validity = json!({"Begin": license.begin});
    if let Some(end) = &license.end {
        validity["End"] = json!(end);
    }
    json!({
        "LicenseArn": license.arn,
        "LicenseName": license.name,
        "ProductName": license.product_name,
        "ProductSKU": license.sku,
        "Issuer": {"Name": license.issuer, "KeyFingerprint": fingerprint(license)},
        "HomeRegion": license.home_region,
        "Status": license.status.as_str(),
        "Validity": validity,
        "Beneficiary": license.beneficiary,
        "Entitlements": [entitlement(license)],
        "ConsumptionConfiguration": {"RenewType": "None"},
        "LicenseMetadata": [{"Name": "grantArn", "Value": license.parent_grant}],
        "CreateTime": (license.created.epoch_milliseconds() / 1000).to_string(),
        "Version": "1",
    })
}

/// A `GrantedLicense`: the license with what the grant it came by says.
pub(super) fn granted_license(held: &License, by: &Grant, face: &GrantFace) -> Value {
    let mut shown = license(held);
    let mut metadata = json!({
        "ReceivedStatus": face.status.as_str(),
        "AllowedOperations": face.operations,
        "GrantType": by.kind.as_str(),
    });
    if let Some(reason) = &face.status_reason {
        metadata["ReceivedStatusReason"] = json!(reason);
    }
    if by.arn != held.parent_grant {
        shown["LicenseMetadata"] = json!([{"Name": "grantArn", "Value": by.arn}]);
    }
    shown["ReceivedMetadata"] = metadata;
    shown
}

/// The fingerprint of the issuer's key, which the `Fingerprint` filter asks for.
pub(super) fn fingerprint(license: &License) -> String {
    format!("aws:294406891311:{}:issuer-fingerprint", license.issuer)
}

fn entitlement(license: &License) -> Value {
    match license.kind {
        ProductKind::Saas => json!({"Name": "Users", "MaxCount": 25, "Overage": false, "Unit": "Count"}),
        ProductKind::Ami
        | ProductKind::Container
        | ProductKind::MachineLearning
        | ProductKind::Data
        | ProductKind::BedrockModel
        | ProductKind::OracleDatabase => {
            json!({"Name": "AWS::Marketplace::Usage", "Value": "Enabled", "Unit": "None"})
        }
    }
}
