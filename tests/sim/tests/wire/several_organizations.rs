//! Several organizations in one world: each has its own accounts and trees, and only roles lead from one to another.

use serde_json::json;
use sim::{RoleEntry, Sim, WorldFile};

use crate::client::{Client, by_hand, start_world, text};

const CENTRAL: &str = "111111111111";
const RETAIL: &str = "320000000001";
const DELEGATE: &str = "320000000002";
const STRANGER: &str = "340000000001";
const ROLE: &str = "ReadExperiences-retail";

/// The four organizations; a role of the first trusts a delegate of the second.
async fn start() -> (Sim, Client) {
    let mut world = WorldFile::experiences().unwrap();
    world.accounts[0].roles = vec![RoleEntry {
        name: ROLE.to_owned(),
        external_id: Some("retail-7".to_owned()),
        trusted_accounts: vec![DELEGATE.to_owned()],
    }];
    start_world(&world, by_hand()).await
}

fn assume(external_id: &str) -> String {
    let arn = format!("arn%3Aaws%3Aiam%3A%3A{CENTRAL}%3Arole%2F{ROLE}");
    format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn={arn}&RoleSessionName=sync&ExternalId={external_id}"
    )
}

fn element(xml: &str, name: &str) -> String {
    let rest = xml.split(&format!("<{name}>")).nth(1).unwrap_or_default();
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn each_account_sees_its_own_organization() {
    let (sim, central) = start().await;
    for organization in sim.organizations() {
        let management = central.with_key(&organization.management_account);
        let answer = management.organizations("DescribeOrganization", json!({})).await.ok();
        assert_eq!(answer["Organization"]["Id"], json!(organization.id));
        assert_eq!(answer["Organization"]["MasterAccountId"], json!(organization.management_account));
        if let Some(delegate) = organization.delegated_administrator {
            let answer =
                central.with_key(&delegate).organizations("DescribeOrganization", json!({})).await.ok();
            assert_eq!(answer["Organization"]["MasterAccountId"], json!(organization.management_account));
        }
    }
    let accounts =
        central.with_key(RETAIL).organizations("ListAccounts", json!({"MaxResults": 20})).await.ok();
    let ids: Vec<String> =
        accounts["Accounts"].as_array().unwrap().iter().map(|one| text(&one["Id"])).collect();
    assert_eq!(ids, ["320000000001", "320000000002", "320000000003", "320000000004"]);
    let foreign = json!({"AccountId": STRANGER});
    let answer = central.with_key(RETAIL).organizations("DescribeAccount", foreign).await;
    assert_eq!(answer.error().0, "AccountNotFoundException");
    assert_eq!(sim.accounts().len(), 2, "a story that names no organization is about the first");
}

#[tokio::test]
async fn a_role_lets_one_account_of_another_organization_in_with_its_external_id() {
    let (sim, central) = start().await;
    let delegate = central.with_key(DELEGATE);
    let (status, xml) = delegate.sts(&assume("retail-7")).await;
    assert_eq!(status, 200, "{xml}");
    let session = central.with_key(&element(&xml, "AccessKeyId"));
    let (_, identity) = session.sts("Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(element(&identity, "Account"), CENTRAL);
    let request = json!({"Catalog": "AWSMarketplace", "EntityId": "exp-hf00default00"});
    assert_eq!(session.catalog("DescribeEntity", request).await.status, 200);
    assert!(
        sim.calls().log.iter().any(|call| call.caller.ends_with("assumed-role/ReadExperiences-retail/sync"))
    );
    for (caller, external_id) in [(DELEGATE, "retail-8"), (STRANGER, "retail-7"), (RETAIL, "retail-7")] {
        let (status, xml) = central.with_key(caller).sts(&assume(external_id)).await;
        assert_eq!((status, element(&xml, "Code").as_str()), (403, "AccessDenied"), "{caller}");
    }
}

#[tokio::test]
async fn events_of_calls_belong_to_the_account_that_called() {
    let (sim, central) = start().await;
    let mut events = sim.events();
    let tags = json!({"ResourceId": "320000000003", "Tags": [{"Key": "a", "Value": "b"}]});
    central.with_key(RETAIL).organizations("TagResource", tags.clone()).await.ok();
    assert_eq!(events.try_recv().unwrap()["account"], RETAIL);
    assert_ne!(central.organizations("TagResource", tags).await.status, 200, "not a member of this one");
}

#[tokio::test]
async fn what_happens_in_another_organization_goes_on_by_the_same_clock() {
    let (sim, central) = start().await;
    let retail = central.with_key(RETAIL);
    retail.organizations("CloseAccount", json!({"AccountId": "320000000003"})).await.ok();
    let state = async || {
        let request = json!({"AccountId": "320000000003"});
        text(&retail.organizations("DescribeAccount", request).await.ok()["Account"]["State"])
    };
    assert_eq!(state().await, "PENDING_CLOSURE");
    sim.clock().advance_seconds(120);
    assert_eq!(state().await, "CLOSED");
}
