//! More accounts than a license can have grants.

use e2e::{Story, Told};
use local::Options;
use serde_json::json;
use sim::WorldFile;

use super::world::{principals, to_everybody};
use crate::world::{add, empty, grant_writes, place, unit};

const ACCOUNTS: usize = 2_100;
const UNITS: [&str; 3] = ["ou-gen1-third001", "ou-gen1-third002", "ou-gen1-third003"];
/// Lists of thousands take long at the rates of AWS.
const SPEED: f64 = 1_000.0;

fn account(number: usize) -> String {
    format!("{:012}", 200_000_000_000 + number)
}

/// 2,100 tagged accounts in three units of the same size, and one product.
fn large() -> WorldFile {
    let mut world = empty(1);
    for id in UNITS {
        unit(&mut world, id, id);
    }
    for number in 0..ACCOUNTS {
        add(&mut world, &account(number), &format!("Account {number}"), Some("true"));
        place(&mut world, &account(number), UNITS[number % UNITS.len()]);
    }
    world
}

async fn begin(policy: &str) -> Result<Story, e2e::StoryError> {
    let options = Options { world: Some(large()), speed: SPEED, ..Options::default() };
    let story = Story::begin_with(options).await?;
    story.with_policy(policy).await?;
    Ok(story)
}

fn served(story: &Story) -> usize {
    let active = |grant: &sim::GrantView| grant.status == sim::GrantStatus::Active;
    (0..ACCOUNTS).filter(|number| story.live_grants_of(&account(*number)).iter().any(active)).count()
}

#[tokio::test]
async fn an_organization_of_2_100_accounts_converges_by_one_grant() -> Told {
    let story = begin(&to_everybody("organization")).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), [large().organization.id]);
    assert_eq!(served(&story), ACCOUNTS);
    assert_eq!(grant_writes(&run.calls), ["CreateGrant"]);

    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0);
    // Its parts are read once each, a hundred at a time.
    let pages = again.calls.of("license-manager.ListReceivedGrantsForOrganization");
    assert!((21..=50).contains(&pages), "{pages}");
    Ok(())
}

#[tokio::test]
async fn two_thirds_of_2_100_accounts_converge_by_two_grants_and_the_rest_has_nothing() -> Told {
    let policy = format!(
        "[[rules]]\nproducts = \"all\"\norganizational_units = {:?}\nshare_as = \"auto\"\n",
        &UNITS[..2]
    );
    let story = begin(&policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(principals(&story), UNITS[..2]);
    assert_eq!(served(&story), ACCOUNTS * 2 / 3);
    assert_eq!(grant_writes(&run.calls), ["CreateGrant", "CreateGrant"]);
    Ok(())
}

/// AWS would refuse the last hundred, so not even the first one is made.
#[tokio::test]
async fn account_by_account_2_100_accounts_are_too_many_and_the_way_out_is_told() -> Told {
    let story = begin("").await?;
    let run = story.run(&json!({})).await?;
    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{:?}", run.calls.counts);
    let notes = run.report()?.notes.join("\n");
    for part in ["2100", "2000", "share as `auto`", "L-55F04DE6"] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
    Ok(())
}
