//! Two runs never write at the same time (P9), and no request is lost.

use e2e::{Story, Told};
use local::Status;
use serde_json::json;

use crate::world::{ARCHIVE, LAB, all_active, settled};

#[tokio::test]
async fn a_run_that_finds_another_at_work_leaves_its_request_to_it() -> Told {
    let story = Story::begin(settled()).await?;
    story.sim().tag_account(LAB, "marketplace-licence", "true")?;
    let mut first = story.start(&json!({"only": {"accounts": [LAB]}, "look_closer": [LAB]})).await?;
    while let Some(progress) = first.next().await? {
        if !progress.children.is_empty() {
            break;
        }
    }
    // The first run is in the middle of its work, and looks at one account only.
    story.sim().tag_account(ARCHIVE, "marketplace-licence", "true")?;
    let second = story.run(&json!({"look_closer": [ARCHIVE]})).await?;
    assert_eq!(second.ended.status, Status::Succeeded, "{}", second.failure());
    assert_eq!(second.ended.output.as_ref().unwrap()["decision"], "coalesced");
    assert!(second.children.is_empty());

    let first = story.to_its_end(first).await?;
    assert!(first.succeeded(), "{}", first.failure());
    assert!(all_active(&story.live_grants_of(LAB), 2));
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2), "{:?}", story.live_grants_of(ARCHIVE));

    let third = story.run(&json!({})).await?;
    assert!(third.succeeded(), "the lease is free again: {}", third.failure());
    assert_eq!(third.calls.mutating(), 0);
    Ok(())
}
