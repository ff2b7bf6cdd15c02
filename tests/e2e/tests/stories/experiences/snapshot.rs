//! A snapshot that is not whole is not followed, and two are never mixed.

use std::collections::{BTreeMap, BTreeSet};

use e2e::experiences::{Group, SOURCE};
use e2e::{Build, StoryError, Told};
use local::{Account, Options};
use serde_json::{Value, json};

use super::world::{BAY, OFFICE, listing, lists, product, products, settled};

type Row = BTreeMap<String, String>;

/// A member that nobody tells anything: its runs are started by the story alone.
fn untold() -> Result<Build, StoryError> {
    Build::as_built()?.with_template("MarketplaceStewardSync-bay-insurance", |template| {
        let resources = template["Resources"].as_object_mut().unwrap();
        resources.retain(|_, resource| resource["Type"] != "AWS::SNS::Subscription");
    })
}

/// One snapshot is published, and not yet followed: it approves three products more.
async fn published() -> Result<Group, StoryError> {
    let world = listing(settled(), SOURCE, vec![products(1, 9)], vec![]);
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &untold()?, &[BAY]).await?;
    group.publish().await?;
    Ok(group)
}

async fn rows(group: &Group, beginning: &str) -> Result<Vec<Row>, StoryError> {
    let mut rows = group.management().rows(group.table()).await?;
    rows.retain(|row| row["pk"] == "snapshot" && row["sk"].starts_with(beginning));
    rows.sort_by(|one, other| one["sk"].cmp(&other["sk"]));
    Ok(rows)
}

async fn write(account: &Account<'_>, table: &str, row: &Row) -> Told {
    let key = [("pk", row["pk"].as_str()), ("sk", row["sk"].as_str())];
    Ok(account.change_row(table, &key, &[("body", &row["body"])]).await?)
}

/// A run that finds the snapshot like this fails, and changes nothing.
async fn is_refused(group: &Group) -> Told {
    let run = group.run(BAY, &json!({})).await?;
    assert!(!run.succeeded());
    assert_eq!(run.calls.mutating(), 0, "{}", run.failure());
    Ok(())
}

async fn is_followed(group: &Group) -> Told {
    let run = group.run(BAY, &json!({})).await?;
    assert!(run.succeeded(), "{}", run.failure());
    assert_eq!(lists(group.sim(), OFFICE).0, lists(group.sim(), SOURCE).0);
    Ok(())
}

/// P5.
#[tokio::test]
async fn a_snapshot_that_lacks_a_part_writes_nothing() -> Told {
    let group = published().await?;
    let part = rows(&group, "part#").await?.remove(0);
    let key = [("pk", part["pk"].as_str()), ("sk", part["sk"].as_str())];
    group.management().remove_row(group.table(), &key).await?;
    is_refused(&group).await?;

    // As the message of that run says.
    group.publish().await?;
    is_followed(&group).await
}

/// P5.
#[tokio::test]
async fn a_part_of_another_snapshot_is_not_mixed_in() -> Told {
    let group = published().await?;
    let first = rows(&group, "part#").await?.remove(0);
    group.sim().reject_products(SOURCE, &[&product(1)])?;
    group.sim().clock().advance_seconds(80);
    group.once_all_is_quiet_after(2, 0).await?;
    let second = rows(&group, "part#").await?.pop().unwrap();
    assert_ne!(first["sk"], second["sk"]);

    let foreign = Row::from([("body".to_owned(), first["body"].clone())]);
    let mixed: Row = second.clone().into_iter().chain(foreign).collect();
    write(&group.management(), group.table(), &mixed).await?;
    is_refused(&group).await?;

    write(&group.management(), group.table(), &second).await?;
    is_followed(&group).await
}

/// The head that was read is old, and what it names is gone by now.
#[tokio::test]
async fn a_snapshot_that_was_replaced_is_read_anew_or_not_followed() -> Told {
    let group = published().await?;
    let old = rows(&group, "head").await?.remove(0);
    for number in [1, 2, 3] {
        group.sim().reject_products(SOURCE, &[&product(number)])?;
        group.sim().clock().advance_seconds(80);
        group.once_all_is_quiet_after(number as usize + 1, 0).await?;
    }
    let new = rows(&group, "head").await?.remove(0);
    write(&group.management(), group.table(), &old).await?;
    is_refused(&group).await?;

    write(&group.management(), group.table(), &new).await?;
    is_followed(&group).await
}

/// Every snapshot approves twenty products more than the one before. Whatever a run reads while they are replaced is one of
/// them, whole.
#[tokio::test]
async fn snapshots_that_are_replaced_while_they_are_read_are_never_mixed() -> Told {
    let group = published().await?;
    let mut whole = BTreeSet::from([9]);
    for round in 0..5 {
        let more = products(100 + round * 20, 20).ids();
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        group.sim().approve_products(SOURCE, &more)?;
        group.sim().clock().advance_seconds(80);
        whole.insert(lists(group.sim(), SOURCE).0.len());
        let everything = json!({});
        let (published, followed) = tokio::join!(group.publish(), group.run(BAY, &everything));
        assert_eq!(published?.error, None);
        let run = followed?;
        assert!(run.succeeded(), "{}", run.failure());
        let key = format!("runs/{}/pass-01/snapshot.json", run.ended.name());
        let read = group.account_of(BAY).object(group.member(BAY).bucket(), &key).await;
        // A run that leaves it to another one reads nothing.
        let Ok(read) = read else { continue };
        let read: Value = serde_json::from_slice(&read).unwrap();
        let approved = read["head"]["counts"]["approved"].as_u64().unwrap();
        assert!(whole.contains(&usize::try_from(approved).unwrap()), "{approved} is none of {whole:?}");
        let source = &read["content"]["experiences"][0]["state"]["published"]["products"]["allowed"];
        assert_eq!(source.as_array().unwrap().len() as u64, approved);
    }
    group.once_all_is_quiet().await?;
    is_followed(&group).await
}
