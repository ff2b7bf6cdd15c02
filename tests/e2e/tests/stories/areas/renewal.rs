//! The license behind a grant for a unit is renewed.

use e2e::{Story, Told};
use local::Options;
use serde_json::json;

use super::world::{SHOP, areas, principals, to_the_shop, units};
use crate::world::{BILLING, ORDERS, all_active, gaps};

/// The ten minutes that an event of a purchase waits pass in two seconds.
const SPEED: f64 = 300.0;

#[tokio::test]
async fn a_unit_goes_on_having_a_product_whose_license_was_renewed() -> Told {
    let products = units().licenses;
    let options = Options { world: Some(units()), speed: SPEED, ..Options::default() };
    let story = Story::begin_with(options).await?;
    story.with_policy(&to_the_shop("ou")).await?;
    assert!(story.run(&json!({})).await?.succeeded());

    let new = story.sim().renew(&products[0].arn, None)?;
    let run = story.the_run_called("purchase-").await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), [SHOP]);
    let licenses: Vec<_> = areas(&story).into_iter().map(|grant| grant.license).collect();
    assert!(licenses.len() == 2 && licenses.contains(&new), "{licenses:?}");
    for account in [ORDERS, BILLING] {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
    }
    assert_eq!(gaps(&story, &[ORDERS, BILLING], &products), []);
    Ok(())
}
