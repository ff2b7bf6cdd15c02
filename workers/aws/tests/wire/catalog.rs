//! Reading experiences in the simulated organizations, as the management account and as a delegated administrator.

use aws::Catalog;
use domain::experience::details;
use domain::experience::identity::{Administrator, EntityId};
use sim::{Clock, Options, Paging, Rates, Sim, WorldFile};
use steps::ports::ApiError;
use steps::ports::experiences::{Catalog as _, EntityKind};

use crate::canned::{Canned, Reply};
use crate::session::{HUB, hub, session, walk};

/// The delegated administrator of Harbour Logistics.
const DELEGATE: &str = "330000000002";
const FLEET: &str = "exp-hl00fleet0000";
const CENTRAL: &str = "exp-hf00default00";

async fn start() -> Sim {
    let rates = Rates { enforced: false, ..Rates::default() };
    let paging = Paging { items_max: Some(1), ..Paging::default() };
    let options = Options { clock: Clock::manual(), rates, paging, ..Options::default() };
    Sim::start(&WorldFile::experiences().unwrap(), options).await.unwrap()
}

fn ids(ids: &[&str]) -> Vec<EntityId> {
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

/// Seed defect P9: each of the two sees nothing when it asks as the other.
#[tokio::test]
async fn entities_are_listed_page_by_page_to_each_administrator_in_its_own_way() {
    let sim = start().await;
    for (account, by, experiences) in [
        (HUB, Administrator::ManagementAccount, vec![CENTRAL]),
        (DELEGATE, Administrator::Delegated, vec![FLEET, "exp-hl00pilot0000"]),
    ] {
        let catalog = Catalog::new(&session(&sim.endpoint(), account));
        let (found, pages) =
            walk(async |token| catalog.entities(EntityKind::Experience, by, token).await).await;
        assert_eq!(found, experiences);
        assert!(pages >= experiences.len());
        let (audiences, _) =
            walk(async |token| catalog.entities(EntityKind::Audience, by, token).await).await;
        assert_eq!(audiences.len(), 1);
    }
    let catalog = Catalog::new(&session(&sim.endpoint(), DELEGATE));
    let as_other = Administrator::ManagementAccount;
    let (none, _) = walk(async |token| catalog.entities(EntityKind::Experience, as_other, token).await).await;
    assert!(none.is_empty());
}

#[tokio::test]
async fn an_experience_and_what_belongs_to_it_are_read_with_all_their_products() {
    let sim = start().await;
    let catalog = Catalog::new(&hub(&sim.endpoint()));
    let described = catalog.experience(&CENTRAL.parse().unwrap()).await.unwrap();
    let experience = details::experience(&described).unwrap();
    assert_eq!((experience.revision, experience.name.as_str()), (Some(61), "Harbour & Finch software"));
    let below = [experience.policy.unwrap(), experience.branding.unwrap()];
    let answers = catalog.describe(&below).await.unwrap();
    let products = details::procurement_policy(answers[0].as_ref().unwrap()).unwrap().products.unwrap();
    assert_eq!((products.allowed.len(), products.denied.len()), (2_000, 60));
    let branding = details::branding(answers[1].as_ref().unwrap()).unwrap();
    assert_eq!(branding.theme_color.as_deref(), Some("#123A5C"));
}

#[tokio::test]
async fn each_entity_of_a_batch_has_its_own_answer_in_the_order_asked_for() {
    let sim = start().await;
    let catalog = Catalog::new(&hub(&sim.endpoint()));
    let answers = catalog.describe(&ids(&["exp-nowhere", CENTRAL])).await.unwrap();
    let error = answers[0].as_ref().unwrap_err();
    assert_eq!(
        (error.operation, error.code.as_str()),
        ("aws-marketplace:DescribeEntity", "ResourceNotFoundException")
    );
    assert_eq!(details::experience(answers[1].as_ref().unwrap()).unwrap().id.as_str(), CENTRAL);
}

#[tokio::test]
async fn an_answer_may_name_the_revision_and_one_that_leaves_an_entity_out_is_told() {
    let body = r#"{"EntityDetails":{"exp-a@7":{"EntityType":"Experience@1.0","EntityIdentifier":"exp-a@7",
        "DetailsDocument":{"Name":"A","Status":"Enabled"}}},"Errors":{}}"#;
    let server = Canned::start(vec![Reply::Whole(200, body)]).await;
    let catalog = Catalog::new(&hub(&server.endpoint));
    let answers = catalog.describe(&ids(&["exp-a", "exp-b"])).await.unwrap();
    assert_eq!(details::experience(answers[0].as_ref().unwrap()).unwrap().revision, Some(7));
    let error = answers[1].as_ref().unwrap_err();
    assert_eq!(error.code, ApiError::UNREADABLE);
    assert!(error.message.contains("exp-b"), "{error}");
}

#[tokio::test]
async fn the_catalog_is_asked_in_its_own_region_and_who_may_not_is_told_so() {
    let sim = start().await;
    let catalog = Catalog::new(&session(&sim.endpoint(), "320000000003"));
    let error = catalog.experience(&CENTRAL.parse().unwrap()).await.unwrap_err();
    assert_eq!((error.code.as_str(), error.status), ("AccessDeniedException", 403));
}
