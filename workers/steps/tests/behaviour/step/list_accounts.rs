//! List the accounts.

use std::collections::BTreeMap;

use domain::account::{Account, AccountState, TagSource};
use domain::limits::ACCOUNTS_READ_SINGLY_MAX;
use domain::observation::Extent;
use domain::policy::TAG_KEY;
use domain::run::Only;
use sim::{AimedFault, Fault, Faults};
use steps::list_accounts::run;
use steps::ports::Store;
use steps::snapshot::{PassRequest, SeenAccounts};

use crate::support::hub::{Hub, options};
use crate::support::world::{HUB, id, one_product};

async fn listed(hub: &Hub, request: &PassRequest) -> BTreeMap<String, Account> {
    let answer = run(&hub.aws, &hub.bucket, request.clone()).await.unwrap();
    let seen: SeenAccounts = hub.file(&answer.key);
    assert_eq!(answer.count, seen.accounts.items().len());
    seen.accounts.items().iter().map(|account| (account.id.to_string(), account.clone())).collect()
}

#[tokio::test]
async fn follows_small_and_empty_pages_to_the_last_account() {
    let hub = Hub::of(one_product(&[Some("true"); 30])).await;

    let accounts = listed(&hub, &hub.first_pass()).await;

    assert_eq!(accounts.len(), 31);
    let tagged = accounts.values().filter(|account| account.tags.contains_key(TAG_KEY)).count();
    assert_eq!(tagged, 30);
}

#[tokio::test]
async fn an_account_that_was_never_tagged_is_listed_without_tags() {
    let hub = Hub::of(one_product(&[None])).await;

    let accounts = listed(&hub, &hub.first_pass()).await;

    assert!(accounts[&id(1)].tags.is_empty() && accounts.contains_key(HUB));
}

#[tokio::test]
async fn reads_the_accounts_of_an_event_at_their_source_because_the_index_is_behind() {
    let hub = Hub::of(one_product(&[Some("false"), Some("false")])).await;
    for account in [1, 2] {
        hub.sim.tag_account(&id(account), TAG_KEY, "true").unwrap();
    }
    let mut request = hub.first_pass();
    request.run.request.look_closer = [id(1), id(9)].map(|id| id.parse().unwrap()).into();

    let accounts = listed(&hub, &request).await;

    assert_eq!(
        (accounts[&id(1)].tags[TAG_KEY].as_str(), accounts[&id(1)].tags_from),
        ("true", TagSource::Account)
    );
    assert_eq!(
        (accounts[&id(2)].tags[TAG_KEY].as_str(), accounts[&id(2)].tags_from),
        ("false", TagSource::Index)
    );
    assert_eq!(
        hub.sim.calls().of("organizations.ListTagsForResource"),
        1,
        "9 is no account of the organization"
    );
}

fn only(hub: &Hub, accounts: impl IntoIterator<Item = u64>) -> PassRequest {
    let mut request = hub.first_pass();
    let accounts = accounts.into_iter().map(|number| id(number).parse().unwrap()).collect();
    request.run.request.only = Only { accounts, ..Only::default() };
    request
}

#[tokio::test]
async fn asks_the_accounts_of_a_run_one_by_one_and_nobody_else() {
    let hub = Hub::of(one_product(&[Some("false"), Some("false"), Some("true")])).await;
    hub.sim.tag_account(&id(1), TAG_KEY, "true").unwrap();
    hub.sim.suspend_account(&id(2));
    let request = only(&hub, [1, 2]);

    let accounts = listed(&hub, &request).await;

    assert_eq!(accounts.keys().cloned().collect::<Vec<_>>(), [id(1), id(2)]);
    assert_eq!(
        (accounts[&id(1)].tags[TAG_KEY].as_str(), &accounts[&id(2)].state),
        ("true", &AccountState::Suspended)
    );
    assert!(accounts.values().all(|account| account.tags_from == TagSource::Account));
    assert_eq!(hub.sim.calls().of("organizations.ListAccounts"), 0);
    assert_eq!(hub.sim.calls().of("tagging.GetResources"), 0);
}

/// What is not there has left: only of an account that was asked for is that known.
#[tokio::test]
async fn an_account_that_left_is_in_the_extent_and_not_in_the_list() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
    hub.sim.remove_account(&id(1)).unwrap();

    let answer = run(&hub.aws, &hub.bucket, only(&hub, [1, 2])).await.unwrap();

    let seen: SeenAccounts = hub.file(&answer.key);
    assert_eq!(
        seen.accounts.items().iter().map(|account| account.id.to_string()).collect::<Vec<_>>(),
        [id(2)]
    );
    assert_eq!(seen.extent, Extent::Accounts([id(1), id(2)].map(|id| id.parse().unwrap()).into()));
}

/// Many events became one run: the index is as late for its accounts as for one.
#[tokio::test]
async fn reads_many_accounts_with_everybody_and_their_tags_at_the_source() {
    let many = ACCOUNTS_READ_SINGLY_MAX as u64 + 1;
    let hub = Hub::of(one_product(&[Some("false"); 20])).await;
    for account in 1..=20 {
        hub.sim.tag_account(&id(account), TAG_KEY, "true").unwrap();
    }

    let accounts = listed(&hub, &only(&hub, 1..=many)).await;

    assert_eq!(accounts.len(), 21);
    let fresh =
        accounts.values().filter(|account| account.tags.get(TAG_KEY).is_some_and(|value| value == "true"));
    assert_eq!(fresh.count() as u64, many);
    assert_eq!(hub.sim.calls().of("organizations.DescribeAccount"), 0);
}

#[tokio::test]
async fn reads_many_tags_of_one_account_to_the_last_page() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    for number in 0..20 {
        hub.sim.tag_account(&id(1), &format!("cost-centre-{number}"), "x").unwrap();
    }
    let mut request = hub.first_pass();
    request.run.request.look_closer = [id(1).parse().unwrap()].into();

    assert_eq!(listed(&hub, &request).await[&id(1)].tags.len(), 21);
}

#[tokio::test]
async fn understands_an_endpoint_that_still_sends_the_retired_status() {
    let hub =
        Hub::with(one_product(&[Some("true")]), sim::Options { legacy_account_status: true, ..options() })
            .await;
    hub.sim.suspend_account(&id(1));

    assert_eq!(listed(&hub, &hub.first_pass()).await[&id(1)].state, AccountState::Suspended);
}

/// P5.
#[tokio::test]
async fn writes_no_list_when_a_page_cannot_be_had() {
    let hub = Hub::of(one_product(&[Some("true"); 30])).await;
    let fault = |call| AimedFault {
        operation: "organizations.ListAccounts".to_owned(),
        call,
        fault: Fault::ServerError,
    };
    hub.sim.set_faults(Faults { aimed: (4..99).map(fault).collect(), ..Faults::none() });

    let error = run(&hub.aws, &hub.bucket, hub.first_pass()).await.unwrap_err();

    assert_eq!(error.name(), "Throttled");
    assert_eq!(hub.bucket.get("runs/run-1/pass-01/accounts.json").await, Ok(None));
}
