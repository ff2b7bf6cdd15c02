//! A product that the Catalog of one organization refuses.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use serde_json::json;
use sim::ChangeSetStatus;

use super::world::{
    FLEET, HARBOUR, change_sets, is_in_step, listing, lists, outcome, product, products, settled, started,
};

/// It is found, told, and left alone from then on; everything else is applied.
#[tokio::test]
async fn a_product_that_cannot_be_named_is_found_told_and_not_tried_again() -> Told {
    let world = listing(settled(), SOURCE, vec![products(1, 50)], vec![products(51, 2)]);
    let group = Group::begin_in(world, &[HARBOUR]).await?;
    group.publish_and_follow().await?;

    let (allowed, _) = lists(group.sim(), FLEET);
    assert_eq!((allowed.len(), allowed.contains(&product(42))), (49, false));
    assert!(change_sets(&group, FLEET, ChangeSetStatus::Failed) > 0, "it had to be found");

    let again = group.run(HARBOUR, &json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(started(&group), 0, "it is known by now");
    let held: Vec<_> = outcome(&again, FLEET).held.iter().map(|line| line.atom.to_string()).collect();
    assert!(matches!(&held[..], [one] if one.contains(&product(42))), "{held:?}");

    // The organization can name it after all.
    group.sim().set_product_known(group.member(HARBOUR).account(), &product(42), true);
    let tried = group.run(HARBOUR, &json!({"try_again": true})).await?;
    assert!(tried.succeeded(), "{}", tried.failure());
    assert!(is_in_step(&group, FLEET));
    Ok(())
}
