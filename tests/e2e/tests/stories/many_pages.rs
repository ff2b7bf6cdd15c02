//! Listings of many pages, some empty with a token: nobody is overlooked (seed defects S2, S5, S6).

use e2e::{Story, Told};
use local::Options;
use serde_json::json;
use sim::{GrantStatus, Paging};

use crate::world::{add, all_active, empty, give};

#[tokio::test]
async fn nobody_is_overlooked_beyond_the_first_page() -> Told {
    let accounts: Vec<String> = (1..=9).map(|number| format!("2000000000{number:02}")).collect();
    let mut world = empty(4);
    for (number, account) in accounts.iter().enumerate() {
        let tag = if number % 3 == 2 { Some("false") } else { Some("true") };
        add(&mut world, account, &format!("Account {number}"), tag);
        for license in 0..4 {
            give(&mut world, account, license, GrantStatus::Active);
        }
    }
    // The last account and the last license have nothing yet: a reader of first pages would not see them.
    world.grants.truncate(world.grants.len() - 4);
    let last = accounts.last().cloned().unwrap();
    if let Some(entry) = world.accounts.last_mut() {
        entry.tags.insert("marketplace-licence".into(), "true".into());
    }
    let sim = sim::Options {
        paging: Paging { items_max: Some(2), empty_page_every: 2, ..Paging::default() },
        ..sim::Options::default()
    };
    let story = Story::begin_with(Options { world: Some(world), sim, ..Options::default() }).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    for (number, account) in accounts.iter().enumerate() {
        let wanted = number % 3 != 2 || *account == last;
        let grants = story.live_grants_of(account);
        assert!(if wanted { all_active(&grants, 4) } else { grants.is_empty() }, "{account}: {grants:?}");
    }
    for (operation, pages_min) in [
        ("organizations.ListAccounts", 8),
        ("license-manager.ListReceivedLicenses", 4),
        ("license-manager.ListDistributedGrants", 24),
    ] {
        assert!(run.calls.of(operation) >= pages_min, "{operation}: {:?}", run.calls);
    }
    Ok(())
}
