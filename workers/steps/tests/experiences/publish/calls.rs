//! How many calls a run makes: as few as there can be, and none that grows with the products.

use sim::{Options, Paging, Rates};

use super::desk::{Desk, publishing};
use crate::support::stacks::options;
use crate::support::world::{CENTRAL, SOURCE, experience};

/// A desk that publishes so many experiences, each with a policy and an audience, with AWS's own size of pages and no hurry.
async fn desk(experiences: u64) -> Desk {
    let one = |number: u64| {
        let mut one = experience(&format!("exp-{number:013}"), 30, 0);
        one.principals = vec![format!("ou-ab12-{number:08}")];
        one
    };
    let all: Vec<_> = (1..=experiences).map(one).collect();
    let ids = all.iter().map(|one| one.id.parse().unwrap()).collect();
    let mut world = publishing(all);
    for number in 1..=experiences {
        let unit = serde_json::json!({
            "id": format!("ou-ab12-{number:08}"), "name": format!("Unit {number}"), "parent": world.organization.root,
        });
        world.units.push(serde_json::from_value(unit).unwrap());
    }
    let paging = Paging { empty_page_every: 0, ..Paging::default() };
    let rates = Rates { enforced: false, ..Rates::default() };
    Desk::with(world, Options { paging, rates, ..options() }, CENTRAL, ids).await
}

/// Calls of AWS in the order: what has to be in place, pages of audiences, batches of entities, and all of them.
fn called(desk: &Desk) -> [u64; 4] {
    let calls = desk.sim.calls();
    desk.sim.reset_calls();
    let of = |operation: &str| calls.of(operation);
    [
        of("organizations.DescribeOrganization")
            + of("organizations.ListAWSServiceAccessForOrganization")
            + of("iam.ListRoles"),
        of("marketplace-catalog.ListEntities"),
        of("marketplace-catalog.BatchDescribeEntities"),
        calls.counts.values().sum(),
    ]
}

#[tokio::test]
async fn one_experience_takes_six_calls_of_aws_and_one_of_the_table_for_each_member() {
    let desk = desk(1).await;

    desk.publish().await.unwrap();
    assert_eq!(called(&desk), [3, 1, 2, 6]);
    assert_eq!(desk.table.looked_at(), ["head", "put part", "put head"]);

    desk.publish().await.unwrap();
    assert_eq!(called(&desk), [3, 1, 2, 6]);
    // Nobody told of it yet: perhaps a part of it was lost.
    assert_eq!(desk.table.looked_at(), ["head", "record", "record", "parts"]);
}

/// 10 experiences and 10 audiences are one batch, 10 policies another; of 25 each, three and two, and one more page.
#[tokio::test]
async fn entities_are_described_twenty_at_once() {
    for (experiences, calls) in [(10, [3, 1, 2, 6]), (25, [3, 1, 5, 9]), (60, [3, 2, 9, 14])] {
        let desk = desk(experiences).await;
        let answer = desk.publish().await.unwrap();
        assert_eq!(answer.counts.approved, 30 * usize::try_from(experiences).unwrap());
        assert_eq!(called(&desk), calls, "{experiences} experiences");
    }
}

#[tokio::test]
async fn more_products_are_no_more_calls_and_from_the_third_snapshot_on_old_parts_are_looked_for_once() {
    let desk = Desk::of(vec![experience(SOURCE, 2_000, 0)]).await;
    for (number, table) in [
        (1, vec!["head", "put part", "put head"]),
        (2, vec!["head", "put part", "put head"]),
        (3, vec!["head", "put part", "put head", "forget"]),
    ] {
        desk.publish().await.unwrap();
        assert_eq!(desk.table.looked_at(), table);
        desk.approve(3_000 + number);
        assert_eq!(called(&desk)[2], 2);
    }
}
