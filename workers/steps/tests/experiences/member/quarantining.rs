//! Quarantine: what this organization's Catalog refuses is found out once, kept, told, and tried again when a person says so.

use domain::experience::report::Ended;
use serde_json::json;

use crate::support::stacks::Stacks;
use crate::support::world::{MEMBER, SOURCE, STORES, experience, listing, product, world};

async fn stacks() -> Stacks {
    let stacks = Stacks::of(world(experience(SOURCE, 8, 0), vec![experience(STORES, 0, 0)])).await;
    stacks.sim.set_product_known(MEMBER, &product(3), false);
    stacks.publish().await;
    stacks
}

#[tokio::test]
async fn a_refused_product_does_not_keep_the_others_back_and_is_not_asked_for_every_hour() {
    let stacks = stacks().await;

    let ended = stacks.run("run-1", json!({})).await;

    assert_eq!((ended.result, ended.red.len()), (Ok(()), 0), "a product in quarantine alone is no failure");
    stacks.assert_like_the_source(STORES, &[product(3)]);
    assert_eq!(stacks.quarantine(), [format!("allow {}", product(3))]);
    let row = stacks.row("run-1", STORES);
    assert_eq!((row.ended, row.done.allow, row.planned.allow), (Ended::Changed, 7, 8));
    assert_eq!(row.refused[0].atom.to_string(), format!("allow {}", product(3)));
    assert!(stacks.text("runs/run-1/report.md").contains("Refused, now in quarantine"));
    assert!(row.held.is_empty(), "it is told once");

    let before = stacks.ours(STORES).len();
    assert_eq!(stacks.run("run-2", json!({})).await.result, Ok(()));
    assert_eq!(stacks.ours(STORES).len(), before, "nothing is sent");
    let row = stacks.row("run-2", STORES);
    assert_eq!((row.ended, row.held.len()), (Ended::Unchanged, 1));
}

#[tokio::test]
async fn a_run_that_tries_again_lets_go_what_is_good_now() {
    let stacks = stacks().await;
    stacks.run("run-1", json!({})).await;

    let ended = stacks.run("run-2", json!({"try_again": true})).await;
    assert_eq!(ended.result, Ok(()));
    assert_eq!(stacks.quarantine().len(), 1, "it was refused once more");

    stacks.sim.set_product_known(MEMBER, &product(3), true);
    assert_eq!(stacks.run("run-3", json!({"try_again": true})).await.result, Ok(()));
    assert!(stacks.quarantine().is_empty());
    stacks.assert_like_the_source(STORES, &[]);
}

#[tokio::test]
async fn what_nobody_wants_any_more_is_let_go() {
    let stacks = stacks().await;
    stacks.run("run-1", json!({})).await;
    stacks.sim.reject_products(SOURCE, &[&product(3)]).unwrap();
    stacks.pass_seconds(300);
    stacks.publish().await;
    // It is wanted in another way now, and it is the product that is not known.
    stacks.run("run-2", json!({})).await;
    assert_eq!(stacks.quarantine().len(), 1);

    *stacks.settings.lock().unwrap() =
        serde_json::from_value(json!({"follows": [{"source": SOURCE, "experiences": [STORES]}]})).unwrap();
    stacks.sim.enable_experience(STORES, false).unwrap();
    stacks.pass_seconds(300);
    stacks.run("run-3", json!({"plan_only": true})).await;
    assert_eq!(stacks.quarantine().len(), 1, "a run that only plans keeps its hands off");
    assert_eq!(stacks.run("run-4", json!({})).await.result, Ok(()));
    assert!(stacks.quarantine().is_empty());
}

#[tokio::test]
async fn a_product_is_in_quarantine_for_all_experiences_of_the_organization() {
    let stores = listing(STORES, &[1, 2], &[]);
    let stacks =
        Stacks::of(world(experience(SOURCE, 4, 0), vec![stores, experience("exp-second0000000", 0, 0)]))
            .await;
    stacks.sim.set_product_known(MEMBER, &product(4), false);
    stacks.publish().await;

    assert_eq!(stacks.run("run-1", json!({})).await.result, Ok(()));

    assert_eq!(stacks.quarantine(), [format!("allow {}", product(4))]);
    for id in [STORES, "exp-second0000000"] {
        stacks.assert_like_the_source(id, &[product(4)]);
    }
}
