//! The table of the snapshot: what is asked of DynamoDB, and with whose credentials. Whether the conditions hold what they
//! promise is proven on a real table by the end-to-end stories.

use aws::{ReaderRole, SnapshotReader, Snapshots};
use domain::experience::record::MemberRecord;
use domain::experience::snapshot::{Content, Head, Part, Publication, Source, join};
use serde_json::{Value, json};
use steps::ports::ApiError;
use steps::ports::experiences::{Published as _, Publishing as _, Telling as _};

use crate::canned::{Canned, Reply};
use crate::session::hub;

const CONDITION_FAILED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}"#;

fn table(server: &Canned) -> Snapshots {
    Snapshots::new(&hub(&server.endpoint), "snapshots".into())
}

/// A snapshot in several parts, with what JSON would have to escape in it.
fn publication() -> (Head, Vec<Part>) {
    let skip = domain::experience::skip::Skip::Unreadable("it said \"no\"\n".to_owned());
    let content = Content::new(vec![Source::skipped("exp-a".parse().unwrap(), skip)]).unwrap();
    match Publication::of(None, &content, 40).unwrap() {
        Publication::New { head, parts } => (head, parts),
        Publication::Unchanged => panic!("there is none before"),
    }
}

fn record() -> MemberRecord {
    let at = "2026-11-22T01:00:00Z".to_owned();
    MemberRecord { member: "finch".to_owned(), revision: 7, at, experiences: Vec::new() }
}

fn body(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn bodies(server: &Canned) -> Vec<Value> {
    server.requests().iter().map(|request| body(request)).collect()
}

fn answer(value: &Value) -> Reply {
    Reply::Whole(200, value.to_string().leak())
}

#[tokio::test]
async fn a_snapshot_comes_back_whole_as_it_was_written() {
    let (head, parts) = publication();
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    for part in &parts {
        table(&server).put_part(&head, part).await.unwrap();
    }
    assert!(table(&server).put_head(&head, None).await.unwrap());
    let items: Vec<Value> = bodies(&server).iter().map(|body| body["Item"].clone()).collect();
    let (kept_head, kept_parts) = items.split_last().unwrap();
    assert_eq!((&kept_head["pk"]["S"], &kept_head["sk"]["S"]), (&json!("snapshot"), &json!("head")));
    assert_eq!(kept_parts[1]["sk"]["S"], Part::sort_key(&head, 2));

    let (first, rest) = kept_parts.split_at(1);
    let server = Canned::start(vec![
        answer(&json!({ "Item": kept_head })),
        answer(&json!({ "Items": first, "LastEvaluatedKey": {"pk": first[0]["pk"], "sk": first[0]["sk"]} })),
        answer(&json!({ "Items": rest })),
    ])
    .await;
    let found = table(&server).head().await.unwrap().unwrap();
    assert_eq!(found, head);
    let snapshot = join(&found, table(&server).parts(&found).await.unwrap()).unwrap();
    assert_eq!(snapshot.revision, 1);

    let asked = bodies(&server);
    assert!(asked.iter().all(|body| body["ConsistentRead"] == true), "{asked:#?}");
    let prefix = format!("part#{:020}#{}#", 1, head.checksum);
    assert_eq!(asked[1]["ExpressionAttributeValues"][":parts"]["S"], prefix);
    assert_eq!(asked[2]["ExclusiveStartKey"]["sk"], first[0]["sk"]);
}

#[tokio::test]
async fn the_head_is_replaced_only_if_it_still_is_what_was_read_and_is_written_once() {
    let (head, _) = publication();
    let next = Head { revision: 2, ..head.clone() };
    let lost = r#"{"__type":"InternalServerError","message":"try again"}"#;
    let server = Canned::start(vec![Reply::Whole(400, CONDITION_FAILED), Reply::Whole(500, lost)]).await;
    assert!(!table(&server).put_head(&next, Some(&head)).await.unwrap());
    assert_eq!(table(&server).put_head(&head, None).await.unwrap_err().status, 500);

    let asked = bodies(&server);
    assert_eq!(asked.len(), 2, "not a third time: the table would say that it is not so any more");
    assert_eq!(asked[0]["ConditionExpression"], "revision = :revision AND checksum = :checksum");
    let values = &asked[0]["ExpressionAttributeValues"];
    assert_eq!((&values[":revision"]["N"], &values[":checksum"]["S"]), (&json!("1"), &json!(head.checksum)));
    assert_eq!(asked[1]["ConditionExpression"], "attribute_not_exists(pk)");
}

#[tokio::test]
async fn parts_of_older_snapshots_are_forgotten_one_by_one() {
    let (head, parts) = publication();
    let old = |part: &Part| json!({ "sk": {"S": Part::sort_key(&head, part.number)} });
    let items: Vec<Value> = parts.iter().map(old).collect();
    let server = Canned::start(vec![answer(&json!({ "Items": items })), Reply::Whole(200, "{}")]).await;

    table(&server).forget_below(2).await.unwrap();

    let asked = bodies(&server);
    let values = &asked[0]["ExpressionAttributeValues"];
    let (first, last) = (values[":first"]["S"].as_str().unwrap(), values[":last"]["S"].as_str().unwrap());
    let kept = Head { revision: 2, ..head.clone() };
    assert!(parts.iter().all(|part| {
        let (gone, kept) = (Part::sort_key(&head, part.number), Part::sort_key(&kept, part.number));
        (first..=last).contains(&gone.as_str()) && !(first..=last).contains(&kept.as_str())
    }));
    assert_eq!(asked.len(), 1 + parts.len());
    assert_eq!(asked[1]["Key"]["sk"]["S"], Part::sort_key(&head, 1));
}

#[tokio::test]
async fn a_member_tells_its_record_under_its_own_key_and_reads_it_again() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    table(&server).tell(&record()).await.unwrap();
    let item = bodies(&server).remove(0)["Item"].take();
    assert_eq!((&item["pk"]["S"], &item["sk"]["S"]), (&json!("member#finch"), &json!("record")));

    let server = Canned::start(vec![answer(&json!({ "Item": item })), Reply::Whole(200, "{}")]).await;
    assert_eq!(table(&server).record("finch").await.unwrap(), Some(record()));
    assert_eq!(table(&server).record("finch").await.unwrap(), None);
}

#[tokio::test]
async fn an_item_of_another_release_is_named() {
    let item = |body: &str| answer(&json!({ "Item": {"body": {"S": body}} }));
    let server = Canned::start(vec![item("{}"), item(r#"{"v":2}"#)]).await;
    for error in [table(&server).record("finch").await.unwrap_err(), table(&server).head().await.unwrap_err()]
    {
        assert_eq!(error.code, ApiError::UNREADABLE);
        assert!(error.message.contains("same release"), "{error}");
    }
}

#[tokio::test]
async fn a_member_reads_with_the_role_that_was_made_for_it() {
    let session = "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
        <AccessKeyId>ASIAREADER</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
        <Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>";
    let server = Canned::start(vec![Reply::Whole(200, session), Reply::Whole(200, "{}")]).await;
    let snapshots = reader(&server).assume().await.unwrap();
    assert_eq!(snapshots.head().await.unwrap(), None);
    snapshots.tell(&record()).await.unwrap();

    let requests = server.requests();
    let asked = &requests[0];
    assert!(
        asked.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2FMarketplaceStewardReader-finch")
    );
    assert!(asked.contains("ExternalId=finch%40111111111111") && asked.contains("DurationSeconds=900"));
    assert_eq!(requests.len(), 3, "one session for the whole step");
    for request in &requests[1..] {
        assert!(request.contains("Credential=ASIAREADER/"), "{request}");
        assert!(request.to_lowercase().contains("x-amz-security-token: token"), "{request}");
    }
}

#[tokio::test]
async fn a_role_that_is_refused_is_told_as_the_role() {
    let refused = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not you</Message></Error>\
        <RequestId>1</RequestId></ErrorResponse>";
    let server = Canned::start(vec![Reply::Whole(403, refused)]).await;
    let error = reader(&server).assume().await.unwrap_err();
    assert_eq!((error.operation, error.code.as_str()), ("sts:AssumeRole", "AccessDenied"));
}

fn reader(server: &Canned) -> SnapshotReader {
    let role = ReaderRole {
        arn: "arn:aws:iam::111111111111:role/MarketplaceStewardReader-finch".to_owned(),
        external_id: "finch@111111111111".to_owned(),
    };
    SnapshotReader::new(&hub(&server.endpoint), "snapshots".into(), role)
}

/// P11: management and member stacks are deployed at their own times. See `workers/steps/tests/fixtures/README.md`.
#[tokio::test]
async fn what_an_older_version_published_and_told_is_still_read() {
    let server = Canned::start(vec![
        answer(&json!({ "Item": fixture("head") })),
        answer(&json!({ "Items": fixture("parts") })),
        answer(&json!({ "Item": fixture("record") })),
    ])
    .await;
    let broken = "payload compatibility (P11) is broken; see workers/steps/tests/fixtures/README.md";
    let head = table(&server).head().await.expect(broken).expect(broken);
    let snapshot = join(&head, table(&server).parts(&head).await.expect(broken)).expect(broken);
    let source = snapshot.content.source(&"exp-hf00default00".parse().unwrap()).expect(broken);
    assert_eq!(source.published().expect(broken).products.allowed.len(), 2, "{broken}");
    let skipped = snapshot.content.experiences().iter().filter(|source| source.published().is_none()).count();
    assert_eq!((snapshot.revision, head.counts.experiences, skipped), (41, 8, 6), "{broken}");
    let record = table(&server).record("finch-retail").await.expect(broken).expect(broken);
    let settled = record.experiences.iter().filter(|experience| experience.settled).count();
    assert_eq!((record.revision, record.experiences.len(), settled), (41, 6, 1), "{broken}");
    assert!(record.experiences[0].logo_applied.is_some(), "{broken}");
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/../steps/tests/fixtures/v1/snapshots/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
