//! Models of others on Bedrock and Oracle Database@AWS are licenses of AWS Marketplace like any other.

use domain::report::Class;
use e2e::{Story, StoryError, Told};
use serde_json::json;
use sim::{GrantStatus, GrantView};

use crate::world::{gaps, rows, sample};

const MODEL: &str = "prod-6kv3mzq8t2wjc";
const ORACLE: &str = "prod-odb5x9r4n7yha";
const DATA_SCIENCE: [&str; 4] = ["611000000001", "611000000002", "611000000003", "611000000004"];
/// In the same unit, with its own subscription to the model.
const EVALUATION: &str = "611000000005";
/// A person gave it the database.
const LEDGER: &str = "612000000001";
const DATABASES: [&str; 2] = ["612000000002", "612000000003"];
/// Had the model from us, and is excepted.
const PROTOTYPE: &str = "614000000001";

async fn begin() -> Result<(Story, Vec<sim::LicenseEntry>), StoryError> {
    let (world, policy) = sample("bedrock-and-oracle");
    let products = world.licenses.clone();
    let story = Story::begin(world).await?;
    story.with_policy(&policy).await?;
    Ok((story, products))
}

fn active(story: &Story, account: &str, sku: &str) -> Vec<GrantView> {
    let mut grants = story.live_grants_of(account);
    grants.retain(|grant| grant.sku == sku && grant.status == GrantStatus::Active);
    grants
}

#[tokio::test]
async fn models_on_bedrock_and_oracle_databases_are_shared_like_any_other_product() -> Told {
    let (story, products) = begin().await?;
    // Some have products account by account that the policy gives by unit.
    let run = story.run_approved(&json!({"change_mode": true})).await?;
    assert!(run.succeeded(), "{}", run.failure());

    for account in DATA_SCIENCE {
        let model = active(&story, account, MODEL);
        assert!(
            model.len() == 1 && model[0].parent != model[0].license,
            "by the grant for the unit: {model:?}"
        );
    }
    let own = active(&story, EVALUATION, MODEL);
    assert!(own.len() == 1 && own[0].granter != "111111111111", "{own:?}");
    assert!(rows(&run, EVALUATION).iter().any(|row| row.class == Some(Class::Conflict)));
    assert_eq!(active(&story, PROTOTYPE, MODEL), []);

    for account in DATABASES {
        let [database] = &active(&story, account, ORACLE)[..] else { panic!("{account}") };
        assert_eq!(database.operations.len(), 3, "as the policy says: {:?}", database.operations);
    }
    assert!(rows(&run, LEDGER).iter().any(|row| row.class == Some(Class::Foreign)));
    let not_shared = run.report()?.not_shared;
    let listed: Vec<_> = not_shared.iter().map(|row| row.product_name.as_str()).collect();
    assert_eq!(listed, ["Lantern Log Analytics"]);

    let again = story.run(&json!({})).await?;
    assert!(again.succeeded(), "{}", again.failure());
    assert_eq!(again.calls.mutating(), 0, "{:?}", again.calls.counts);

    // The agreement for the model is renewed as for any product.
    let model = products.iter().find(|license| license.sku == MODEL && license.beneficiary == "111111111111");
    story.sim().renew(&model.unwrap().arn, None)?;
    story.sim().clock().advance_seconds(600);
    let renewed = story.run(&json!({"only": {"products": [MODEL]}})).await?;
    assert_eq!(gaps(&story, &DATA_SCIENCE, &products), []);
    assert_eq!(gaps(&story, &[EVALUATION], &products), []);
    // A swap would reach Evaluation as well: so it is told, and a person decides.
    assert!(!renewed.succeeded());
    assert!(format!("{:?}", renewed.report()?.outcomes).contains(EVALUATION));
    Ok(())
}
