//! The product in a member account: the management account is reached by its roles, and nobody is pushed aside.

use serde_json::json;
use sim::WorldFile;

use crate::support::stack::{Stack, options};
use crate::support::world::{
    LICENSE_MANAGER, LICENSES, MANAGEMENT, MEMBER, OTHER, PRIVATE_MARKETPLACE, PURCHASE, member, nothing_for,
};

async fn bare() -> Stack {
    Stack::of(nothing_for(MEMBER), member(), options()).await
}

/// A role that setup may not assume.
fn closed(world: &mut WorldFile, account: &str, role: &str) {
    let account = world.accounts.iter_mut().find(|one| one.id == account).unwrap();
    let role = account.roles.iter_mut().find(|one| one.name == role).unwrap();
    role.external_id = Some("999999999999".to_owned());
}

#[tokio::test]
async fn everything_is_in_place_after_one_run() {
    let stack = bare().await;

    let ended = stack.fix("run-1").await;

    ended.result.as_ref().unwrap();
    assert_eq!(ended.ids(), ["SETUP-014"]);
    let mut administrators = stack.sim.delegated_administrators();
    administrators.sort();
    let of = |service: &str| (service.to_owned(), MEMBER.to_owned());
    assert_eq!(administrators, [of(LICENSE_MANAGER), of(PRIVATE_MARKETPLACE)]);
    let fixer =
        format!("arn:aws:sts::{MANAGEMENT}:assumed-role/MarketplaceStewardSetupFix/marketplace-steward");
    let own = format!("arn:aws:iam::{MEMBER}:root");
    assert!(stack.writes().iter().all(|call| call.caller == fixer || call.caller == own));
    assert!(stack.sim.linked_roles().iter().any(|role| role.account == MEMBER && role.service == LICENSES));
    stack.assert_every_write_is_in_the_ledger();
    stack.sim.reset_calls();
    stack.fix("run-2").await.result.unwrap();
    assert_eq!(stack.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_management_account_that_cannot_be_read_is_unread_and_never_off() {
    let mut world = nothing_for(MEMBER);
    closed(&mut world, MANAGEMENT, "MarketplaceStewardSetupLook");
    let stack = Stack::of(world, member(), options()).await;

    let ended = stack.fix("run-1").await;

    assert_eq!((stack.sim.calls().mutating(), ended.asked.len()), (0, 0));
    let told = ended.told.unwrap();
    let unread: Vec<_> = told.findings.iter().filter(|finding| finding.id.code() == "SETUP-005").collect();
    assert!(
        unread.len() > 5 && unread.iter().all(|finding| finding.what.contains("sts:AssumeRole")),
        "{unread:#?}"
    );
    assert_eq!(stack.sim.calls().of("sts.AssumeRole"), 2, "once for each account");
}

#[tokio::test]
async fn a_role_that_may_not_fix_is_told_with_every_fix_that_rests_on_it() {
    let mut world = nothing_for(MEMBER);
    closed(&mut world, MANAGEMENT, "MarketplaceStewardSetupFix");
    let stack = Stack::of(world, member(), options()).await;

    let ended = stack.fix("run-1").await;

    let error = ended.result.unwrap_err();
    assert!(error.name() == "SetupIncomplete" && error.to_string().contains("sts:AssumeRole"), "{error}");
    assert_eq!((stack.sim.calls().mutating(), stack.ledger.all().len()), (0, 0));
}

#[tokio::test]
async fn a_purchase_account_that_cannot_be_read_withholds_the_guard_rail_and_nothing_else() {
    let mut world = nothing_for(MEMBER);
    closed(&mut world, PURCHASE, "MarketplaceStewardSetupLook");
    let stack = Stack::of(world, member(), options()).await;

    let ended = stack.fix("run-1").await;

    ended.result.as_ref().unwrap();
    assert!(ended.ids().contains(&"SETUP-005"));
    let written = stack.written();
    assert!(!written.contains(&"organizations.CreatePolicy".to_owned()), "{written:?}");
    assert_eq!(stack.sim.delegated_administrators().len(), 2);
}

#[tokio::test]
async fn another_administrator_is_never_pushed_aside() {
    let stack = bare().await;
    stack.sim.set_trust(LICENSE_MANAGER, true);
    stack.sim.delegate(LICENSE_MANAGER, Some(OTHER));

    let ended = stack.run("run-1", json!({"fix": true})).await;

    assert!(ended.result.is_err() && ended.ids().contains(&"SETUP-042"), "{ended:?}");
    let administrators = stack.sim.delegated_administrators();
    assert!(administrators.contains(&(LICENSE_MANAGER.to_owned(), OTHER.to_owned())), "{administrators:?}");
    assert!(!administrators.contains(&(LICENSE_MANAGER.to_owned(), MEMBER.to_owned())));
    assert!(administrators.contains(&(PRIVATE_MARKETPLACE.to_owned(), MEMBER.to_owned())));
}
