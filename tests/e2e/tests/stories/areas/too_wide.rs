//! A grant for the organization reaches somebody who is not to have the product: a person decides.

use domain::report::ActionResult;
use e2e::Told;
use serde_json::json;

use super::world::{LABS, SHOP, begin, principals, to_everybody, units};
use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, gaps, rows};

/// It is neither taken from the others nor left untold; split up on approval, nobody else goes without.
#[tokio::test]
async fn a_grant_that_became_too_wide_is_told_in_red_and_split_up_once_approved() -> Told {
    let world = units();
    let (products, organization) = (world.licenses.clone(), world.organization.id.clone());
    let story = begin(world, &to_everybody("auto")).await?;
    assert!(story.run(&json!({})).await?.succeeded());
    let narrower = format!("{}\n[except]\naccounts = [\"{ARCHIVE}\"]\n", to_everybody("auto"));
    story.with_policy(&narrower).await?;

    let told = story.run(&json!({})).await?;
    assert!(!told.succeeded());
    assert_eq!(told.calls.mutating(), 0, "{:?}", told.calls.counts);
    let too_much = rows(&told, ARCHIVE);
    assert!(
        too_much.len() == 2
            && too_much
                .iter()
                .all(|row| row.result == ActionResult::Failed && row.reason.contains("change_mode")),
        "{too_much:?}"
    );
    assert_eq!(principals(&story), [organization]);

    let split = story.run_approved(&json!({"change_mode": true})).await?;
    assert!(split.succeeded(), "{}", split.failure());
    assert_eq!(principals(&story), [LAB, SHOP], "{LABS} is not whole any more");
    for account in [ORDERS, BILLING, LAB] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(story.live_grants_of(ARCHIVE), []);
    assert_eq!(gaps(&story, &[ORDERS, BILLING, LAB], &products), []);
    Ok(())
}
