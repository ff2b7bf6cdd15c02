//! A member bought a product itself: it keeps what it bought, unless the policy says that ours takes its place.

use domain::report::Class;
use e2e::{Story, StoryError, Told};
use serde_json::json;
use sim::{GrantStatus, GrantView, WorldFile};

use crate::world::{BILLING, ORDERS, add, buys_itself, empty, gaps, grant_writes, rows};

/// Orders and Billing are to have two products; Orders bought the first one itself.
fn bought() -> WorldFile {
    let mut world = empty(2);
    add(&mut world, ORDERS, "Orders", Some("true"));
    add(&mut world, BILLING, "Billing", Some("true"));
    buys_itself(&mut world, ORDERS, 0);
    world
}

/// What Orders bought, and what it has from us.
fn own_and_ours(story: &Story) -> (Vec<GrantView>, Vec<GrantView>) {
    story
        .live_grants_of(ORDERS)
        .into_iter()
        .partition(|grant| !grant.name.starts_with("marketplace-steward-"))
}

#[tokio::test]
async fn a_member_keeps_what_it_bought_and_that_is_told_as_a_conflict() -> Told {
    let story = Story::begin(bought()).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    let rows = rows(&run, ORDERS);
    let conflicts: Vec<_> = rows.iter().filter(|row| row.class == Some(Class::Conflict)).collect();
    assert_eq!(conflicts.len(), 1, "{rows:?}");
    assert!(conflicts[0].reason.contains("own"), "{}", conflicts[0].reason);
    let (own, ours) = own_and_ours(&story);
    assert_eq!((own.len(), own[0].status), (1, GrantStatus::Active));
    assert_eq!((ours.len(), ours[0].status), (1, GrantStatus::Active));
    assert_ne!(ours[0].sku, own[0].sku);

    let again = story.run(&json!({})).await?;
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls);
    Ok(())
}

/// The first product of the world is replaced, the second one is shared as ever.
async fn replacing(world: WorldFile) -> Result<Story, StoryError> {
    let policy = format!(
        "[[rules]]\nproducts = \"all\"\ntagged = true\n\n\
         [[rules]]\nname = \"Central contract\"\nproducts = {{ skus = [\"{}\"] }}\ntagged = true\n\
         activation_override = \"replace\"\n",
        world.licenses[0].sku
    );
    let story = Story::begin(world).await?;
    story.with_policy(&policy).await?;
    Ok(story)
}

#[tokio::test]
async fn what_a_member_bought_makes_way_where_the_policy_says_so_and_the_ledger_tells_it() -> Told {
    let world = bought();
    let products = world.licenses.clone();
    let story = replacing(world).await?;
    let run = story.run(&json!({})).await?;

    assert!(run.succeeded(), "{}", run.failure());
    let (own, ours) = own_and_ours(&story);
    assert_eq!((own.len(), own[0].status), (1, GrantStatus::Disabled), "it is switched off and not deleted");
    assert_eq!(ours.len(), 2);
    assert!(ours.iter().all(|grant| grant.status == GrantStatus::Active), "{ours:?}");
    assert_eq!(gaps(&story, &[ORDERS], &products[..2]), []);

    let calls = story.ledger().await?;
    let told = |account: &str, sku: &str| {
        let of = calls.iter().find(|call| {
            call["operation"] == "license-manager:CreateGrantVersion"
                && call["account"] == account
                && call["product"] == sku
        });
        of.map(|call| call["reason"].clone()).unwrap_or_default()
    };
    let (replaced, plain) = (told(ORDERS, &products[0].sku), told(ORDERS, &products[1].sku));
    assert!(replaced.contains("own license") && replaced.contains("policy.toml"), "{replaced}");
    assert!(!plain.contains("own license"), "{plain}");

    let again = story.run(&json!({})).await?;
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls);
    Ok(())
}

/// A member that buys what it has from us already cannot use both; ours goes on and nobody swaps anything.
#[tokio::test]
async fn what_a_member_buys_later_is_not_switched_off() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let products = world.licenses.clone();
    let story = Story::begin(world).await?;
    assert!(story.run(&json!({})).await?.succeeded());
    let own = story.sim().buy_as_member(ORDERS, &products[0].sku)?;
    story.sim().clock().advance_seconds(600);
    let before: Vec<_> = story.live_grants_of(ORDERS);
    assert!(before.iter().any(|grant| grant.license == own), "{before:?}");

    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(grant_writes(&run.calls), [""; 0]);
    assert_eq!(story.live_grants_of(ORDERS), before);
    assert_eq!(gaps(&story, &[ORDERS], &products), []);
    Ok(())
}
