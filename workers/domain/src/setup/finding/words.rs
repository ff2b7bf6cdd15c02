//! Why each finding matters, and what a person does where no call of setup helps.

use super::id::Id;
use crate::setup::prerequisite::{Place, Prerequisite};
use crate::setup::scp::POLICY_NAME;

/// Why it matters, with the source in AWS-FACTS beside each id's own documentation.
pub(super) fn why(id: Id, subject: &Prerequisite) -> &'static str {
    match id {
        Id::WrongRegion => {
            "Grants can only be made in the home Region of the licenses, and events of the organization exist nowhere else."
        }
        Id::NotAllFeatures => {
            "Trusted access, policies and delegated administrators exist only with all features; grants would wait for every \
             account to accept them."
        }
        Id::OtherAccount => {
            "What was seen of one account would be changed in another. Nothing is fixed until this agrees."
        }
        Id::OtherManagementAccount => {
            "Setup would act on the wrong organization. Nothing is fixed until this agrees."
        }
        Id::PermissionMissing => "What cannot be read is never guessed, so a run stops before it writes.",
        Id::NotReadable => "It may be in place or not; nothing that rests on it is changed.",
        Id::LicenseManagerNotLinked => {
            "Only the link gives License Manager its trusted access and lets accounts receive grants without accepting each."
        }
        Id::LicenseManagerNotTrusted => {
            "License Manager refuses CreateGrant: `Grantor has disabled Trusted Access to AWS License Manager Service`."
        }
        Id::MarketplaceLicensesNotTrusted => {
            "Accounts get the role that activates their licenses, new accounts too, only with it; without it, what accounts \
             received cannot be listed for the organization."
        }
        Id::PrivateMarketplaceNotTrusted => {
            "Without it no other account can be registered to manage experiences, and they do not see the organization."
        }
        Id::ProcurementInsightsNotTrusted => {
            "Nothing of this product needs it. It is told so that nobody looks for it."
        }
        Id::LicenseManagerRoleMissing => "License Manager cannot be linked before it exists.",
        Id::LicenseManagerManagementRoleMissing => {
            "License Manager distributes grants within the organization with it. Linking should have made it."
        }
        Id::LicenseManagerMemberRoleMissing => {
            "Linking makes it in the accounts of the organization, in time. Sharing was not seen to depend on it."
        }
        Id::MarketplaceLicensesRoleMissing => match subject {
            Prerequisite::Role { place: Place::Own, .. } => {
                "It accepts and activates what this account buys; without it grants stay as they were made."
            }
            _ => "It accepts and activates grants; without it they stay as they were made.",
        },
        Id::PrivateMarketplaceRoleMissing => {
            "Private marketplaces read the organization with it. Enabling trusted access by the API does not make it."
        }
        Id::PurchaseOrdersRoleMissing => {
            "With it AWS Marketplace hands the purchase order numbers of all accounts on to Billing, so that invoices carry \
             them. It works in the management account only and then serves the whole organization; no trusted access is needed."
        }
        Id::PurchaseOrdersTrustDiffers => "Somebody else than AWS Marketplace could act with it.",
        Id::PurchaseOrdersPolicyDiffers => {
            "It may then do more than read and change purchase orders, or not even that."
        }
        Id::PurchaseOrdersDescriptionDiffers => "People know by it what the role is for.",
        Id::PurchaseOrdersRoleLeft => "Purchase orders are handed on to Billing as long as it exists.",
        Id::NotLicenseAdministrator => {
            "Another account than the management account may share with the organization only as its delegated administrator, \
             and only licenses whose agreement it holds itself."
        }
        Id::NotMarketplaceAdministrator => {
            "Only the management account or a delegated administrator may manage experiences."
        }
        Id::OtherAdministrator => "There is one at a time, and somebody depends on it.",
        Id::PolicyTypeDisabled => "Without it a service control policy cannot be attached.",
        Id::GuardRailMissing => "Everybody with the permissions for it can buy, in every account.",
        Id::GuardRailDiffers => "Somebody may buy who should not, or the purchase team may not.",
        Id::GuardRailNotAttached => "It binds nobody there until it is attached.",
        Id::GuardRailAttachedElsewhere => "It binds accounts that the settings do not speak of.",
        Id::GuardRailLeft => "A policy that is attached to nothing does nothing but count towards the limit.",
        Id::GuardRailNotOurs => "Setup never changes what it did not make.",
        Id::PurchaseRoleMissing => {
            "With the guard rail in place and without this role, nobody in the organization could buy."
        }
        Id::GuardRailInvalid => "A guard rail that exempts the wrong roles locks the purchase team out.",
    }
}

/// What a person does where no call of setup helps.
pub(super) fn by_hand(id: Id, subject: &Prerequisite) -> (String, Option<String>) {
    let command = |text: &str| Some(text.to_owned());
    match id {
        Id::WrongRegion => ("Deploy the stack in us-east-1.".to_owned(), None),
        Id::NotAllFeatures => (
            "Enable all features; every invited account has to approve it.".to_owned(),
            command("aws organizations enable-all-features"),
        ),
        Id::OtherAccount => (
            "Use credentials of the account that the settings name, or correct `account` in the settings.".to_owned(),
            command("aws sts get-caller-identity"),
        ),
        Id::OtherManagementAccount => (
            "Correct `management_account` in the settings, and deploy again.".to_owned(),
            command("aws organizations describe-organization --query Organization.MasterAccountId"),
        ),
        Id::PermissionMissing if *subject == Prerequisite::Permission("sts:AssumeRole".to_owned()) => (
            "Let the role of the other account trust this one: deploy its stack again, with this account and external id."
                .to_owned(),
            None,
        ),
        Id::PermissionMissing => (
            format!(
                "Allow {subject}: deploy the stack again, and look for a service control policy or permissions boundary that \
                 denies it."
            ),
            None,
        ),
        Id::NotReadable => (
            "See that the role of setup may read it, that the account is the management account or a delegated administrator, \
             and check again."
                .to_owned(),
            None,
        ),
        Id::ProcurementInsightsNotTrusted | Id::LicenseManagerMemberRoleMissing => {
            ("Nothing is to be done.".to_owned(), None)
        }
        Id::PurchaseOrdersTrustDiffers | Id::PurchaseOrdersPolicyDiffers => (
            "No role that AWS made can be like this. Find out who changed it, remove it with `purchase_orders: remove`, then \
             have it made again."
                .to_owned(),
            None,
        ),
        Id::OtherAdministrator => (
            "Decide which account it is to be. Either run this product there, or deregister the other one and register the \
             product's."
                .to_owned(),
            None,
        ),
        // With a fix where the account is known.
        Id::NotLicenseAdministrator | Id::NotMarketplaceAdministrator => (
            "Run the product in the management account, or register its account as delegated administrator; that takes \
             trusted access."
                .to_owned(),
            None,
        ),
        Id::GuardRailAttachedElsewhere => (
            "Detach it if nobody wants it there.".to_owned(),
            None,
        ),
        Id::GuardRailNotOurs => (
            format!("Rename or delete the other policy {POLICY_NAME}, and check again."),
            None,
        ),
        Id::PurchaseRoleMissing => (
            "Deploy the stack of the purchase role in that account, with the same `role_name_prefix`.".to_owned(),
            None,
        ),
        // What was seen says what to do.
        Id::GuardRailInvalid => ("Correct `guard_rail` in the settings, and deploy again.".to_owned(), None),
        // These have a fix wherever they are made.
        _ => ("Check again with the newest version of this product.".to_owned(), None),
    }
}
