//! Hours in which nothing changed.

use e2e::Told;
use e2e::experiences::Group;
use local::Status;

use super::world::{BAY, FINCH, HARBOUR, settled};

pub(crate) const PUBLISH_SCHEDULE: &str = "marketplace-steward-publish-full-pass";
pub(crate) const SYNC_SCHEDULE: &str = "marketplace-steward-sync-full-pass";

/// P6. The schedules of all accounts fire again, and nothing comes of it: no change anywhere, and no message.
#[tokio::test]
async fn an_hour_without_a_change_changes_nothing_and_tells_nobody() -> Told {
    let members = [FINCH, HARBOUR, BAY];
    let group = Group::begin_in(settled(), &members).await?;
    group.publish_and_follow().await?;
    let told = group.runs_of(FINCH).await?.len();
    let table = group.management().rows(group.table()).await?;
    group.sim().reset_calls();

    group.management().fire_schedule(PUBLISH_SCHEDULE).await?;
    group.once_all_is_quiet_after(2, told).await?;
    let publications = group.publications().await?;
    let output = publications.last().unwrap().output.clone().unwrap();
    assert_eq!((&output["changed"], &output["tell"]), (&false.into(), &false.into()), "{output}");
    assert_eq!(group.runs_of(FINCH).await?.len(), told, "nobody was told");
    assert_eq!(group.management().rows(group.table()).await?, table);

    for member in members {
        group.account_of(member).fire_schedule(SYNC_SCHEDULE).await?;
    }
    group.once_all_is_quiet_after(2, told + 1).await?;
    for member in members {
        let runs = group.runs_of(member).await?;
        assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{member}: {runs:?}");
    }
    assert_eq!(group.sim().calls().mutating(), 0, "{:?}", group.sim().calls().counts);
    assert_eq!(group.sim().change_sets(), []);
    Ok(())
}
