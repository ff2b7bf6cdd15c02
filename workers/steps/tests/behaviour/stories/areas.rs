//! Grants for units and the organization: who joins and who leaves, one at a time, and at which cost.

use domain::report::Class;
use serde_json::json;
use sim::{JoinerParts, Options, WorldFile};

use crate::support::areas::{area_arn, move_into_unit, unit_id};
use crate::support::execution::Execution;
use crate::support::hub::{Hub, options};
use crate::support::truth::is_owned;
use crate::support::world::{bought_by, id, one_product, world};

/// Every product goes to the first unit, by grants for units.
pub(crate) fn for_unit_one() -> String {
    format!(
        "[[rules]]\nname = \"For the unit\"\norganizational_units = [\"{}\"]\nproducts = \"all\"\nshare_as = \"ou\"\n",
        unit_id(1)
    )
}

/// Every product goes to everybody, by grants for the organization.
const FOR_ALL: &str =
    "[[rules]]\nname = \"For all\"\naccounts = \"all\"\nproducts = \"all\"\nshare_as = \"organization\"\n";

/// Accounts 1 and 2 are in the unit, account 3 is not.
fn with_unit() -> WorldFile {
    let mut world = one_product(&[None, None, None]);
    move_into_unit(&mut world, 1, &[1, 2]);
    world
}

async fn shared(options: Options) -> Hub {
    let hub = Hub::with(with_unit(), options).await;
    hub.set_policy(&for_unit_one());
    hub.run("run-1", json!({})).await.result.unwrap();
    hub
}

async fn assert_converged(hub: &Hub, run: &str) {
    hub.pass_seconds(120);
    hub.sim.reset_calls();
    hub.run(run, json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0, "{:#?}", hub.sim.calls().counts);
}

#[tokio::test]
async fn one_grant_serves_a_unit_and_nobody_else() {
    let hub = shared(options()).await;

    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert!(hub.live(3).is_empty());
    let areas = hub.live_areas();
    assert_eq!(areas.len(), 1);
    assert!(is_owned(&areas[0]) && areas[0].principal == area_arn(&hub.world, &unit_id(1)), "{areas:?}");
    assert_eq!(hub.sim.calls().mutating(), 1, "made and activated in one call");
    hub.assert_every_write_is_in_the_ledger();
    assert!(hub.row("run-1", 1).reason.contains("the grant"), "{}", hub.row("run-1", 1).reason);
    assert_converged(&hub, "run-2").await;
}

/// AWS gives it to who joins, and takes it from who leaves; we write nothing.
#[tokio::test]
async fn who_joins_a_unit_gets_it_and_who_leaves_loses_it_without_a_write_of_ours() {
    let hub = shared(Options { joiner_parts: JoinerParts::Active, ..options() }).await;
    let unit = unit_id(1);
    hub.sim.move_account(&id(3), &unit).unwrap();
    hub.sim.move_account(&id(1), &hub.world.organization.root).unwrap();
    hub.sim.reset_calls();

    // At first its part is on its way; that is told as waiting, and is no failure.
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.row("run-2", 3).class, Some(Class::NotReady), "{:?}", hub.row("run-2", 3));
    hub.pass_seconds(600);
    hub.run("run-3", json!({})).await.result.unwrap();

    assert!(hub.live(1).is_empty());
    assert_eq!((hub.statuses(2), hub.statuses(3)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(hub.sim.calls().mutating(), 0);
}

/// P3, AWS-FACTS 5.1: AWS works on one at a time, so each product has to wait for the one before.
#[tokio::test]
async fn the_organization_gets_several_products_one_after_the_other() {
    let hub = Hub::of(world(&[None, None])).await;
    hub.set_policy(FOR_ALL);

    let ended = hub.run("run-1", json!({})).await;

    ended.result.unwrap();
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"; 3], vec!["ACTIVE"; 3]));
    assert_eq!(hub.live_areas().len(), 3);
    assert_eq!(hub.sim.calls().of("license-manager.CreateGrant"), 3, "none is refused");
    hub.assert_no_duplicates();
    hub.assert_every_write_is_in_the_ledger();
    assert_converged(&hub, "run-2").await;
}

/// P6: pages, plus a constant. A grant for many costs the pages of its parts.
#[tokio::test]
async fn a_converged_organization_with_area_grants_costs_pages_and_nothing_else() {
    let hub = shared(options()).await;
    hub.pass_seconds(120);
    hub.sim.reset_calls();

    let ended = hub.run("run-2", json!({})).await;

    assert_eq!((ended.result, ended.passes), (Ok(()), 1));
    let expected = [
        ("organizations.DescribeOrganization", 1),
        ("organizations.ListAWSServiceAccessForOrganization", 1),
        ("license-manager.GetServiceSettings", 1),
        ("iam.ListRoles", 1),
        ("organizations.ListAccounts", 1),
        ("tagging.GetResources", 1),
        ("license-manager.ListReceivedLicenses", 1),
        ("license-manager.ListReceivedLicensesForOrganization", 1),
        ("license-manager.ListDistributedGrants", 1),
        // The parts of the one grant for a unit.
        ("license-manager.ListReceivedGrantsForOrganization", 1),
    ];
    let expected = expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(hub.sim.calls().counts, expected);
}

/// What an account bought itself stays in force; the others have the grant all the same.
#[tokio::test]
async fn an_account_of_the_unit_with_its_own_license_keeps_it() {
    let mut world = with_unit();
    world.licenses.push(bought_by(&world, 1, 0));
    let own = world.licenses[1].arn.clone();
    let hub = Hub::of(world).await;
    hub.set_policy(&for_unit_one());

    hub.run("run-1", json!({})).await.result.unwrap();

    let active: Vec<_> = hub
        .live(1)
        .into_iter()
        .filter(|grant| grant.status.as_str() == "ACTIVE")
        .map(|grant| grant.license)
        .collect();
    assert_eq!(active, [own]);
    assert_eq!(hub.statuses(2), ["ACTIVE"]);
    assert_eq!(hub.row("run-1", 1).class, Some(Class::Conflict));
    assert_converged(&hub, "run-2").await;
}

/// A run about an account of the unit has nothing to decide about the unit.
#[tokio::test]
async fn a_run_about_an_account_that_a_grant_for_its_unit_serves_writes_nothing() {
    let hub = shared(options()).await;
    hub.pass_seconds(120);
    hub.sim.reset_calls();

    let ended = hub.run("run-2", json!({"only": {"accounts": [id(1)]}, "leave_held": true})).await;

    assert_eq!((ended.result, ended.passes, hub.sim.calls().mutating()), (Ok(()), 1, 0));
    assert_eq!(hub.sim.calls().of("organizations.ListAccounts"), 0, "it is about the account alone");
}

/// Which grants the unit gets shows only in the whole organization: so the run looks at that, once.
#[tokio::test]
async fn a_run_about_an_account_that_needs_a_grant_for_its_unit_looks_at_everything_once() {
    let hub = Hub::of(with_unit()).await;
    hub.set_policy(&for_unit_one());

    let ended = hub.run("run-1", json!({"only": {"accounts": [id(1)]}, "leave_held": true})).await;

    ended.result.unwrap();
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(hub.live_areas().len(), 1);
    assert!(ended.passes >= 3, "{}", ended.passes);
    assert_eq!(hub.lease.state.lock().unwrap().holder, None);
}

/// Red with a row of its own; no account failed by itself, so the rerun is about the product, as is a redriven run.
#[tokio::test]
async fn a_grant_for_a_unit_that_failed_is_tried_again_by_a_run_about_its_product() {
    let hub = Hub::of(with_unit()).await;
    hub.set_policy(&for_unit_one());
    let sku = hub.world.licenses[0].sku.clone();
    hub.sim.fail_workflows(&unit_id(1), &sku, 4);
    let mut execution = Execution::of("run-1", json!({}));

    let error = hub.drive(&mut execution, false, &mut async |_: &Hub| ()).await.result.unwrap_err();

    assert_eq!(error.name(), "AccountsFailed");
    assert!(error.to_string().contains(&unit_id(1)), "{error}");
    let input = json!({"only": {"products": [sku]}}).to_string();
    assert!(error.to_string().contains(&format!("start a run with {input}")), "{error}");
    let failed = hub.report("run-1").outcomes.into_iter().find(|row| row.principal.is_some()).unwrap();
    assert_eq!(failed.class, Some(Class::WorkflowFailed), "{failed:?}");

    hub.redrive(&mut execution).await.result.unwrap();
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
}

/// AWS gives who joins a part that is not in force. The whole is activated again for it, once; who switched his off meanwhile
/// is left as he is.
#[tokio::test]
async fn who_joins_with_a_part_that_is_off_gets_it_activated_once() {
    let hub = shared(Options { joiner_parts: JoinerParts::Disabled, ..options() }).await;
    hub.sim.move_account(&id(3), &unit_id(1)).unwrap();
    hub.pass_seconds(600);
    assert_eq!(hub.statuses(3), ["DISABLED"]);
    hub.sim.reset_calls();

    hub.run("run-2", json!({})).await.result.unwrap();

    assert_eq!(hub.statuses(3), ["ACTIVE"]);
    assert_eq!((hub.statuses(1), hub.statuses(2)), (vec!["ACTIVE"], vec!["ACTIVE"]));
    assert_eq!(hub.sim.calls().mutating(), 1);
    assert_eq!(hub.sim.gaps(&id(1), &hub.world.licenses[0].sku), []);
    assert_converged(&hub, "run-3").await;

    // Now one of them does not want it.
    let part = hub.live(1)[0].arn.clone();
    hub.sim.switch_grant_by_hand(&id(1), &part, false).unwrap();
    hub.pass_seconds(600);
    assert_eq!(hub.statuses(1), ["DISABLED"]);
    assert_converged(&hub, "run-4").await;
    assert!(hub.row("run-4", 1).reason.contains("switched off"), "{:?}", hub.row("run-4", 1));

    // A person can have it activated again.
    let sku = hub.world.licenses[0].sku.clone();
    hub.run("run-5", json!({"only": {"products": [sku]}})).await.result.unwrap();
    assert_eq!(hub.statuses(1), ["ACTIVE"]);
}
