//! `auto`: exactly the selected accounts, by the fewest grants.

use e2e::Told;
use serde_json::json;

use super::world::{SHOP, begin, principals, to_everybody, units};
use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active};

#[tokio::test]
async fn a_whole_unit_is_one_grant_and_a_single_account_of_another_has_its_own() -> Told {
    let policy = format!(
        "[[rules]]\nproducts = \"all\"\norganizational_units = [\"{SHOP}\"]\naccounts = [\"{LAB}\"]\nshare_as = \"auto\"\n"
    );
    let story = begin(units(), &policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), [LAB, SHOP]);
    for account in [ORDERS, BILLING, LAB] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(story.live_grants_of(ARCHIVE), []);
    Ok(())
}

#[tokio::test]
async fn everybody_is_one_grant_and_everybody_but_one_is_not() -> Told {
    let world = units();
    let organization = world.organization.id.clone();
    let story = begin(world, &to_everybody("auto")).await?;
    assert!(story.run(&json!({})).await?.succeeded());
    assert_eq!(principals(&story), [organization]);

    let policy = format!("{}\n[except]\naccounts = [\"{ARCHIVE}\"]\n", to_everybody("auto"));
    let story = begin(units(), &policy).await?;
    assert!(story.run(&json!({})).await?.succeeded());
    assert_eq!(principals(&story), [LAB, SHOP]);
    assert_eq!(story.live_grants_of(ARCHIVE), []);
    Ok(())
}
