//! AWS Organizations (AWS-FACTS 7).

use serde_json::{Value, json};
use sim::{AccountState, Clock, Options, Rates};

use crate::client::{Client, HUB, MEMBER, by_hand, start, text, walk};

async fn all(hub: &Client, operation: &str, member: &str, request: Value) -> (Vec<Value>, Vec<usize>) {
    walk(member, request, async |request| hub.organizations(operation, request).await).await
}

#[tokio::test]
async fn accounts_come_20_to_a_page_at_most_and_an_empty_page_may_lie_between() {
    let (_sim, hub) = start(by_hand()).await;
    let (accounts, sizes) = all(&hub, "ListAccounts", "Accounts", json!({"MaxResults": 20})).await;
    assert_eq!(accounts.len(), 24);
    assert_eq!(sizes, [20, 0, 4]);
    let (code, _) = hub.organizations("ListAccounts", json!({"MaxResults": 21})).await.error();
    assert_eq!(code, "InvalidInputException");
}

#[tokio::test]
async fn an_account_shows_its_state_and_its_retired_status_only_when_asked_for() {
    let (_sim, hub) = start(by_hand()).await;
    let suspended = json!({"AccountId": "204000000004"});
    let account = hub.organizations("DescribeAccount", suspended.clone()).await.ok()["Account"].clone();
    assert_eq!(account["State"], "SUSPENDED");
    assert!(account["Status"].is_null());
    assert!(account["JoinedTimestamp"].is_f64());
    assert!(text(&account["Paths"][0]).starts_with("o-hf4tz81kqe/r-hf01/ou-hf01-"));
    assert!(text(&account["Paths"][0]).ends_with("/204000000004/"));

    let (_sim, hub) = start(Options { legacy_account_status: true, ..by_hand() }).await;
    let account = hub.organizations("DescribeAccount", suspended).await.ok()["Account"].clone();
    assert_eq!(account["Status"], "SUSPENDED");
}

#[tokio::test]
async fn only_the_management_account_may_look_around() {
    let (_sim, hub) = start(by_hand()).await;
    let member = hub.with_key(MEMBER);
    assert_eq!(member.organizations("ListAccounts", json!({})).await.error().0, "AccessDeniedException");
    let organization = member.organizations("DescribeOrganization", json!({})).await.ok();
    assert_eq!(organization["Organization"]["MasterAccountId"], HUB);
    assert_eq!(organization["Organization"]["FeatureSet"], "ALL");
    let stranger = hub.with_key("999999999999");
    let refused = stranger.organizations("DescribeOrganization", json!({})).await.error();
    assert_eq!(refused.0, "AWSOrganizationsNotInUseException");
}

#[tokio::test]
async fn the_tree_can_be_walked_from_the_root_down_and_from_an_account_up() {
    let (_sim, hub) = start(by_hand()).await;
    let (roots, _) = all(&hub, "ListRoots", "Roots", json!({})).await;
    let root = text(&roots[0]["Id"]);
    let units = json!({"ParentId": root});
    let (units, _) = all(&hub, "ListOrganizationalUnitsForParent", "OrganizationalUnits", units).await;
    assert_eq!(units.len(), 5);
    let engineering = units.iter().find(|unit| unit["Name"] == "Engineering").unwrap();
    let parent = json!({"ParentId": engineering["Id"]});
    let (inside, _) = all(&hub, "ListAccountsForParent", "Accounts", parent.clone()).await;
    assert_eq!(inside.len(), 5);
    let below = json!({"ParentId": engineering["Id"], "ChildType": "ORGANIZATIONAL_UNIT"});
    let (below, _) = all(&hub, "ListChildren", "Children", below).await;
    let data = json!({"OrganizationalUnitId": below[0]["Id"]});
    let data = hub.organizations("DescribeOrganizationalUnit", data).await.ok();
    assert_eq!(data["OrganizationalUnit"]["Name"], "Data");
    let (parents, _) = all(&hub, "ListParents", "Parents", json!({"ChildId": MEMBER})).await;
    assert_eq!(parents[0]["Id"], engineering["Id"]);
    let (parents, _) = all(&hub, "ListParents", "Parents", json!({"ChildId": HUB})).await;
    assert_eq!(parents[0]["Type"], "ROOT");
}

#[tokio::test]
async fn tags_are_added_replaced_and_removed() {
    let (_sim, hub) = start(by_hand()).await;
    let tags = json!({"ResourceId": MEMBER, "Tags": [
        {"Key": "marketplace-licence", "Value": "false"}, {"Key": "new", "Value": ""},
    ]});
    hub.organizations("TagResource", tags).await.ok();
    hub.organizations("UntagResource", json!({"ResourceId": MEMBER, "TagKeys": ["team"]})).await.ok();
    let (tags, _) = all(&hub, "ListTagsForResource", "Tags", json!({"ResourceId": MEMBER})).await;
    assert_eq!(
        tags,
        [json!({"Key": "marketplace-licence", "Value": "false"}), json!({"Key": "new", "Value": ""})]
    );
    let absent = json!({"ResourceId": "999999999999", "Tags": [{"Key": "a", "Value": "b"}]});
    assert_eq!(hub.organizations("TagResource", absent).await.error().0, "TargetNotFoundException");
    let twice =
        json!({"ResourceId": MEMBER, "Tags": [{"Key": "a", "Value": "b"}, {"Key": "a", "Value": "c"}]});
    assert_eq!(hub.organizations("TagResource", twice).await.error().0, "InvalidInputException");
}

#[tokio::test]
async fn an_account_moves_closes_and_leaves() {
    let (sim, hub) = start(by_hand()).await;
    let parent = sim.accounts().into_iter().find(|account| account.id == MEMBER).unwrap().parent;
    let to_root = json!({"AccountId": MEMBER, "SourceParentId": parent, "DestinationParentId": "r-hf01"});
    hub.organizations("MoveAccount", to_root.clone()).await.ok();
    assert_eq!(hub.organizations("MoveAccount", to_root).await.error().0, "SourceParentNotFoundException");

    hub.organizations("CloseAccount", json!({"AccountId": MEMBER})).await.ok();
    let state =
        |id: &str| sim.accounts().into_iter().find(|account| account.id == id).map(|account| account.state);
    assert_eq!(state(MEMBER), Some(AccountState::PendingClosure));
    assert_eq!(
        hub.organizations("CloseAccount", json!({"AccountId": MEMBER})).await.error().0,
        "ConflictException"
    );
    sim.clock().advance_seconds(120);
    assert_eq!(state(MEMBER), Some(AccountState::Closed));
    assert_eq!(
        hub.organizations("CloseAccount", json!({"AccountId": MEMBER})).await.error().0,
        "AccountAlreadyClosedException"
    );

    hub.organizations("RemoveAccountFromOrganization", json!({"AccountId": "201000000001"})).await.ok();
    assert_eq!(state("201000000001"), None);
    let gone = hub.organizations("ListTagsForResource", json!({"ResourceId": "201000000001"})).await;
    assert_eq!(gone.error().0, "TargetNotFoundException");
    let kept = hub.organizations("RemoveAccountFromOrganization", json!({"AccountId": HUB})).await;
    assert_eq!(kept.error().0, "MasterCannotLeaveOrganizationException");
}

#[tokio::test]
async fn trusted_access_is_listed_and_switched_idempotently() {
    let (_sim, hub) = start(by_hand()).await;
    let service = json!({"ServicePrincipal": "license-manager.amazonaws.com"});
    for operation in [
        "DisableAWSServiceAccess",
        "DisableAWSServiceAccess",
        "EnableAWSServiceAccess",
        "EnableAWSServiceAccess",
    ] {
        assert_eq!(hub.organizations(operation, service.clone()).await.ok(), json!({}));
    }
    let (services, _) =
        all(&hub, "ListAWSServiceAccessForOrganization", "EnabledServicePrincipals", json!({})).await;
    assert_eq!(services.len(), 2);
}

#[tokio::test]
async fn describe_organization_is_throttled_at_its_published_rate() {
    let (sim, hub) = start(Options { clock: Clock::manual(), rates: Rates::default(), ..by_hand() }).await;
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(text(&hub.organizations("DescribeOrganization", json!({})).await.body["__type"]));
    }
    assert_eq!(codes, ["", "", "TooManyRequestsException"]);
    sim.clock().advance_seconds(1);
    hub.organizations("DescribeOrganization", json!({})).await.ok();
}

#[tokio::test]
async fn one_account_is_described_20_times_a_second_and_30_at_once() {
    let (sim, hub) = start(Options { clock: Clock::manual(), rates: Rates::default(), ..by_hand() }).await;
    for calls in [30, 20] {
        for _ in 0..calls {
            hub.organizations("DescribeAccount", json!({"AccountId": MEMBER})).await.ok();
        }
        let refused = hub.organizations("DescribeAccount", json!({"AccountId": MEMBER})).await.error();
        assert_eq!(refused.0, "TooManyRequestsException");
        sim.clock().advance_seconds(1);
    }
    let absent = hub.organizations("DescribeAccount", json!({"AccountId": "999999999999"}));
    assert_eq!(absent.await.error().0, "AccountNotFoundException");
}

#[tokio::test]
async fn license_manager_throttles_writes_and_reads_apart() {
    let (_sim, hub) = start(Options { clock: Clock::manual(), rates: Rates::default(), ..by_hand() }).await;
    let mut throttled = 0;
    for _ in 0..11 {
        let answer = hub.license_manager("DeleteGrant", json!({})).await;
        throttled += u32::from(answer.body["__type"] == "RateLimitExceededException");
    }
    assert_eq!(throttled, 1);
    hub.license_manager("ListDistributedGrants", json!({})).await.ok();
}
