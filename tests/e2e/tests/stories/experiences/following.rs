//! What following means, product by product.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use serde_json::json;

use super::world::{BAY, OFFICE, ids, listing, lists, own_products, product, products, settled};

#[tokio::test]
async fn what_the_source_does_not_list_is_denied_where_it_is_allowed_and_stays_where_it_is_denied() -> Told {
    // Approved 1 to 6 and rejected 7 and 8 at the source.
    let world = listing(
        settled(),
        OFFICE,
        vec![products(1, 2), products(7, 1), own_products(1, 2)],
        vec![products(3, 1), own_products(3, 2)],
    );
    let group = Group::begin_in(world, &[BAY]).await?;
    group.publish_and_follow().await?;

    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert_eq!(allowed, ids(&[products(1, 6)]));
    assert_eq!(denied, ids(&[products(7, 2), own_products(1, 4)]));
    Ok(())
}

#[tokio::test]
async fn a_product_that_is_approved_no_more_is_denied() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    group.publish_and_follow().await?;
    group.sim().reject_products(SOURCE, &[&product(2)])?;
    group.once_all_is_quiet_after(2, 2).await?;

    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert!(!allowed.contains(&product(2)) && denied.contains(&product(2)));
    let ledger = group.account_of(BAY).rows(group.member(BAY).ledger()).await?;
    assert!(ledger.iter().any(|row| row.get("pk").is_some_and(|pk| pk == OFFICE)), "P10: {ledger:?}");
    Ok(())
}

/// Nothing was published yet: that is not an empty list.
#[tokio::test]
async fn without_a_snapshot_nothing_is_written() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    let run = group.run(BAY, &json!({})).await?;
    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{}", run.failure());
    Ok(())
}
