//! The simulated Marketplace Catalog through the SDK itself: every operation over REST, its errors, its documents.

use std::collections::HashMap;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_marketplacecatalog::Client;
use aws_sdk_marketplacecatalog::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_marketplacecatalog::error::ProvideErrorMetadata;
use aws_sdk_marketplacecatalog::types::{
    Change, ChangeStatus, Entity, EntityRequest, FailureCode, Filter, Tag,
};
use aws_smithy_types::Document;
use sim::{Clock, Options, Rates, Sim, WorldFile};

const CATALOG: &str = "AWSMarketplace";
/// The delegated administrator of Finch Retail, and its experience.
const DELEGATE: &str = "320000000002";
const STORES: &str = "exp-fr00stores000";

/// The four organizations on a clock that only the test moves, and the delegate of one of them.
async fn start() -> (Sim, Client) {
    let rates = Rates { enforced: false, ..Rates::default() };
    let options = Options { clock: Clock::manual(), rates, ..Options::default() };
    let sim = Sim::start(&WorldFile::experiences().unwrap(), options).await.unwrap();
    let credentials = Credentials::new(DELEGATE, "any", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(sim.endpoint())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    (sim, Client::new(&config))
}

fn shared() -> Filter {
    Filter::builder().name("Scope").value_list("SharedWithMe").build()
}

/// A change that allows one product, with its details as a document.
fn allow(product: &str) -> Change {
    let text = |text: &str| Document::String(text.to_owned());
    let item = HashMap::from([("Ids".to_owned(), Document::Array(vec![text(product)]))]);
    let products = Document::Array(vec![Document::Object(item)]);
    let entity = Entity::builder().r#type("Experience@1.0").identifier(STORES).build().unwrap();
    Change::builder()
        .change_type("AllowProductProcurement")
        .entity(entity)
        .details_document(Document::Object(HashMap::from([("Products".to_owned(), products)])))
        .build()
        .unwrap()
}

#[tokio::test]
async fn entities_are_listed_page_by_page_and_described_with_their_document() {
    let (_sim, client) = start().await;
    let mut pages = client
        .list_entities()
        .catalog(CATALOG)
        .entity_type("Experience")
        .filter_list(shared())
        .into_paginator()
        .send();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await {
        ids.extend(
            page.unwrap().entity_summary_list().iter().map(|entity| entity.entity_id().unwrap().to_owned()),
        );
    }
    assert_eq!(ids, [STORES]);
    let entity = client.describe_entity().catalog(CATALOG).entity_id(STORES).send().await.unwrap();
    assert_eq!(entity.entity_identifier(), Some("exp-fr00stores000@3"));
    assert_eq!(entity.last_modified_date().unwrap().len(), 20);
    let details = entity.details_document().unwrap().as_object().unwrap();
    assert_eq!(details["Status"], Document::String("Enabled".to_owned()));
    assert!(entity.details().unwrap().contains("\"Status\":\"Enabled\""));
    let request = EntityRequest::builder().catalog(CATALOG).entity_id(STORES).build().unwrap();
    let several = client.batch_describe_entities().entity_request_list(request).send().await.unwrap();
    assert!(several.entity_details().unwrap().contains_key(STORES));
}

#[tokio::test]
async fn a_change_set_runs_is_listed_and_is_the_same_for_the_same_token() {
    let (sim, client) = start().await;
    let start = || {
        let change = allow("prod-hf00000000001");
        client.start_change_set().catalog(CATALOG).client_request_token("one").change_set(change).send()
    };
    let first = start().await.unwrap();
    assert_eq!(start().await.unwrap().change_set_id(), first.change_set_id());
    let id = first.change_set_id().unwrap();
    sim.clock().advance_seconds(200);
    let set = client.describe_change_set().catalog(CATALOG).change_set_id(id).send().await.unwrap();
    assert_eq!(set.status(), Some(&ChangeStatus::Succeeded));
    assert_eq!((set.start_time().unwrap().len(), set.end_time().unwrap().len()), (20, 20));
    let listed = client.list_change_sets().catalog(CATALOG).filter_list(shared()).send().await.unwrap();
    assert_eq!(listed.change_set_summary_list()[0].change_set_id(), Some(id));
    let arn = first.change_set_arn().unwrap();
    let tag = Tag::builder().key("run").value("7").build().unwrap();
    client.tag_resource().resource_arn(arn).tags(tag).send().await.unwrap();
    let tags = client.list_tags_for_resource().resource_arn(arn).send().await.unwrap();
    assert_eq!(tags.tags()[0].value(), "7");
}

#[tokio::test]
async fn a_locked_experience_is_in_use_and_its_change_set_can_be_cancelled() {
    let (_sim, client) = start().await;
    let start = |product: &str| client.start_change_set().catalog(CATALOG).change_set(allow(product)).send();
    let first = start("prod-hf00000000001").await.unwrap();
    let error = start("prod-hf00000000002").await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 423);
    let error = error.into_service_error();
    assert!(error.is_resource_in_use_exception());
    let id = first.change_set_id().unwrap();
    assert!(error.message().unwrap().contains(id));
    client.cancel_change_set().catalog(CATALOG).change_set_id(id).send().await.unwrap();
    start("prod-hf00000000002").await.unwrap();
}

#[tokio::test]
async fn a_failed_change_set_names_the_error_of_each_change() {
    let (sim, client) = start().await;
    sim.set_product_known(DELEGATE, "prod-hf00000000042", false);
    let start = client.start_change_set().catalog(CATALOG).change_set(allow("prod-hf00000000042"));
    let id = start.send().await.unwrap().change_set_id().unwrap().to_owned();
    sim.clock().advance_seconds(200);
    let set = client.describe_change_set().catalog(CATALOG).change_set_id(id).send().await.unwrap();
    assert_eq!(
        (set.status(), set.failure_code()),
        (Some(&ChangeStatus::Failed), Some(&FailureCode::ClientError))
    );
    let error = &set.change_set()[0].error_detail_list()[0];
    assert!(error.error_message().unwrap().contains("prod-hf00000000042"), "{error:?}");
}

#[tokio::test]
async fn errors_are_those_of_the_model() {
    let (_sim, client) = start().await;
    let missing =
        client.describe_entity().catalog(CATALOG).entity_id("exp-nothing").send().await.unwrap_err();
    assert!(missing.into_service_error().is_resource_not_found_exception());
    let wrong =
        client.list_entities().catalog("Elsewhere").entity_type("Experience").send().await.unwrap_err();
    assert!(wrong.into_service_error().is_validation_exception());
}
