//! List the grants.

use domain::grant::{Grant, GrantStatus as Seen};
use domain::identifier::AccountId;
use domain::life_cycle::Wish;
use domain::run::Only;
use domain::work::{Action, NextTask};
use sim::GrantStatus;
use steps::list_grants::run;
use steps::ports::{ApiResult, ListedAccount, Organization, Page, Tags};
use steps::snapshot::{PassRequest, SeenGrants};

use crate::support::hub::Hub;
use crate::support::world::{foreign, id, one_product, owned, world};

async fn listed(hub: &Hub) -> Vec<Grant> {
    seen(hub, &hub.first_pass()).await.grants.items().to_vec()
}

async fn seen(hub: &Hub, request: &PassRequest) -> SeenGrants {
    let answer = run(&hub.aws, &hub.aws, &hub.aws, &hub.ledger, &hub.bucket, request.clone()).await.unwrap();
    hub.file(&answer.key)
}

#[tokio::test]
async fn follows_small_and_empty_pages_to_the_last_grant() {
    let mut world = one_product(&[Some("true"); 30]);
    for account in 1..=30 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;

    assert_eq!(listed(&hub).await.len(), 30);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 0, "no grant is read one by one");
}

#[tokio::test]
async fn a_new_grant_is_found_before_it_is_listed() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let action = hub.action(1, 0, Wish::Shared, NextTask::Create);
    let made = hub.write(action).await.unwrap().grant.unwrap();

    let grants = listed(&hub).await;

    assert_eq!(grants.iter().map(|grant| &grant.arn).collect::<Vec<_>>(), [&made]);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 1);
}

#[tokio::test]
async fn an_activation_is_seen_before_it_is_listed() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let created = hub.write(hub.action(1, 0, Wish::Shared, NextTask::Create)).await.unwrap();
    hub.pass_seconds(200);
    let next = NextTask::Activate;
    hub.write(Action { next, ..created }).await.unwrap();
    hub.pass_seconds(5);

    let grants = listed(&hub).await;

    assert_eq!((grants[0].version.as_str(), &grants[0].status), ("2", &Seen::PendingWorkflow));
}

#[tokio::test]
async fn a_deleted_grant_does_not_come_back_because_the_listing_is_behind() {
    let mut world = one_product(&[Some("false")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    hub.pass_seconds(60);
    hub.write(hub.action_on_grant(Wish::Revoked, NextTask::Delete)).await.unwrap();
    hub.pass_seconds(5);

    assert_eq!(listed(&hub).await[0].status, Seen::PendingDelete);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 2, "one by the deletion, one by the listing");

    hub.pass_seconds(400);
    assert_eq!(listed(&hub).await[0].status, Seen::Deleted);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 2, "the listing has caught up");
}

#[tokio::test]
async fn foreign_grants_are_listed_as_they_are() {
    let mut world = one_product(&[Some("true")]);
    world.grants.push(foreign(&world, 1, 0, GrantStatus::PendingAccept));
    let hub = Hub::of(world).await;

    let grants = listed(&hub).await;

    assert_eq!((grants[0].status.clone(), grants[0].name.as_str()), (Seen::PendingAccept, "200000000001"));
}

async fn seen_for(hub: &Hub, only: Only) -> SeenGrants {
    let mut request = hub.first_pass();
    request.run.request.only = only;
    seen(hub, &request).await
}

fn of_account(number: u64) -> Only {
    Only { accounts: [id(number).parse().unwrap()].into(), ..Only::default() }
}

fn of_product(hub: &Hub, product: usize) -> Only {
    Only { products: [hub.world.licenses[product].sku.parse().unwrap()].into(), ..Only::default() }
}

/// Three accounts that have three products each, by our own writes.
async fn shared() -> Hub {
    let hub = Hub::of(world(&[Some("true"); 3])).await;
    for account in 1..=3 {
        for product in 0..3 {
            hub.followed(hub.action(account, product, Wish::Shared, NextTask::Create)).await;
        }
    }
    hub.pass_seconds(60);
    hub.sim.reset_calls();
    hub
}

#[tokio::test]
async fn of_a_part_the_grants_are_listed_and_of_the_rest_the_ledger_counts_them() {
    let hub = shared().await;

    let about_account = seen_for(&hub, of_account(2)).await;
    let about_product = seen_for(&hub, of_product(&hub, 1)).await;

    assert_eq!((about_account.grants.items().len(), about_account.owned_elsewhere), (3, 6));
    assert_eq!((about_product.grants.items().len(), about_product.owned_elsewhere), (3, 6));
    assert_eq!(seen_for(&hub, Only::default()).await.owned_elsewhere, 0);
    assert_eq!(hub.sim.calls().of("license-manager.GetGrant"), 0);
}

#[tokio::test]
async fn a_grant_that_was_taken_back_counts_nowhere() {
    let hub = shared().await;
    let grant = hub.live(1)[0].arn.parse().unwrap();
    let action = Action { grant: Some(grant), ..hub.action(1, 0, Wish::Revoked, NextTask::Delete) };
    hub.write(action).await.unwrap();

    assert_eq!(seen_for(&hub, of_account(2)).await.owned_elsewhere, 5);
}

#[tokio::test]
async fn a_new_grant_of_a_part_is_found_before_it_is_listed() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    let made = hub.write(hub.action(1, 1, Wish::Shared, NextTask::Create)).await.unwrap().grant.unwrap();

    for only in [of_account(1), of_product(&hub, 1)] {
        let seen = seen_for(&hub, only).await;
        assert_eq!(seen.grants.items().iter().map(|grant| &grant.arn).collect::<Vec<_>>(), [&made]);
    }
    for only in [of_account(2), of_product(&hub, 0)] {
        let seen = seen_for(&hub, only).await;
        assert_eq!((seen.grants.items().len(), seen.owned_elsewhere), (0, 1));
    }
}

/// Where an account is decides which grants reach it; where that is not told, all are read.
#[tokio::test]
async fn all_grants_are_listed_when_the_place_of_an_account_is_not_told() {
    let hub = shared().await;
    let mut request = hub.first_pass();
    request.run.request.only = of_account(2);

    let answer =
        run(&WithoutPlaces(&hub), &hub.aws, &hub.aws, &hub.ledger, &hub.bucket, request).await.unwrap();

    let seen: SeenGrants = hub.file(&answer.key);
    assert_eq!((seen.grants.items().len(), seen.owned_elsewhere), (9, 0));
}

/// An organization that does not tell where its accounts are.
struct WithoutPlaces<'a>(&'a Hub);

impl Organization for WithoutPlaces<'_> {
    async fn accounts(&self, token: Option<String>) -> ApiResult<Page<ListedAccount>> {
        self.0.aws.accounts(token).await
    }

    async fn account(&self, account: &AccountId) -> ApiResult<ListedAccount> {
        Ok(ListedAccount { path: String::new(), ..self.0.aws.account(account).await? })
    }

    async fn tag_index(&self, token: Option<String>) -> ApiResult<Page<(AccountId, Tags)>> {
        self.0.aws.tag_index(token).await
    }

    async fn tags(&self, account: &AccountId, token: Option<String>) -> ApiResult<Page<(String, String)>> {
        self.0.aws.tags(account, token).await
    }
}
