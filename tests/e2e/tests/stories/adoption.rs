//! Grants that others made are taken over, on request of a person and by description (P1).

use domain::report::{ActionResult, Class, Done};
use e2e::{Story, Told};
use serde_json::{Value, json};
use sim::{GrantEntry, GrantStatus, WorldFile};

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, did, grant_writes, rows, settled};

/// A script gave Lab both products, by grants that are called as the account is; a person gave Archive one.
pub(crate) fn of_others() -> WorldFile {
    let mut world = settled();
    for (name, account, license) in [(LAB, LAB, 0), (LAB, LAB, 1), ("a favour", ARCHIVE, 0)] {
        let (license, tags) = (world.licenses[license].arn.clone(), Default::default());
        let like = world.grants[0].clone();
        world.grants.push(GrantEntry { name: name.into(), account: account.into(), license, tags, ..like });
    }
    world
}

fn adopt() -> Value {
    json!({"adopt": {"named_after_account": true}})
}

#[tokio::test]
async fn what_a_script_made_is_planned_then_taken_over_and_later_taken_back_under_the_guard() -> Told {
    let mut story = Story::begin(of_others()).await?;
    let before = (story.live_grants_of(LAB), story.live_grants_of(ARCHIVE));
    let plan = story.run(&json!({"adopt": {"named_after_account": true}, "plan_only": true})).await?;
    assert!(plan.succeeded(), "{}", plan.failure());
    assert_eq!(plan.calls.mutating(), 0, "{:?}", plan.calls.counts);
    assert_eq!(did(&plan, LAB), [(Done::Adopt, ActionResult::Skipped); 2]);
    assert_eq!(rows(&plan, ARCHIVE)[0].class, Some(Class::Foreign));
    assert_eq!(before, (story.live_grants_of(LAB), story.live_grants_of(ARCHIVE)));

    let adopted = story.run(&adopt()).await?;
    assert!(adopted.succeeded(), "{}", adopted.failure());
    assert_eq!(did(&adopted, LAB), [(Done::Adopt, ActionResult::Done); 2]);
    let ours = story.live_grants_of(LAB);
    assert!(all_active(&ours, 2), "{ours:?}");
    for grant in &ours {
        assert!(grant.name.starts_with("marketplace-steward"), "{grant:?}");
        assert_eq!(grant.tags["marketplace-steward"], story.sim().management_account());
        assert!(before.0.iter().any(|theirs| theirs.arn == grant.arn), "it is the same grant");
    }
    assert_eq!(story.live_grants_of(ARCHIVE), before.1);
    for sku in [&ours[0].sku, &ours[1].sku] {
        assert_eq!(story.sim().gaps(LAB, sku), []);
    }
    let again = story.run(&adopt()).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);

    // Lab is tagged `false`: from now on its grants are ours to take back, as far as the guard allows.
    story.with_policy("[guard]\nrevocations_max = 1\n").await?;
    let run = story.start(&json!({})).await?;
    assert_eq!(story.once_asked(&run).await?.covers.len(), 2);
    assert!(all_active(&story.live_grants_of(LAB), 2));
    story.answer("approve", &run).await?;
    let run = story.to_its_end(run).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(story.live_grants_of(LAB), []);
    assert_eq!(story.live_grants_of(ARCHIVE), before.1);

    // A tag is about wishes, and changes nothing of what is whose.
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let tagged = story.the_run_that_follows().await?;
    assert!(rows(&tagged, ARCHIVE).iter().any(|row| row.class == Some(Class::Foreign)));
    Ok(())
}

#[tokio::test]
async fn a_description_that_fits_nothing_is_told_and_one_that_says_nothing_is_refused() -> Told {
    let story = Story::begin(of_others()).await?;
    let nothing = story.run(&json!({"adopt": {"accounts": [ORDERS]}})).await?;
    assert!(nothing.succeeded(), "{}", nothing.failure());
    assert_eq!(nothing.calls.mutating(), 0);
    assert_ne!(nothing.report()?.notes, [""; 0], "it says that nothing is described");

    let everything = story.run(&json!({"adopt": {}})).await?;
    assert!(!everything.succeeded());
    assert!(everything.failure().contains("named_after_account"), "{}", everything.failure());
    assert_eq!(everything.calls.mutating(), 0);
    Ok(())
}

/// What is wanted and was given by others is ours after it, and is then kept as any other grant.
#[tokio::test]
async fn what_is_wanted_anyway_is_taken_over_by_name_and_goes_on_as_ours() -> Told {
    let mut world = settled();
    let billing = |grant: &&mut GrantEntry| grant.account == BILLING;
    for grant in world.grants.iter_mut().filter(billing) {
        grant.name = format!("terraform-{}", grant.account);
        grant.tags.clear();
    }
    let story = Story::begin(world).await?;
    let before = story.run(&json!({})).await?;
    assert!(rows(&before, BILLING).iter().all(|row| row.class == Some(Class::Foreign)));

    let adopted = story.run(&json!({"adopt": {"names": ["terraform-*"], "accounts": [BILLING]}})).await?;
    assert!(adopted.succeeded(), "{}", adopted.failure());
    let after = story.run(&json!({})).await?;
    assert!(after.succeeded(), "{}", after.failure());
    assert_eq!(grant_writes(&after.calls), [""; 0]);
    assert_eq!(did(&after, BILLING), [(Done::None, ActionResult::Done); 2]);
    assert!(story.live_grants_of(BILLING).iter().all(|grant| grant.status == GrantStatus::Active));
    Ok(())
}
