//! A license is renewed: whoever has the product goes on having it, at every moment (P2).

use e2e::{Story, StoryError, Told, until};
use local::{Options, Status};
use serde_json::json;
use sim::{AgreementEnd, GrantStatus, GrantView, LicenseEntry, WorldFile};

use crate::world::{BILLING, ORDERS, all_active, further_license, gaps, settled};

/// The ten minutes that an event of a purchase waits pass in two seconds.
const SPEED: f64 = 300.0;
const BOTH: [&str; 2] = [ORDERS, BILLING];

/// The first product of [`settled`] has another, newer license, which nobody has a grant of.
fn renewed() -> (WorldFile, LicenseEntry) {
    let mut world = settled();
    let LicenseEntry { arn, parent_grant, .. } = further_license(2);
    let begin = "2026-06-01T00:00:00Z".to_owned();
    let next = LicenseEntry { arn, parent_grant, begin, ..world.licenses[0].clone() };
    world.licenses.push(next.clone());
    (world, next)
}

/// The live grant of this license that an account has.
fn grant_of(story: &Story, account: &str, license: &str) -> Option<GrantView> {
    story.live_grants_of(account).into_iter().find(|grant| grant.license == license)
}

/// Both accounts have both products, the renewed one by the new license alone, and never went without.
fn assert_moved(story: &Story, products: &[LicenseEntry], (old, new): (&str, &str)) {
    for account in BOTH {
        assert!(all_active(&story.live_grants_of(account), 2), "{:?}", story.live_grants_of(account));
        assert!(grant_of(story, account, new).is_some() && grant_of(story, account, old).is_none());
    }
    assert_eq!(gaps(story, &BOTH, products), []);
}

/// Nothing is taken from anybody, so the guard has nothing against it.
#[tokio::test]
async fn everybody_goes_on_having_a_product_whose_license_was_renewed() -> Told {
    let products = settled().licenses;
    let options = Options { world: Some(settled()), speed: SPEED, ..Options::default() };
    let story = Story::begin_with(options).await?;
    story.with_policy("[guard]\nrevocations_max = 0\n").await?;
    let old = products[0].arn.clone();
    let new = story.sim().renew(&old, None)?;
    let run = story.the_run_called("purchase-").await?;

    assert!(run.succeeded(), "{}", run.failure());
    assert_moved(&story, &products, (&old, &new));
    let calls = story.ledger().await?;
    for account in BOTH {
        let of: Vec<_> = calls.iter().filter(|call| call["account"] == account).collect();
        for (operation, license) in
            [("CreateGrant", &new), ("CreateGrantVersion", &new), ("DeleteGrant", &old)]
        {
            let is_it = |call: &&&std::collections::BTreeMap<String, String>| {
                call["operation"].ends_with(&format!(":{operation}"))
                    && call["pk"].starts_with(license.as_str())
            };
            assert_eq!(of.iter().filter(is_it).count(), 1, "{operation}: {of:#?}");
        }
        assert!(of.iter().any(|call| call["reason"].contains("renewed")), "{of:#?}");
    }

    story.sim().end_agreement(&old, AgreementEnd::Renewed)?;
    story.once_all_is_quiet_after(2).await?;
    story.sim().clock().advance_seconds(600);
    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);
    assert_moved(&story, &products, (&old, &new));
    Ok(())
}

/// A run dies at this moment, and another one comes after it.
async fn dies_once(moment: &str, has_come: impl Fn(&[GrantView]) -> bool) -> Result<(), StoryError> {
    let (world, next) = renewed();
    let (products, old) = (world.licenses.clone(), world.licenses[0].arn.clone());
    let story = Story::begin(world).await?;
    let mut run = story.start(&json!({})).await?;
    let made = || BOTH.iter().filter_map(|account| grant_of(&story, account, &next.arn)).collect::<Vec<_>>();
    until(&mut run, moment, |_| made().len() == BOTH.len() && has_come(&made())).await?;
    let dead = story.abort(run).await?;
    assert_eq!(dead.ended.status, Status::Aborted);
    for account in BOTH {
        let kept = grant_of(&story, account, &old);
        assert!(
            kept.is_some_and(|kept| kept.status != GrantStatus::PendingDelete),
            "it came too late to die"
        );
    }

    let next_run = story.run(&json!({})).await?;
    assert!(next_run.succeeded(), "{}", next_run.failure());
    assert_moved(&story, &products[..2], (&old, &next.arn));
    Ok(())
}

#[tokio::test]
async fn nobody_goes_without_when_a_run_dies_before_the_new_grants_are_active() -> Told {
    let waits = |grants: &[GrantView]| grants.iter().all(|grant| grant.status != GrantStatus::Active);
    dies_once("new grants that are not active yet", waits).await
}

#[tokio::test]
async fn nobody_goes_without_when_a_run_dies_before_the_old_grants_are_deleted() -> Told {
    let took_over = |grants: &[GrantView]| grants.iter().all(|grant| grant.status == GrantStatus::Active);
    dies_once("new grants that are active", took_over).await
}
