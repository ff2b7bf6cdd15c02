//! Grants for OUs and the organization on the wire: made and activated in one call, told by their parts, given our name and
//! mark.

use aws::{GrantWrites, Grants, MemberRole};
use domain::grant::{Grant, GrantStatus, Operation, OverrideBehavior, Principal, Share};
use domain::identifier::GrantArn;
use sim::{Clock, Options, Paging, Rates, Sim, WorldFile};
use steps::ports::{GrantWrites as _, Grants as _, GrantsOf, NewGrant};

use crate::session::{HUB, hub, walk};

/// The product that one account of the sample is subscribed to itself.
const LICENSE: &str = "arn:aws:license-manager::294406891311:license:l-0eb98b90791d9b7cc2640289d13831b4";
const SUBSCRIBER: &str = "203000000003";
const MEMBER: &str = "202000000002";
const ENGINEERING: &str = "arn:aws:organizations::111111111111:ou/o-hf4tz81kqe/ou-hf01-dbe931f2";
/// Longer than a workflow over the sample organization.
const SETTLED: u64 = 600;

/// The sample organization in small pages, with its clients.
async fn start() -> (Sim, GrantWrites, Grants) {
    let options = Options {
        clock: Clock::manual(),
        rates: Rates { enforced: false, ..Rates::default() },
        paging: Paging { items_max: Some(3), ..Paging::default() },
        ..Options::default()
    };
    let sim = Sim::start(&WorldFile::sample().unwrap(), options).await.unwrap();
    let session = hub(&sim.endpoint());
    let role = MemberRole { name: "MarketplaceStewardMember".to_owned(), external_id: HUB.to_owned() };
    (sim, GrantWrites::new(&session, role), Grants::new(&session))
}

fn whole(activate: Option<OverrideBehavior>) -> NewGrant {
    NewGrant {
        name: "marketplace-steward-ou-hf01-dbe931f2".to_owned(),
        share: Share {
            license: LICENSE.parse().unwrap(),
            principal: Principal::from(ENGINEERING.to_owned()),
        },
        home_region: "us-east-1".into(),
        operations: vec![Operation::CheckoutLicense],
        activate,
        token: format!("token {activate:?}").replace(' ', "-"),
        hub: HUB.parse().unwrap(),
    }
}

async fn parts(grants: &Grants, arn: &GrantArn) -> Vec<Grant> {
    let license = LICENSE.parse().unwrap();
    let (parts, pages) = walk(async |token| grants.parts(&license, arn, token).await).await;
    assert!(pages > parts.len() / 3, "{pages}");
    parts
}

/// What the part in an account is, and how it says so.
fn part_of(parts: &[Grant], account: &str) -> (GrantStatus, Option<String>) {
    let principal = Principal::Account(account.parse().unwrap());
    let part = parts.iter().find(|part| part.share.principal == principal).unwrap();
    (part.status.clone(), part.status_reason.clone())
}

#[tokio::test]
async fn a_grant_for_an_ou_is_made_and_activated_in_one_call_and_told_by_its_parts() {
    let (sim, writes, grants) = start().await;
    let made = writes.create(&whole(Some(OverrideBehavior::DistributedGrantsOnly))).await.unwrap();
    assert_eq!(made.status, GrantStatus::PendingWorkflow);
    assert_eq!(parts(&grants, &made.arn).await, []);
    sim.clock().advance_seconds(SETTLED);

    let seen = grants.grant(&made.arn).await.unwrap();
    assert_eq!((seen.status, seen.share), (GrantStatus::WorkflowCompleted, whole(None).share));
    let parts = parts(&grants, &made.arn).await;
    // Five accounts in Engineering, three in Data below it.
    assert_eq!(parts.len(), 8);
    assert_eq!(part_of(&parts, MEMBER), (GrantStatus::Active, None));
    let (status, reason) = part_of(&parts, SUBSCRIBER);
    assert_eq!(status, GrantStatus::Disabled);
    assert!(domain::grant::tells_of_a_conflict(&reason.unwrap()), "its own license stays");
    let (given, _) = walk(async |token| grants.distributed(GrantsOf::Everything, token).await).await;
    assert!(given.iter().all(|grant| parts.iter().all(|part| part.arn != grant.arn)), "parts are not given");
}

#[tokio::test]
async fn the_parts_of_one_grant_are_listed_without_those_of_another() {
    let (sim, writes, grants) = start().await;
    let first = writes.create(&whole(None)).await.unwrap();
    sim.clock().advance_seconds(SETTLED);
    let license = LICENSE.parse().unwrap();
    sim.create_area_grant_by_hand(LICENSE, "ou-hf01-a359a1c0").unwrap();
    sim.clock().advance_seconds(SETTLED);
    let of_first = parts(&grants, &first.arn).await;
    assert_eq!(of_first.len(), 8);
    let unknown = "arn:aws:license-manager::111111111111:grant:g-00000000000000000000000000000000";
    let (of_unknown, _) =
        walk(async |token| grants.parts(&license, &unknown.parse().unwrap(), token).await).await;
    assert_eq!(of_unknown, []);
}

#[tokio::test]
async fn an_activation_says_what_becomes_of_what_is_active_already() {
    for (behavior, own_stays) in [
        (None, true),
        (Some(OverrideBehavior::DistributedGrantsOnly), true),
        (Some(OverrideBehavior::AllGrantsPermittedByIssuer), false),
    ] {
        let (sim, writes, grants) = start().await;
        let made = writes.create(&whole(None)).await.unwrap();
        sim.clock().advance_seconds(SETTLED);
        assert_eq!(part_of(&parts(&grants, &made.arn).await, MEMBER).0, GrantStatus::Disabled);
        writes.activate(&made.arn, "1", "token-of-activation", behavior).await.unwrap();
        sim.clock().advance_seconds(SETTLED);
        let seen = parts(&grants, &made.arn).await;
        assert_eq!(part_of(&seen, MEMBER).0, GrantStatus::Active, "{behavior:?}");
        let stays = part_of(&seen, SUBSCRIBER).0 == GrantStatus::Disabled;
        assert_eq!(stays, own_stays, "{behavior:?}");
        let own = sim.grants_of(SUBSCRIBER).into_iter().find(|grant| grant.name.contains("subscription"));
        assert_eq!(own.unwrap().status == sim::GrantStatus::Active, own_stays, "{behavior:?}");
    }
}

#[tokio::test]
async fn a_grant_for_one_account_is_never_activated_by_its_creation() {
    let (_sim, writes, _) = start().await;
    let single = NewGrant {
        share: Share { principal: Principal::Account(MEMBER.parse().unwrap()), ..whole(None).share },
        ..whole(Some(OverrideBehavior::DistributedGrantsOnly))
    };
    let error = writes.create(&single).await.unwrap_err();
    assert!(error.message.contains("DesiredStatus"), "{error}");
}

#[tokio::test]
async fn a_foreign_grant_is_given_our_mark_and_our_name_and_stays_what_it_was() {
    let (sim, writes, grants) = start().await;
    let arn: GrantArn = sim.create_grant_by_hand(LICENSE, MEMBER).unwrap().parse().unwrap();
    sim.clock().advance_seconds(SETTLED);
    sim.switch_grant_by_hand(HUB, arn.as_str(), true).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let foreign = grants.grant(&arn).await.unwrap();
    assert_eq!(grants.grant_tags(&arn).await.unwrap(), [].into());

    let request_id = writes.mark(&arn, &HUB.parse().unwrap()).await.unwrap();
    assert!(!request_id.is_empty());
    assert_eq!(grants.grant_tags(&arn).await.unwrap()["marketplace-steward"], HUB);
    let name = format!("marketplace-steward-{MEMBER}");
    let stale = writes.rename(&arn, "1", "token-1", &name).await.unwrap_err();
    assert!(stale.message.contains("latest version"), "{stale}");
    let renamed = writes.rename(&arn, &foreign.version, "token-2", &name).await.unwrap();
    assert_eq!((&renamed.status, renamed.version.as_str()), (&GrantStatus::Active, "3"));
    let again = writes.rename(&arn, &foreign.version, "token-2", &name).await.unwrap();
    assert_eq!(again.version, renamed.version, "a token that comes back renames once");

    sim.clock().advance_seconds(60);
    let ours = grants.grant(&arn).await.unwrap();
    assert_eq!(ours, Grant { name, version: "3".to_owned(), ..foreign });
    assert_eq!(sim.gaps(MEMBER, "prod-kcs3v9t5wbn2a"), []);
    writes.delete(&arn, &ours.version).await.unwrap();
}

#[tokio::test]
async fn a_grant_of_somebody_else_gets_no_mark() {
    let (sim, writes, _) = start().await;
    let parent = sim.grants().into_iter().find(|grant| grant.granter != HUB).unwrap();
    let error = writes.mark(&parent.arn.parse().unwrap(), &HUB.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.operation, "license-manager:TagResource");
}

/// Such a grant lets a seller's delegate look at the license and no more: it is no share of ours or of others.
#[tokio::test]
async fn grants_for_the_delegates_of_sellers_are_left_out_of_every_listing() {
    let (sim, _, grants) = start().await;
    let delegate = sim.create_delegate_grant_by_hand(LICENSE, MEMBER).unwrap();
    let buyer = sim.create_grant_by_hand(LICENSE, MEMBER).unwrap();
    sim.clock().advance_seconds(SETTLED);
    let principal = Principal::Account(MEMBER.parse().unwrap());
    let product = "prod-kcs3v9t5wbn2a".parse().unwrap();
    for of in [GrantsOf::Everything, GrantsOf::Product(&product), GrantsOf::Principal(&principal)] {
        let (listed, _) = walk(async |token| grants.distributed(of, token).await).await;
        assert!(listed.iter().any(|grant| grant.arn.as_str() == buyer), "{of:?}");
        assert!(listed.iter().all(|grant| grant.arn.as_str() != delegate), "{of:?}");
    }
}
