//! Who is let in: the management side lets each member read the snapshot, and nobody else.

use e2e::experiences::Group;
use e2e::{Build, StoryError, Told};
use local::Options;
use serde_json::{Value, json};

use super::world::{BAY, listing, own_products, settled};

/// The stacks with another value of a variable in all functions of Bay Insurance that have it.
fn saying(name: &str, value: &str) -> Result<Build, StoryError> {
    Build::as_built()?.with_template("MarketplaceStewardSync-bay-insurance", |template| {
        let pointer = format!("/Properties/Environment/Variables/{name}");
        for resource in template["Resources"].as_object_mut().unwrap().values_mut() {
            if let Some(variable) = resource.pointer_mut(&pointer) {
                *variable = Value::from(value);
            }
        }
    })
}

async fn is_not_let_in(build: &Build) -> Told {
    let world = listing(settled(), super::world::OFFICE, vec![own_products(1, 5)], vec![]);
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, build, &[BAY]).await?;
    group.publish().await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let run = group.run(BAY, &json!({})).await?;
    assert!(run.failure().contains("Denied") && run.failure().contains("AssumeRole"), "{}", run.failure());
    assert_eq!(group.sim().change_sets(), []);
    Ok(())
}

#[tokio::test]
async fn a_member_with_another_external_id_is_not_let_in() -> Told {
    is_not_let_in(&saying("READER_EXTERNAL_ID", "somebody@111111111111")?).await
}

#[tokio::test]
async fn a_member_is_not_let_in_by_the_role_of_another_one() -> Told {
    let role = "arn:aws:iam::111111111111:role/MarketplaceStewardReader-finch-retail";
    is_not_let_in(&saying("READER_ROLE_ARN", role)?).await
}
