//! List the grants of a run that is about a part.

use domain::identifier::AccountId;
use domain::license::License;
use domain::life_cycle::Wish;
use domain::run::Only;
use domain::work::{Action, NextTask};
use steps::list_grants::run;
use steps::ports::{
    ApiResult, Licenses, LicensesOf, ListedAccount, Organization, OrganizationLicense, Page, Tags,
};
use steps::snapshot::SeenGrants;

use crate::support::hub::Hub;
use crate::support::world::{id, world};

async fn seen_for(hub: &Hub, only: Only) -> SeenGrants {
    seen_by(hub, &hub.aws, &hub.aws, only).await
}

async fn seen_by(
    hub: &Hub,
    organization: &impl Organization,
    licenses: &impl Licenses,
    only: Only,
) -> SeenGrants {
    let mut request = hub.first_pass();
    request.run.request.only = only;
    let answer = run(organization, licenses, &hub.aws, &hub.ledger, &hub.bucket, request).await.unwrap();
    hub.file(&answer.key)
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

/// P4: a grant that was seen is not counted from the ledger as well.
#[tokio::test]
async fn a_grant_of_a_license_that_is_not_received_any_more_counts_once() {
    let hub = shared().await;
    let mut request = hub.first_pass();
    request.run.request.only = of_product(&hub, 1);

    let answer = run(&hub.aws, &NothingReceived, &hub.aws, &hub.ledger, &hub.bucket, request).await.unwrap();

    let seen: SeenGrants = hub.file(&answer.key);
    assert_eq!((seen.grants.items().len(), seen.owned_elsewhere), (3, 6));
}

/// A hub that has no license any more.
struct NothingReceived;

impl Licenses for NothingReceived {
    async fn received(&self, _: LicensesOf<'_>, _: Option<String>) -> ApiResult<Page<License>> {
        Ok(Page { items: Vec::new(), next: None })
    }

    async fn in_organization(
        &self,
        _: LicensesOf<'_>,
        _: Option<String>,
    ) -> ApiResult<Page<OrganizationLicense>> {
        Ok(Page { items: Vec::new(), next: None })
    }
}

/// Where an account is decides which grants reach it; where that is not told, all are read.
#[tokio::test]
async fn all_grants_are_listed_when_the_place_of_an_account_is_not_told() {
    let hub = shared().await;

    let seen = seen_by(&hub, &WithoutPlaces(&hub), &hub.aws, of_account(2)).await;

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
