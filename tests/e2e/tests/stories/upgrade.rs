//! A deployment while a run is at work (P11): that run ends as it began, the next one is the new version's.

use std::collections::BTreeSet;

use e2e::{Build, Story, StoryError, Told};
use local::{Options, Status};
use serde_json::json;

use crate::world::{ARCHIVE, BILLING, LAB, ORDERS, all_active, lab_is_new};

/// The functions whose first step in a run comes when all its grants have been written.
const REPORT: &str = "marketplace-steward-report";

/// What of the new version is started by an event, and by a run that leaves its request to another or has nothing to do.
fn at_the_door() -> BTreeSet<String> {
    ["marketplace-steward-lease:2", "marketplace-steward-nudge:2"].map(str::to_owned).into()
}

/// Another build of the workers, with a definition that says so in the end.
fn second_build() -> Result<Build, StoryError> {
    Build::as_built()?
        .with_definition(|machine| machine["States"]["Done"]["Output"] = json!({"definition": "second"}))?
        .built_again()?
        .noting_starts()
}

async fn begin(first: &Build) -> Result<Story, StoryError> {
    let options = Options { world: Some(lab_is_new()), ..Options::default() };
    Story::begin_deployed(options, first).await
}

/// P3 and P10: of each product one grant was made and no other, and each call for it stands in the ledger with its answer.
async fn assert_written_once(story: &Story, accounts: &[&str]) -> Told {
    let ledger = story.ledger().await?;
    for account in accounts {
        assert!(all_active(&story.live_grants_of(account), 2), "{account}");
        assert_eq!(story.sim().grants_of(account).len(), 2, "{account}");
        let calls: Vec<_> = ledger.iter().filter(|call| call["account"] == **account).collect();
        for operation in ["license-manager:CreateGrant", "license-manager:CreateGrantVersion"] {
            let calls = calls.iter().filter(|call| call["operation"] == operation);
            let shares: BTreeSet<_> = calls.map(|call| &call["pk"]).collect();
            assert_eq!(shares.len(), 2, "{operation}: {ledger:?}");
        }
        assert!(calls.iter().all(|call| call["result"].starts_with("ok ")), "{calls:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_run_at_work_ends_with_the_version_that_it_began_with() -> Told {
    let (first, second) = (Build::as_built()?.noting_starts()?, second_build()?);
    let story = begin(&first).await?;
    let mut working = story.start_working(&json!({"only": {"accounts": [LAB]}})).await?;
    story.deploy(&second).await?;
    assert_eq!(working.next().await?.unwrap().status, Status::Running, "it ended too soon for this story");
    let of_report = format!("{REPORT}:1");
    assert!(!first.started().contains(&of_report), "{:?}", first.started());

    // The new version leaves its request to the old one.
    story.sim().tag_account(ARCHIVE, "marketplace-licence", "true")?;
    let coalesced = story.run(&json!({"look_closer": [ARCHIVE]})).await?;
    assert_eq!(coalesced.decision(), Some("coalesced"), "{}", coalesced.failure());

    let old = story.to_its_end(working).await?;
    assert!(old.succeeded(), "{}", old.failure());
    assert_ne!(old.ended.output, Some(json!({"definition": "second"})));
    assert!(first.started().contains(&of_report), "{:?}", first.started());
    assert!(second.started().is_subset(&at_the_door()), "{:?}", second.started());
    assert_written_once(&story, &[LAB, ARCHIVE]).await?;

    let new = story.run(&json!({})).await?;
    assert_eq!(new.ended.output, Some(json!({"definition": "second"})), "{}", new.failure());
    assert!(second.started().contains(&format!("{REPORT}:2")), "{:?}", second.started());
    assert_eq!(new.calls.mutating(), 0);
    for account in [ORDERS, BILLING] {
        assert!(all_active(&story.live_grants_of(account), 2), "{account}");
    }
    Ok(())
}

#[tokio::test]
async fn a_run_that_is_redriven_after_a_deployment_goes_on_with_the_version_that_it_began_with() -> Told {
    let (first, second) = (Build::as_built()?.noting_starts()?, second_build()?);
    let story = begin(&first).await?;
    let working = story.start_working(&json!({"only": {"accounts": [LAB]}})).await?;
    let aborted = story.abort(working).await?;
    story.deploy(&second).await?;

    let old = story.redrive(&aborted).await?;
    assert!(old.succeeded(), "{}", old.failure());
    assert_ne!(old.ended.output, Some(json!({"definition": "second"})));
    assert!(first.started().contains(&format!("{REPORT}:1")), "{:?}", first.started());
    assert!(second.started().is_subset(&at_the_door()), "{:?}", second.started());
    assert_written_once(&story, &[LAB]).await
}
