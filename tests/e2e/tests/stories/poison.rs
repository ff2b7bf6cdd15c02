//! What is no event, and who hears of it.

use e2e::{Story, Told};
use local::Options;

use crate::beside::{hear_alarms, heard};
use crate::world::{ARCHIVE, all_active, settled};

/// A message comes back after minutes, five times: here within seconds.
const SPEED: f64 = 300.0;

#[tokio::test]
async fn a_poisoned_message_ends_in_the_dead_letters_and_the_others_of_its_batch_are_served() -> Told {
    let options = Options { world: Some(settled()), speed: SPEED, ..Options::default() };
    let mut story = Story::begin_with(options).await?;
    story.aws().put_message("marketplace-steward-now", "poison").await?;
    story.when_the_account_is_tagged(ARCHIVE, "true")?;
    let run = story.the_run_that_follows().await?;
    story.once_all_events_are_answered().await?;

    assert!(run.succeeded() && run.ended.name().starts_with("tag-"), "{}", run.failure());
    assert!(all_active(&story.live_grants_of(ARCHIVE), 2));
    assert_eq!(story.aws().messages_in("marketplace-steward-now-dead-letters").await?, ["poison"]);
    assert_eq!(story.once_all_is_quiet().await?.len(), 1, "the others came once");
    Ok(())
}

#[tokio::test]
async fn whoever_subscribed_hears_of_dead_letters() -> Told {
    let story = Story::begin(settled()).await?;
    hear_alarms(&story).await?;
    for queue in ["now", "later", "schedules"].map(|name| format!("marketplace-steward-{name}-dead-letters"))
    {
        story.aws().raise_alarm(&queue).await?;
        let notice = heard(&story).await?.pop().unwrap();
        let alarm: serde_json::Value = serde_json::from_str(notice["Message"].as_str().unwrap()).unwrap();
        assert_eq!(alarm["AlarmName"], queue);
        let metric = &alarm["Trigger"];
        assert_eq!(metric["MetricName"], "ApproximateNumberOfMessagesVisible", "{alarm}");
        assert!(metric["Dimensions"].to_string().contains(&queue), "{alarm}");
        assert!(alarm["AlarmDescription"].as_str().unwrap().contains("run"), "it says what to do: {alarm}");
    }
    Ok(())
}
