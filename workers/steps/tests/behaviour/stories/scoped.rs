//! Runs about a few accounts or products: they read no more than they need, and decide as a run about everything.

use std::collections::BTreeMap;

use domain::policy::TAG_KEY;
use domain::report::Class;
use serde_json::json;
use sim::{GrantStatus, Options, Paging, Rates, WorldFile};

use crate::support::chance::Chance;
use crate::support::hub::{Hub, options};
use crate::support::truth::PERSON;
use crate::support::world::{HUB, bought_by, foreign, id, one_product, owned, world};

/// An organization of 1,000 accounts and five products, with pages as long as AWS allows and nobody in a hurry.
async fn a_thousand() -> Hub {
    let paging = Paging { empty_page_every: 0, items_max: None, ..Paging::default() };
    let rates = Rates { enforced: false, ..Rates::default() };
    Hub::with(WorldFile::generate(1_000, 5, 7), Options { paging, rates, ..options() }).await
}

/// The calls of "List" for a run with this input.
async fn reads(hub: &Hub, only: serde_json::Value) -> BTreeMap<String, u64> {
    let mut at = hub.first_pass();
    at.run.request = serde_json::from_value(json!({ "only": only })).unwrap();
    hub.sim.reset_calls();
    hub.list(&at).await.unwrap();
    hub.sim.calls().counts
}

fn calls(expected: &[(&str, u64)]) -> BTreeMap<String, u64> {
    expected.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
}

#[tokio::test]
async fn a_run_about_one_account_of_a_thousand_costs_a_handful_of_calls() {
    let hub = a_thousand().await;
    let account = &hub.world.accounts[500].id;

    let about_one = reads(&hub, json!({"accounts": [account]})).await;

    assert_eq!(
        about_one,
        calls(&[
            // Its state for the list of accounts, its place for the list of grants.
            ("organizations.DescribeAccount", 2),
            ("organizations.ListTagsForResource", 1),
            ("license-manager.ListReceivedLicenses", 1),
            ("license-manager.ListReceivedLicensesForOrganization", 1),
            // For the account, for the organization, and for the unit that it is in.
            ("license-manager.ListDistributedGrants", 3),
        ])
    );
    let about_all = reads(&hub, json!({})).await;
    assert_eq!(about_all["organizations.ListAccounts"], 50);
    assert!(about_all.values().sum::<u64>() > 60, "{about_all:?}");
}

#[tokio::test]
async fn a_run_about_one_product_reads_the_grants_of_that_product_only() {
    let hub = a_thousand().await;
    let license = &hub.world.licenses[2];
    let of_product = hub.given().iter().filter(|grant| grant.license == license.arn).count() as u64;
    let of_all = hub.given().len() as u64;

    let about_one = reads(&hub, json!({"products": [license.sku]})).await;
    let about_all = reads(&hub, json!({})).await;

    let distributed = "license-manager.ListDistributedGrants";
    assert_eq!(about_one[distributed], of_product.div_ceil(100));
    assert_eq!(about_all[distributed], of_all.div_ceil(100));
    assert!(about_one[distributed] < about_all[distributed], "{of_product} of {of_all}");
    let in_organization = "license-manager.ListReceivedLicensesForOrganization";
    assert_eq!((about_one[in_organization], about_all[in_organization]), (1, 5));
    assert_eq!(
        about_one["license-manager.ListReceivedLicenses"], 2,
        "for the licenses, and for their grants"
    );
}

#[tokio::test]
async fn gives_the_account_of_an_event_what_its_tag_says_and_touches_no_other() {
    let hub = Hub::of(world(&[Some("false"), Some("false")])).await;
    for account in [1, 2] {
        hub.sim.tag_account(&id(account), TAG_KEY, "true").unwrap();
    }

    hub.run("run-1", json!({"only": {"accounts": [id(1)]}, "leave_held": true})).await.result.unwrap();

    assert_eq!(hub.statuses(1), ["ACTIVE"; 3]);
    assert!(hub.live(2).is_empty());
    assert_eq!(hub.sim.calls().of("organizations.ListAccounts"), 0);
    hub.assert_every_write_is_in_the_ledger();
}

#[tokio::test]
async fn takes_back_what_an_account_had_that_left_and_nothing_from_the_others() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    for account in [1, 2] {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    hub.sim.remove_account(&id(1)).unwrap();

    hub.run("run-1", json!({"only": {"accounts": [id(1)]}, "leave_held": true})).await.result.unwrap();

    assert!(hub.live(1).is_empty());
    assert_eq!(hub.statuses(2), ["ACTIVE"]);
    assert!(hub.row("run-1", 1).reason.contains("not in the organization"));
}

#[tokio::test]
async fn shares_the_product_of_a_purchase_with_every_account_that_is_tagged() {
    let mut world = world(&[Some("true"), Some("false"), Some("true")]);
    for product in 0..3 {
        world.grants.push(owned(&world, 2, product, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    let sku = hub.world.licenses[1].sku.clone();

    hub.run("run-1", json!({"only": {"products": [sku]}, "leave_held": true})).await.result.unwrap();

    assert_eq!([hub.live(1).len(), hub.live(2).len(), hub.live(3).len()], [1, 2, 1]);
    assert!(hub.live(1).iter().all(|grant| grant.license == hub.world.licenses[1].arn));
}

#[tokio::test]
async fn a_grant_for_the_unit_above_is_seen_although_the_run_is_about_the_account() {
    let mut world = one_product(&[Some("true")]);
    world.accounts[1].parent.clone_from(&world.units[0].id);
    let hub = Hub::of(world).await;
    hub.let_a_person_in();
    let license = &hub.world.licenses[0];
    let organization = &hub.world.organization.id;
    let request = json!({
        "ClientToken": "by-hand", "GrantName": "engineering", "LicenseArn": license.arn,
        "Principals": [format!("arn:aws:organizations::{HUB}:ou/{organization}/{}", hub.world.units[0].id)],
        "HomeRegion": "us-east-1", "AllowedOperations": ["CheckoutLicense"],
    });
    let target = "AWSLicenseManager.CreateGrant";
    hub.aws.write("license-manager:CreateGrant", target, request, Some(PERSON)).await.unwrap();
    hub.pass_seconds(600);

    hub.run("run-1", json!({"only": {"accounts": [id(1)]}})).await.result.unwrap();

    let row = hub.row("run-1", 1);
    assert_eq!(row.class, Some(Class::Conflict), "{row:#?}");
    assert!(row.reason.contains("already covered by the grant"), "{}", row.reason);
}

#[tokio::test]
async fn an_account_that_bought_the_product_itself_keeps_it() {
    let mut world = one_product(&[Some("true")]);
    world.licenses.push(bought_by(&world, 1, 0));
    let hub = Hub::of(world).await;

    hub.run("run-1", json!({"only": {"accounts": [id(1)]}})).await.result.unwrap();

    assert!(hub.row("run-1", 1).reason.contains("its own subscription"));
}

/// P4: the share that counts is that of all owned grants, which the ledger remembers.
#[tokio::test]
async fn the_guard_judges_a_part_by_the_share_of_the_whole() {
    let hub = Hub::of(world(&[Some("true"); 20])).await;
    hub.run("run-1", json!({})).await.result.unwrap();
    for account in 1..=8 {
        hub.sim.suspend_account(&id(account));
    }

    let some = [1, 2, 3, 4].map(id);
    hub.run("run-2", json!({"only": {"accounts": some}})).await.result.unwrap();
    let more = [5, 6, 7, 8].map(id);
    let error = hub.run("run-3", json!({"only": {"accounts": more}})).await.result.unwrap_err();

    assert!(error.to_string().contains("12 of 48 owned grants"), "{error}");
    assert_eq!((hub.live(1).len(), hub.live(5).len()), (0, 3));
}

/// P3, P6: the listings are behind, for a part as for the whole.
#[tokio::test]
async fn a_run_about_a_part_right_after_another_makes_no_mutating_call() {
    let hub = Hub::of(world(&[Some("true"), Some("true")])).await;
    hub.run_with("run-1", json!({}), false, &mut async |_: &Hub| ()).await.result.unwrap();
    let sku = hub.world.licenses[0].sku.clone();
    for (run, only) in [("run-2", json!({"accounts": [id(1)]})), ("run-3", json!({"products": [sku]}))] {
        hub.sim.reset_calls();

        let ended = hub.run(run, json!({"only": only})).await;

        assert_eq!((ended.result, ended.passes, hub.sim.calls().mutating()), (Ok(()), 1, 0));
    }
}

/// A run about each part in turn leaves nothing to do for a run about everything.
async fn parts_make_up_the_whole(seed: u64, parts: impl Fn(&WorldFile) -> Vec<serde_json::Value>) {
    let mut chance = Chance(seed);
    let tags: Vec<_> =
        (0..8).map(|_| chance.one_of(&[Some("true"), Some("true"), Some("false"), None])).collect();
    let mut world = world(&tags);
    for account in 1..=8 {
        for product in 0..3 {
            let status =
                chance.one_of(&[GrantStatus::Active, GrantStatus::Disabled, GrantStatus::FailedWorkflow]);
            match chance.below(6) {
                0..3 => world.grants.push(owned(&world, account, product, status)),
                3 => world.grants.push(foreign(&world, account, product, status)),
                _ => {}
            }
        }
    }
    let hub = Hub::of(world).await;
    hub.allow_every_revocation();
    hub.sim.tag_account(&id(1), TAG_KEY, "true").unwrap();
    hub.sim.untag_account(&id(2), TAG_KEY).unwrap();
    hub.sim.suspend_account(&id(3));
    hub.sim.remove_account(&id(4)).unwrap();

    for (number, only) in parts(&hub.world).into_iter().enumerate() {
        let _ = hub.run(&format!("part-{number}"), json!({"only": only, "leave_held": true})).await;
    }
    hub.pass_seconds(600);
    hub.sim.reset_calls();
    let _ = hub.run("whole", json!({"allow_empty": true})).await;

    assert_eq!(hub.sim.calls().mutating(), 0, "seed {seed}: {:#?}", hub.sim.calls().counts);
    hub.assert_no_duplicates();
    hub.assert_converged();
}

#[tokio::test]
async fn a_run_about_each_account_is_as_good_as_one_about_all() {
    for seed in 0..12 {
        let accounts = |_: &WorldFile| (1..=8).map(|account| json!({"accounts": [id(account)]})).collect();
        parts_make_up_the_whole(seed, accounts).await;
    }
}

#[tokio::test]
async fn a_run_about_each_product_is_as_good_as_one_about_all() {
    for seed in 0..12 {
        let products = |world: &WorldFile| {
            world.licenses.iter().map(|license| json!({"products": [license.sku]})).collect()
        };
        parts_make_up_the_whole(seed, products).await;
    }
}
