//! What is missing in the organization that publishes stops a run before it writes anything.

use sim::Sim;

use super::desk::{DELEGATE, Desk, with_delegate};
use crate::support::stacks::options;
use crate::support::world::{CENTRAL, SOURCE, experience};

const PRIVATE_MARKETPLACE: &str = "private-marketplace.marketplace.amazonaws.com";

/// How a story breaks something, and which finding tells it.
type Broken = (fn(&Sim), &'static str);

async fn desk(account: &'static str) -> Desk {
    let world = with_delegate(vec![experience(SOURCE, 5, 1)]);
    Desk::with(world, options(), account, vec![SOURCE.parse().unwrap()]).await
}

#[tokio::test]
async fn each_prerequisite_that_is_missing_stops_publishing_by_a_finding_of_its_own() {
    let in_management: [Broken; 3] = [
        (|sim| sim.set_all_features(false), "SETUP-002"),
        (|sim| sim.set_trust(PRIVATE_MARKETPLACE, false), "SETUP-013"),
        (|sim| sim.remove_linked_role(CENTRAL, PRIVATE_MARKETPLACE), "SETUP-024"),
    ];
    let delegated: [Broken; 3] = [
        (|sim| sim.set_trust(PRIVATE_MARKETPLACE, false), "SETUP-013"),
        (|sim| sim.delegate(PRIVATE_MARKETPLACE, None), "SETUP-041"),
        // It administers something else, so it may ask who administers this.
        (
            |sim| {
                sim.delegate("license-manager.amazonaws.com", Some(DELEGATE));
                sim.delegate(PRIVATE_MARKETPLACE, Some(CENTRAL));
            },
            "SETUP-042",
        ),
    ];
    for (account, (break_it, finding)) in in_management
        .map(|broken| (CENTRAL, broken))
        .into_iter()
        .chain(delegated.map(|broken| (DELEGATE, broken)))
    {
        let desk = desk(account).await;
        break_it(&desk.sim);

        let error = desk.publish().await.unwrap_err();

        let told = error.to_string();
        assert!(error.name() == "Invalid" && told.contains(&format!("{finding}: ")), "{account}: {told}");
        assert!(told.contains("To do in "), "{told}");
        assert_eq!(desk.sim.calls().mutating(), 0);
        assert!(desk.table.looked_at().is_empty(), "not even the snapshot was looked at");
    }
}

#[tokio::test]
async fn a_delegated_administrator_that_has_everything_publishes_after_three_questions() {
    let desk = desk(DELEGATE).await;
    desk.publish().await.unwrap();
    for call in ["DescribeOrganization", "ListAWSServiceAccessForOrganization", "ListDelegatedAdministrators"]
    {
        assert_eq!(desk.sim.calls().of(&format!("organizations.{call}")), 1, "{call}");
    }
    assert_eq!(desk.sim.calls().of("iam.ListRoles"), 0, "the role is in the management account");
}
