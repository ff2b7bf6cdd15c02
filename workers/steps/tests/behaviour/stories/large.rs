//! An organization of 2,100 accounts: more than one license can have grants (AWS-FACTS 5.1).

use domain::policy::TAG_KEY;
use serde_json::json;
use sim::{Options, Paging, Rates, WorldFile};

use crate::support::hub::{Hub, options};

const ACCOUNTS: usize = 2_100;

/// Everybody is to have the one product; nobody has it yet.
async fn large() -> Hub {
    let mut world = WorldFile::generate(ACCOUNTS + 1, 1, 7);
    world.grants.clear();
    for account in &mut world.accounts {
        account.tags.insert(TAG_KEY.to_owned(), "true".to_owned());
    }
    let paging = Paging { empty_page_every: 0, items_max: None, ..Paging::default() };
    let rates = Rates { enforced: false, ..Rates::default() };
    Hub::with(world, Options { paging, rates, ..options() }).await
}

#[tokio::test]
async fn one_grant_for_the_organization_serves_more_accounts_than_a_license_can_have_grants() {
    let hub = large().await;
    hub.set_policy("[[rules]]\naccounts = \"all\"\nproducts = \"all\"\nshare_as = \"auto\"\n");

    let ended = hub.run("run-1", json!({})).await;

    ended.result.unwrap();
    assert_eq!((hub.sim.calls().mutating(), hub.live_areas().len()), (1, 1));
    let parts = hub.given().into_iter().filter(|grant| grant.account.is_some());
    assert_eq!(parts.filter(|grant| grant.status.as_str() == "ACTIVE").count(), ACCOUNTS);
    hub.sim.reset_calls();
    hub.run("run-2", json!({})).await.result.unwrap();
    let calls = hub.sim.calls();
    assert_eq!(calls.mutating(), 0);
    // Pages of 20 accounts, 100 tagged accounts, 100 parts; and a constant.
    assert_eq!(calls.of("organizations.ListAccounts"), 106);
    assert_eq!(calls.of("tagging.GetResources"), 22);
    assert_eq!(calls.of("license-manager.ListReceivedGrantsForOrganization"), 21);
    assert_eq!(calls.counts.values().sum::<u64>(), 106 + 22 + 21 + 7, "{:#?}", calls.counts);
}

/// Without a policy each account would need a grant of its own.
#[tokio::test]
async fn nothing_is_made_for_a_license_that_cannot_have_so_many_grants_and_the_way_out_is_told() {
    let hub = large().await;

    let error = hub.run("run-1", json!({})).await.result.unwrap_err();

    assert_eq!(error.name(), "AccountsFailed");
    assert!(error.to_string().contains("2100 failed"), "{error}");
    assert!(error.to_string().contains("share as `auto`"), "{error}");
    assert_eq!(hub.sim.calls().mutating(), 0);
    let notes = hub.report("run-1").notes;
    assert!(notes.iter().any(|note| note.contains("a license can have 2000")), "{notes:?}");
}
