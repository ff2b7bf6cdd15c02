//! What a member bought itself (AWS-FACTS 3.3): it is kept, or makes way where the policy says so.

use domain::report::{ActionResult, Class};
use serde_json::json;
use sim::ProductKind;

use crate::support::hub::Hub;
use crate::support::truth::is_owned;
use crate::support::world::{bought_by, id, one_product};

/// Two accounts that are to have a product, of which the first bought it itself.
async fn one_bought_it(activation_override: &str) -> Hub {
    let mut world = one_product(&[None, None]);
    world.licenses.push(bought_by(&world, 1, 0));
    let hub = Hub::of(world).await;
    hub.set_policy(&format!(
        "[[rules]]\naccounts = \"all\"\nproducts = \"all\"\nactivation_override = \"{activation_override}\"\n"
    ));
    hub
}

/// By which license the first account has the product.
fn active(hub: &Hub) -> Vec<String> {
    let live = hub.live(1).into_iter();
    live.filter(|grant| grant.status.as_str() == "ACTIVE").map(|grant| grant.license).collect()
}

#[tokio::test]
async fn a_license_of_its_own_stays_and_is_told() {
    let hub = one_bought_it("keep").await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(active(&hub), [hub.world.licenses[1].arn.clone()]);
    assert_eq!(hub.statuses(2), ["ACTIVE"]);
    let row = hub.row("run-1", 1);
    assert_eq!((row.result, row.class), (ActionResult::Skipped, Some(Class::Conflict)));
    assert!(
        hub.ledger
            .entries
            .lock()
            .unwrap()
            .keys()
            .all(|(share, ..)| !share.principal.to_string().contains(&id(1)))
    );
}

/// P10: the ledger says that it was replaced, and that the policy wanted it.
#[tokio::test]
async fn a_license_of_its_own_makes_way_where_the_policy_says_so_and_the_ledger_tells_it() {
    let hub = one_bought_it("replace").await;

    hub.run("run-1", json!({})).await.result.unwrap();

    assert_eq!(active(&hub), [hub.world.licenses[0].arn.clone()]);
    assert_eq!(hub.sim.gaps(&id(1), &hub.world.licenses[0].sku), [], "it is AWS's own swap");
    let swaps = hub.ledger.entries_of("license-manager:CreateGrantVersion");
    let of_first: Vec<_> = swaps.iter().filter(|entry| entry.account.as_str() == id(1)).collect();
    assert_eq!(of_first.len(), 1);
    assert!(of_first[0].reason.contains("own license makes way"), "{}", of_first[0].reason);
    assert!(of_first[0].reason.contains("policy.toml"), "{}", of_first[0].reason);
    hub.assert_every_write_is_in_the_ledger();

    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
}

/// AWS-FACTS 1.5, P6: its license says that it may be shared, AWS says that it may not. It is told once with AWS's words, then
/// as a product that is not shared, and not tried again until a person asks for it.
#[tokio::test]
async fn what_aws_will_not_have_shared_is_not_tried_again_until_a_person_asks() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.licenses[0].kind = ProductKind::Ami;
    let hub = Hub::of(world).await;
    let refusal = (400, "ValidationException", "Grants are not supported for licenses of SaaS products.");
    hub.sim.refuse("license-manager.CreateGrant", refusal, u64::MAX);

    hub.run("run-1", json!({})).await.result.unwrap();
    assert!(hub.row("run-1", 1).reason.contains("does not allow to share this product"));
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0);
    assert_eq!(hub.report("run-2").not_shared.len(), 1);
    let event = json!({"only": {"accounts": [id(1)]}, "leave_held": true});
    hub.run("run-3", event).await.result.unwrap();
    assert_eq!(hub.sim.calls().mutating(), 0, "an event is no person");

    hub.sim.stop_refusing("license-manager.CreateGrant");
    hub.run("run-4", json!({"only": {"accounts": [id(1)]}})).await.result.unwrap();
    assert_eq!((hub.statuses(1), hub.live(2).len()), (vec!["ACTIVE"], 0));
    hub.run("run-5", json!({})).await.result.unwrap();
    assert_eq!(hub.statuses(2), ["ACTIVE"], "it was shared, so it may be");
    assert!(hub.given().iter().all(is_owned));
}
