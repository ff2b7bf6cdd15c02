//! Reading the simulated organization: whole, over small pages with empty ones among them.

use std::collections::BTreeSet;

use aws::{Grants, Licenses, Organization};
use domain::account::areas_above;
use domain::grant::{Grant, Operation, Principal};
use domain::license::{LicenseStatus, MARKETPLACE_ISSUER};
use sim::{Clock, Faults, Options, Paging, Rates, Sim, WorldFile};
use steps::ports::{Grants as _, GrantsOf, Licenses as _, LicensesOf, Organization as _};

use crate::session::{HUB, hub, sample, walk};

/// The sample organization, three items to a page at the most, every second page empty.
async fn in_small_pages() -> Sim {
    let options = Options {
        clock: Clock::manual(),
        rates: Rates { enforced: false, ..Rates::default() },
        paging: Paging { items_max: Some(3), ..Paging::default() },
        ..Options::default()
    };
    Sim::start(&WorldFile::sample().unwrap(), options).await.unwrap()
}

/// Seed defect S2: whoever reads one page, or stops at an empty one, has not seen the organization.
#[tokio::test]
async fn every_account_and_its_tags_come_over_many_pages() {
    let sim = in_small_pages().await;
    let organization = Organization::new(&hub(&sim.endpoint()));
    let (accounts, pages) = walk(async |token| organization.accounts(token).await).await;
    let seen: BTreeSet<_> = accounts.iter().map(|account| account.id.to_string()).collect();
    let there: BTreeSet<_> = sim.accounts().into_iter().map(|account| account.id).collect();
    assert_eq!(seen, there);
    assert!(pages > there.len() / 3, "{pages}");

    let (index, _) = walk(async |token| organization.tag_index(token).await).await;
    let tagged = sim.accounts().into_iter().filter(|account| !account.tags.is_empty());
    let there: BTreeSet<_> = tagged.map(|account| (account.id, account.tags)).collect();
    assert_eq!(index.into_iter().map(|(id, tags)| (id.to_string(), tags)).collect::<BTreeSet<_>>(), there);
}

#[tokio::test]
async fn an_account_tells_its_own_tags_and_one_that_left_is_named_as_such() {
    let sim = sample(|_| {}).await;
    let organization = Organization::new(&hub(&sim.endpoint()));
    let account = "201000000001".parse().unwrap();
    let (tags, _) = walk(async |token| organization.tags(&account, token).await).await;
    assert!(tags.contains(&("marketplace-licence".to_owned(), "true".to_owned())), "{tags:?}");

    let error = organization.tags(&"999999999999".parse().unwrap(), None).await.unwrap_err();
    assert_eq!(
        (error.operation, error.code.as_str()),
        ("organizations:ListTagsForResource", "TargetNotFoundException")
    );
}

#[tokio::test]
async fn one_account_tells_where_it_is_and_one_that_left_is_named_as_such() {
    let sim = sample(|_| {}).await;
    let organization = Organization::new(&hub(&sim.endpoint()));
    let id = "201000000001".parse().unwrap();
    let account = organization.account(&id).await.unwrap();
    let (listed, _) = walk(async |token| organization.accounts(token).await).await;
    assert_eq!(listed.into_iter().find(|listed| listed.id == id), Some(account.clone()));
    let above = areas_above(&account.arn, &account.path).unwrap();
    assert!(matches!(above[..], [Principal::Organization(_), Principal::OrgUnit(_), ..]), "{above:?}");

    let error = organization.account(&"999999999999".parse().unwrap()).await.unwrap_err();
    assert_eq!(
        (error.operation, error.code.as_str()),
        ("organizations:DescribeAccount", "AccountNotFoundException")
    );
}

/// Each listing knows its filters by names of its own: a wrong one is an error, one left out is everything.
#[tokio::test]
async fn a_part_is_listed_by_itself() {
    let sim = in_small_pages().await;
    let session = hub(&sim.endpoint());
    let (licenses, grants) = (Licenses::new(&session), Grants::new(&session));
    let product = "prod-kcs3v9t5wbn2a".parse().unwrap();
    let (received, _) =
        walk(async |token| licenses.received(LicensesOf::Product(&product), token).await).await;
    assert!(
        !received.is_empty() && received.iter().all(|license| license.product == product),
        "{received:?}"
    );
    let account = "203000000003".parse().unwrap();
    let (bought, _) =
        walk(async |token| licenses.in_organization(LicensesOf::Buyer(&account), token).await).await;
    assert_eq!(
        bought.iter().map(|license| license.beneficiary.as_str()).collect::<Vec<_>>(),
        [account.as_str()]
    );

    let (all, _) = walk(async |token| grants.distributed(GrantsOf::Everything, token).await).await;
    let inside = |wanted: &dyn Fn(&Grant) -> bool| all.iter().filter(|grant| wanted(grant)).count();
    let (of_product, _) =
        walk(async |token| grants.distributed(GrantsOf::Product(&product), token).await).await;
    assert!(!of_product.is_empty());
    assert_eq!(of_product.len(), inside(&|grant| grant.share.license == received[0].arn));
    let principal = Principal::Account("201000000001".parse().unwrap());
    let (for_account, _) =
        walk(async |token| grants.distributed(GrantsOf::Principal(&principal), token).await).await;
    assert!(!for_account.is_empty());
    assert_eq!(for_account.len(), inside(&|grant| grant.share.principal == principal));
}

#[tokio::test]
async fn licenses_come_whole_with_what_decides_whether_they_may_be_shared() {
    let sim = in_small_pages().await;
    let licenses = Licenses::new(&hub(&sim.endpoint()));
    let (received, _) = walk(async |token| licenses.received(LicensesOf::Everything, token).await).await;
    let hardened = received.iter().find(|license| license.product_name == "Harbour Linux Hardened").unwrap();
    assert_eq!(
        (hardened.issuer.as_str(), hardened.beneficiary.as_str(), hardened.home_region.as_str()),
        (MARKETPLACE_ISSUER, HUB, "us-east-1")
    );
    assert!(hardened.operations.contains(&Operation::CreateGrant));
    let old = received.iter().find(|license| license.issuer == "Brightline Software").unwrap();
    assert_eq!(old.status, LicenseStatus::Expired);
    let saas = received.iter().find(|license| license.product_name == "Tidewatch Observability").unwrap();
    assert!(!saas.operations.contains(&Operation::CreateGrant));
}

#[tokio::test]
async fn a_member_that_bought_the_product_itself_is_found() {
    let sim = in_small_pages().await;
    let licenses = Licenses::new(&hub(&sim.endpoint()));
    let product = "prod-kcs3v9t5wbn2a".parse().unwrap();
    let (found, _) =
        walk(async |token| licenses.in_organization(LicensesOf::Product(&product), token).await).await;
    let owners: BTreeSet<_> = found.iter().map(|license| license.beneficiary.as_str()).collect();
    assert!(owners.contains("203000000003"), "{owners:?}");
    assert!(found.iter().all(|license| license.product == product));
}

#[tokio::test]
async fn grants_come_whole_and_one_of_them_with_its_tags() {
    let sim = in_small_pages().await;
    let grants = Grants::new(&hub(&sim.endpoint()));
    let (listed, _) = walk(async |token| grants.distributed(GrantsOf::Everything, token).await).await;
    let given = sim.grants().into_iter().filter(|grant| grant.granter == HUB);
    let there: BTreeSet<_> = given.map(|grant| grant.arn).collect();
    assert_eq!(listed.iter().map(|grant| grant.arn.to_string()).collect::<BTreeSet<_>>(), there);

    let ours = listed.iter().find(|grant| grant.name == "marketplace-steward-201000000001").unwrap();
    assert_eq!(ours.share.principal, Principal::Account("201000000001".parse().unwrap()));
    assert_eq!(grants.grant(&ours.arn).await.unwrap(), *ours);
    let tags = grants.grant_tags(&ours.arn).await.unwrap();
    assert_eq!(tags.get("marketplace-steward").map(String::as_str), Some(HUB));
}

#[tokio::test]
async fn lasting_throttling_is_told_by_its_own_code() {
    let sim = sample(|_| {}).await;
    sim.set_faults(Faults { throttle: 1.0, ..Faults::none() });
    let error = Grants::new(&hub(&sim.endpoint())).distributed(GrantsOf::Everything, None).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("RateLimitExceededException", 400));
}

/// A listing that is longer than the burst of its service comes to its end all the same: no SDK pauses by itself when
/// License Manager asks for it.
#[tokio::test]
async fn a_listing_goes_on_after_it_was_throttled() {
    let sim = in_small_pages().await;
    sim.set_faults(Faults { seed: 7, throttle: 0.3, ..Faults::none() });
    let session = hub(&sim.endpoint());
    let grants = Grants::new(&session);
    let (listed, _) = walk(async |token| grants.distributed(GrantsOf::Everything, token).await).await;
    assert_eq!(listed.len(), sim.grants().into_iter().filter(|grant| grant.granter == HUB).count());
    let organization = Organization::new(&session);
    let (accounts, _) = walk(async |token| organization.accounts(token).await).await;
    assert_eq!(accounts.len(), sim.accounts().len());
}
