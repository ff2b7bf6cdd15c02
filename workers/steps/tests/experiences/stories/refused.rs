//! What the Catalog of one organization refuses is found, put into quarantine and told; everything else is applied.

use serde_json::json;

use crate::support::stacks::Stacks;
use crate::support::world::{MEMBER, OFFICES, SOURCE, STORES, experience, product, products, world};

/// What halving may cost for `bad` things among `things` (domain: `split`).
fn further_sets_max(things: f64, bad: f64) -> usize {
    (2.0 * bad * things.log2().ceil() + 2.0) as usize
}

#[tokio::test]
async fn a_product_that_is_unknown_here_is_found_among_a_hundred_and_not_asked_for_again() {
    let stacks = Stacks::of(world(experience(SOURCE, 50, 50), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    stacks.sim.set_product_known(MEMBER, &product(42), false);

    stacks.run("run-1", json!({})).await.result.unwrap();

    assert!(stacks.ours(STORES).len() <= 1 + further_sets_max(100.0, 1.0), "{}", stacks.ours(STORES).len());
    assert_eq!(stacks.quarantine(), [format!("allow {}", product(42))]);
    stacks.assert_like_the_source(STORES, &[product(42)]);
    let row = stacks.row("run-1", STORES);
    assert!(row.refused[0].error.contains(&product(42)), "{:?}", row.refused);

    stacks.sim.reset_calls();
    stacks.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(stacks.sim.calls().mutating(), 0, "it is in quarantine");
    assert!(!stacks.row("run-2", STORES).held.is_empty());

    stacks.sim.set_product_known(MEMBER, &product(42), true);
    stacks.run("run-3", json!({"try_again": true})).await.result.unwrap();
    stacks.assert_like_the_source(STORES, &[]);
    assert!(stacks.quarantine().is_empty());
}

#[tokio::test]
async fn a_product_that_is_still_unknown_when_it_is_tried_again_stays_in_quarantine() {
    let stacks = Stacks::of(world(experience(SOURCE, 8, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.publish().await;
    stacks.sim.set_product_known(MEMBER, &product(3), false);
    stacks.run("run-1", json!({})).await.result.unwrap();

    let before = stacks.ours(STORES).len();
    stacks.run("run-2", json!({"try_again": true})).await.result.unwrap();

    assert_eq!(stacks.ours(STORES).len(), before + 1, "alone in its set, it needs no halving");
    assert_eq!(stacks.quarantine(), [format!("allow {}", product(3))]);
}

#[tokio::test]
async fn what_one_experience_found_out_spares_the_next_run_in_all_of_them() {
    let here = vec![experience(STORES, 0, 0), experience(OFFICES, 0, 0)];
    let stacks = Stacks::of(world(experience(SOURCE, 40, 0), here)).await;
    stacks.publish().await;
    for number in [7, 8, 31] {
        stacks.sim.set_product_known(MEMBER, &product(number), false);
    }

    stacks.run("run-1", json!({})).await.result.unwrap();

    for experience in [STORES, OFFICES] {
        assert!(stacks.ours(experience).len() <= 1 + further_sets_max(40.0, 3.0));
        stacks.assert_like_the_source(experience, &products([7, 8, 31]));
    }
    assert_eq!(stacks.quarantine().len(), 3);
    stacks.sim.reset_calls();
    stacks.run("run-2", json!({})).await.result.unwrap();
    assert_eq!(stacks.sim.calls().mutating(), 0);
}
