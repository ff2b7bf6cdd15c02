//! Whom a run concerns.

use super::desk::{Desk, MEMBERS, record};
use crate::support::world::{SOURCE, experience};

/// A desk whose first snapshot every member has come to.
async fn settled() -> Desk {
    let desk = Desk::of(vec![experience(SOURCE, 2, 1)]).await;
    desk.publish().await.unwrap();
    for member in MEMBERS {
        desk.member_is_at(member, 1).await;
    }
    desk.table.looked_at();
    desk
}

/// Seed defect P14.
#[tokio::test]
async fn an_hour_without_a_change_writes_nothing_and_tells_nobody() {
    let desk = settled().await;

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.revision, answer.changed, answer.tell), (1, false, false));
    assert_eq!((answer.notice.as_str(), answer.members_behind.len()), ("none", 0));
    assert_eq!(desk.table.looked_at(), ["head", "record", "record"]);
    assert_eq!(desk.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_member_that_worked_from_an_older_snapshot_is_told() {
    let desk = settled().await;
    desk.approve(9);
    desk.publish().await.unwrap();
    desk.member_is_at(MEMBERS[1], 2).await;

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.changed, answer.tell, answer.notice.as_str()), (false, true, "behind"));
    assert_eq!(answer.members_behind, [MEMBERS[0]]);
    assert_eq!(answer.message.detail.members, [MEMBERS[0]]);
}

#[tokio::test]
async fn a_member_that_did_not_get_everything_done_is_told_again() {
    let desk = settled().await;
    desk.table.tell(record(MEMBERS[0], 1, false)).await;

    assert_eq!(desk.publish().await.unwrap().members_behind, [MEMBERS[0]]);
}

#[tokio::test]
async fn a_member_that_never_told_anything_is_behind_and_one_that_is_not_configured_is_nobody() {
    let mut desk = settled().await;
    desk.settings.members = vec!["new".to_owned()];
    desk.member_is_at("gone", 0).await;

    assert_eq!(desk.publish().await.unwrap().members_behind, ["new"]);
}

/// Member stacks are deployed at their own times.
#[tokio::test]
async fn a_record_of_another_release_is_none_and_keeps_nobody_from_publishing() {
    let desk = settled().await;
    desk.table.unreadable.lock().unwrap().push(MEMBERS[1]);

    assert_eq!(desk.publish().await.unwrap().members_behind, [MEMBERS[1]]);
}

/// Nothing changed, and yet nobody could follow: the same is published again, as the next snapshot.
#[tokio::test]
async fn a_snapshot_that_lost_a_part_is_published_anew_when_a_member_is_behind() {
    let mut desk = settled().await;
    let before = desk.snapshot().await;
    desk.settings.members.push("new".to_owned());
    desk.table.kept.parts.lock().unwrap().clear();

    let answer = desk.publish().await.unwrap();

    assert_eq!((answer.revision, answer.changed, answer.notice.as_str()), (2, true, "changed"));
    assert_eq!(desk.snapshot().await.content, before.content);
    assert_eq!(desk.publish().await.unwrap().revision, 2, "once is enough");
}
