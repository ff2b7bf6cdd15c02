//! What following means, product by product.

use e2e::Told;
use e2e::experiences::{Group, SOURCE};
use local::Options;
use serde_json::json;
use sim::ExperienceStatus;

use super::world::{
    BAY, FLEET, HARBOUR, OFFICE, PILOT, entry, ids, is_in_step, listing, lists, own_products, product,
    products, settled, with_settings,
};

#[tokio::test]
async fn what_the_source_does_not_list_is_denied_where_it_is_allowed_and_stays_where_it_is_denied() -> Told {
    // Approved 1 to 6 and rejected 7 and 8 at the source.
    let world = listing(
        settled(),
        OFFICE,
        vec![products(1, 2), products(7, 1), own_products(1, 2)],
        vec![products(3, 1), own_products(3, 2)],
    );
    let group = Group::begin_in(world, &[BAY]).await?;
    group.publish_and_follow().await?;

    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert_eq!(allowed, ids(&[products(1, 6)]));
    assert_eq!(denied, ids(&[products(7, 2), own_products(1, 4)]));
    Ok(())
}

#[tokio::test]
async fn a_product_that_is_approved_no_more_is_denied() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    group.publish_and_follow().await?;
    group.sim().reject_products(SOURCE, &[&product(2)])?;
    group.once_all_is_quiet_after(2, 2).await?;

    let (allowed, denied) = lists(group.sim(), OFFICE);
    assert!(!allowed.contains(&product(2)) && denied.contains(&product(2)));
    let ledger = group.account_of(BAY).rows(group.member(BAY).ledger()).await?;
    assert!(ledger.iter().any(|row| row.get("pk").is_some_and(|pk| pk == OFFICE)), "P10: {ledger:?}");
    Ok(())
}

/// Several experiences are managed, and a member follows one with one experience, and one with another.
#[tokio::test]
async fn several_managed_experiences_are_followed_each_by_its_own() -> Told {
    const SECOND: &str = "exp-hf00second000";
    let mut world = listing(settled(), PILOT, vec![own_products(1, 1)], vec![]);
    entry(&mut world, PILOT).status = ExperienceStatus::Enabled;
    let mut second = entry(&mut world, SOURCE).clone();
    (second.id, second.principals) = (SECOND.to_owned(), vec![]);
    second.policy.as_mut().unwrap().allowed = vec![products(20, 3)];
    world.private_marketplace.as_mut().unwrap().experiences.push(second);
    let build = with_settings(HARBOUR, |settings| {
        settings["follows"] = json!([
            {"source": SOURCE, "experiences": [FLEET]}, {"source": SECOND, "experiences": [PILOT]},
        ]);
    })?;
    let build = build.with_variable("MarketplaceStewardExperiences", "PUBLISH_SETTINGS", |text| {
        text.replace(&format!("{SOURCE:?}"), &format!("{SOURCE:?},{SECOND:?}"))
    })?;
    let reads = ("marketplace-steward-publish", "ReadEntities");
    let build = build.with_statement("MarketplaceStewardExperiences", reads, |statement| {
        let resources = statement["Resource"].as_array_mut().unwrap();
        let second = resources[0].to_string().replace(SOURCE, SECOND);
        resources.push(second.parse().unwrap());
    })?;
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &build, &[HARBOUR]).await?;
    let published = group.publish_and_follow().await?.output.unwrap();

    assert_eq!(published["counts"]["experiences"], 2, "{published}");
    assert!(is_in_step(&group, FLEET));
    assert_eq!(lists(group.sim(), PILOT).0, ids(&[products(20, 3)]));
    assert!(lists(group.sim(), PILOT).1.is_superset(&ids(&[own_products(1, 1)])));
    Ok(())
}

/// Nothing was published yet: that is not an empty list.
#[tokio::test]
async fn without_a_snapshot_nothing_is_written() -> Told {
    let group = Group::begin_in(settled(), &[BAY]).await?;
    let run = group.run(BAY, &json!({})).await?;
    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{}", run.failure());
    Ok(())
}
