//! The policy file: read once, told in every report, and refused with everything that is wrong in it.

use std::collections::BTreeSet;

use e2e::{Story, Told};
use serde_json::{Value, json};

use crate::world::{LAB, ORDERS, add, all_active, empty, grant_writes, rows, settled, three_are_new};

#[tokio::test]
async fn every_mistake_in_the_policy_file_is_told_with_its_place_and_nothing_is_written() -> Told {
    let story = Story::begin(three_are_new()).await?;
    let policy = "untagged = \"keep\"\n\n[guard]\nrevocation_max = 5\n\n[[rules]]\nproducts = \"all\"\naccounts = [\"12\"]\n";
    story.with_policy(policy).await?;
    let run = story.run(&json!({})).await?;
    let told = run.failure();
    assert!(told.contains("Invalid") && told.contains("3 mistakes"), "{told}");
    for place in
        ["line 1, column 12", "line 4, column 1", "line 8, column 13", "did you mean revocations_max?"]
    {
        assert!(told.contains(place), "{place}: {told}");
    }
    assert_eq!(run.calls.mutating(), 0);
    Ok(())
}

/// What a report tells of the policy file.
fn policy_of(run: &e2e::Run) -> Value {
    serde_json::to_value(run.report().unwrap()).unwrap()["policy"].clone()
}

#[tokio::test]
async fn every_report_tells_the_digest_of_the_policy_file() -> Told {
    let story = Story::begin(settled()).await?;
    assert_eq!(policy_of(&story.run(&json!({})).await?), Value::Null);
    // By `sha256sum`.
    for (policy, digest) in [
        ("untagged = \"leave\"\n", "d8d1903e35be37f1ab13a0402d319268a4a5be1ac4cda0a089e9ae8e7f212d19"),
        ("untagged = \"revoke\"\n", "b4462c02a06e078c8f602f32a34c85420c5875119eae7ccf5e46e3ae9f07a558"),
    ] {
        story.with_policy(policy).await?;
        for input in [json!({"plan_only": true}), json!({"only": {"accounts": [ORDERS]}})] {
            let run = story.run(&input).await?;
            assert_eq!(policy_of(&run), digest, "{}", run.failure());
            let page = story.page(&run, "report.md").await?;
            assert!(page.contains(digest), "{page}");
        }
    }
    Ok(())
}

/// Most often a slip, so it is told; it stops nobody.
#[tokio::test]
async fn what_the_policy_names_and_nothing_matches_is_a_warning() -> Told {
    let mut world = empty(1);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let story = Story::begin(world).await?;
    let policy = "[[rules]]\nproducts = \"all\"\ntagged = true\n\n\
                  [[rules]]\nproducts = { skus = [\"prod-abcdefghijklm\"], names = [\"Harbour *\"] }\n\
                  organizational_units = [\"ou-gen1-nobody01\"]\naccounts = [\"999999999999\"]\n";
    story.with_policy(policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    let notes = run.report()?.notes.join("\n");
    for name in ["prod-abcdefghijklm", "Harbour *", "ou-gen1-nobody01", "999999999999"] {
        assert!(notes.contains(name), "{name}: {notes}");
    }
    assert!(all_active(&story.live_grants_of(ORDERS), 1));
    Ok(())
}

#[tokio::test]
async fn grants_allow_the_operations_that_the_policy_says_and_all_of_the_license_without() -> Told {
    let mut world = empty(2);
    add(&mut world, ORDERS, "Orders", Some("true"));
    let (few, all) = (world.licenses[0].sku.clone(), world.licenses[1].sku.clone());
    let policy = format!(
        "[[rules]]\nproducts = \"all\"\ntagged = true\n\n[[rules]]\nproducts = {{ skus = [\"{few}\"] }}\ntagged = true\n\
         operations = [\"CheckoutLicense\", \"CheckInLicense\"]\n"
    );
    let story = Story::begin(world).await?;
    story.with_policy(&policy).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    let operations = |sku: &str| -> BTreeSet<String> {
        let mut grants = story.live_grants_of(ORDERS).into_iter();
        grants.find(|grant| grant.sku == sku).unwrap().operations.into_iter().collect()
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(operations(&few), named(&["CheckoutLicense", "CheckInLicense"]));
    assert!(operations(&all).len() > 2 && !operations(&all).contains("CreateGrant"));

    let again = story.run(&json!({})).await?;
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);
    Ok(())
}

/// `except` always wins, and says so.
#[tokio::test]
async fn an_excepted_account_gets_nothing_and_is_told_why() -> Told {
    let story = Story::begin(three_are_new()).await?;
    story.with_policy(&format!("[except]\naccounts = [\"{LAB}\"]\n")).await?;
    let run = story.run(&json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(LAB), []);
    assert!(all_active(&story.live_grants_of(ORDERS), 2));
    let told = rows(&run, LAB);
    assert!(!told.is_empty() && told.iter().all(|row| row.reason.contains("except")), "{told:?}");
    assert_eq!(grant_writes(&run.calls).iter().filter(|write| **write == "CreateGrant").count(), 4);
    Ok(())
}
