//! Change sets in the simulated organizations, as the management account and as a delegated administrator; and what the
//! ledger keeps of them.

use aws::{ChangeLedger, ChangeSets};
use domain::experience::change_set::{ChangeSet, ChangeSetStatus, FailureCode};
use domain::experience::identity::{Administrator, ExperienceId};
use domain::experience::plan::Atom;
use serde_json::Value;
use sim::{Clock, Options, Rates, Sim, WorldFile};
use steps::ports::ApiError;
use steps::ports::experiences::{ChangeEntry, ChangeLedger as _, ChangeSets as _, ExperienceHead};
use steps::refusal::{Refusal, read};

use crate::canned::{Canned, Reply};
use crate::session::{hub, session, walk};

/// The delegated administrator of Finch Retail, and its experience.
const DELEGATE: &str = "320000000002";
const STORES: &str = "exp-fr00stores000";
/// The management account of Bay Insurance, and an experience of it.
const MANAGEMENT: &str = "340000000001";
const OFFICE: &str = "exp-bi00office000";

async fn start() -> Sim {
    let rates = Rates { enforced: false, ..Rates::default() };
    let options = Options { clock: Clock::manual(), rates, ..Options::default() };
    Sim::start(&WorldFile::experiences().unwrap(), options).await.unwrap()
}

fn id(experience: &str) -> ExperienceId {
    experience.parse().unwrap()
}

/// A set that allows some products and denies another one.
fn set(experience: &str, generation: u64) -> ChangeSet {
    let product = |number: u32| format!("prod-hf{number:011}").parse().unwrap();
    let atoms = [Atom::Allow(product(1)), Atom::Allow(product(2)), Atom::Deny(product(3))];
    ChangeSet::of(&id(experience), &atoms, 7, generation)
}

#[tokio::test]
async fn a_change_set_is_started_found_while_it_is_open_and_seen_to_its_end_by_either_administrator() {
    let sim = start().await;
    for (account, by, experience) in
        [(DELEGATE, Administrator::Delegated, STORES), (MANAGEMENT, Administrator::ManagementAccount, OFFICE)]
    {
        let catalog = ChangeSets::new(&session(&sim.endpoint(), account));
        let set = set(experience, 0);

        let started = catalog.start(&set).await.unwrap();
        assert!(!started.request_id.is_empty());
        assert_eq!(catalog.start(&set).await.unwrap().id, started.id, "the same token, the same set");
        let (open, _) = walk(async |token| catalog.open(&id(experience), by, token).await).await;
        assert_eq!(open.len(), 1);
        assert_eq!((&open[0].id, open[0].name.as_ref()), (&started.id, Some(&set.name)));
        let seen = catalog.change_set(&started.id).await.unwrap();
        assert_eq!((&seen.name, seen.observed.status), (&set.name, ChangeSetStatus::Preparing));

        sim.clock().advance_seconds(100);
        let seen = catalog.change_set(&started.id).await.unwrap();
        assert_eq!(seen.observed.status, ChangeSetStatus::Succeeded);
        let (open, _) = walk(async |token| catalog.open(&id(experience), by, token).await).await;
        assert!(open.is_empty());
        let policy = sim.experience(experience).unwrap().policy.unwrap();
        assert!(
            policy.allowed.contains("prod-hf00000000002") && policy.denied.contains("prod-hf00000000003")
        );
    }
}

#[tokio::test]
async fn a_failed_change_set_tells_the_errors_of_each_change() {
    let sim = start().await;
    sim.set_product_known(DELEGATE, "prod-hf00000000002", false);
    let catalog = ChangeSets::new(&session(&sim.endpoint(), DELEGATE));
    let started = catalog.start(&set(STORES, 0)).await.unwrap();
    sim.clock().advance_seconds(100);

    let observed = catalog.change_set(&started.id).await.unwrap().observed;

    assert_eq!(
        (observed.status, observed.failure),
        (ChangeSetStatus::Failed, Some(FailureCode::ClientError))
    );
    assert_eq!(observed.errors.len(), 1);
    assert_eq!(observed.errors[0].change_type.to_string(), "AllowProductProcurement");
    assert!(observed.errors[0].message.contains("prod-hf00000000002"), "{:?}", observed.errors);
}

#[tokio::test]
async fn refusals_keep_the_codes_of_aws() {
    let sim = start().await;
    let catalog = ChangeSets::new(&session(&sim.endpoint(), DELEGATE));
    catalog.start(&set(STORES, 0)).await.unwrap();
    let in_use = catalog.start(&set(STORES, 1)).await.unwrap_err();
    assert_eq!((in_use.status, read(&in_use)), (423, Refusal::InUse));
    let foreign = catalog.start(&set(OFFICE, 0)).await.unwrap_err();
    assert_eq!((foreign.status, read(&foreign)), (404, Refusal::Missing));
    let nobody = ChangeSets::new(&session(&sim.endpoint(), "320000000003"));
    let denied = nobody.start(&set(STORES, 2)).await.unwrap_err();
    assert_eq!((denied.status, read(&denied)), (403, Refusal::Denied));
    let quota = r#"{"message":"too many"}"#;
    let server = Canned::start(vec![Reply::Whole(402, quota)]).await;
    let error = ChangeSets::new(&hub(&server.endpoint)).start(&set(STORES, 3)).await.unwrap_err();
    assert_eq!(error.status, 402, "{error}");
}

/// A document would have its members in another order each time.
#[tokio::test]
async fn a_request_is_the_same_text_however_often_it_is_made() {
    let mut bodies = Vec::new();
    for _ in 0..5 {
        let server = Canned::start(vec![Reply::Whole(200, r#"{"ChangeSetId":"cs-1"}"#)]).await;
        ChangeSets::new(&hub(&server.endpoint)).start(&set(STORES, 0)).await.unwrap();
        let request = server.requests().remove(0);
        bodies.push(request.split_once("\r\n\r\n").unwrap().1.to_owned());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    let sent: Value = serde_json::from_str(&bodies[0]).unwrap();
    let set = set(STORES, 0);
    assert_eq!((&sent["ClientRequestToken"], &sent["ChangeSetName"]), (&set.token.into(), &set.name.into()));
    assert_eq!(sent["ChangeSet"][0]["Entity"]["Type"], "Experience@1.0");
    assert_eq!(
        sent["ChangeSet"][0]["Details"],
        r#"{"Products":[{"Ids":["prod-hf00000000001","prod-hf00000000002"]}]}"#
    );
}

#[tokio::test]
async fn a_change_set_is_started_once_and_looked_at_patiently() {
    let server = Canned::start(vec![Reply::HangsUp]).await;
    let catalog = ChangeSets::new(&hub(&server.endpoint));
    let error = catalog.start(&set(STORES, 0)).await.unwrap_err();
    assert_eq!((error.code.as_str(), server.requests().len()), (ApiError::NO_ANSWER, 1));
    catalog.change_set(&"cs-1".parse().unwrap()).await.unwrap_err();
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn what_no_version_knows_is_kept_and_what_has_to_be_there_is_asked_for() {
    let odd = r#"{"ChangeSetName":"n","Status":"MELTING","FailureCode":"WEATHER","FailureDescription":"too warm",
        "ChangeSet":[{"ChangeType":"Paint","ErrorDetailList":[{}]}]}"#;
    let server =
        Canned::start(vec![Reply::Whole(200, odd), Reply::Whole(200, r#"{"Status":"FAILED"}"#)]).await;
    let catalog = ChangeSets::new(&hub(&server.endpoint));
    let observed = catalog.change_set(&"cs-1".parse().unwrap()).await.unwrap().observed;
    assert_eq!(observed.status, ChangeSetStatus::Unknown("MELTING".to_owned()));
    assert_eq!(observed.failure, Some(FailureCode::Unknown("WEATHER".to_owned())));
    assert_eq!(observed.description.as_deref(), Some("too warm"));
    assert_eq!(observed.errors[0].code.to_string(), "(absent)");
    let error = catalog.change_set(&"cs-1".parse().unwrap()).await.unwrap_err();
    assert!(error.code == ApiError::UNREADABLE && error.message.contains("ChangeSetName"), "{error}");
}

#[tokio::test]
async fn the_head_of_an_experience_comes_back_as_it_was_written() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    let ledger = ChangeLedger::new(&hub(&server.endpoint), "ledger".into());
    let head = ExperienceHead { experience: id(STORES), generation: 41 };
    ledger.set_head(&head).await.unwrap();
    let sent = body(&server, 0);
    assert_eq!((&sent["Item"]["pk"]["S"], &sent["Item"]["sk"]["S"]), (&"head".into(), &STORES.into()));
    assert_eq!(ledger.head(&id(STORES)).await.unwrap(), None);
    assert_eq!(body(&server, 1)["ConsistentRead"], true);

    let item = serde_json::json!({ "Item": sent["Item"] }).to_string();
    let server = Canned::start(vec![Reply::Whole(200, item.leak())]).await;
    let ledger = ChangeLedger::new(&hub(&server.endpoint), "ledger".into());
    assert_eq!(ledger.head(&id(STORES)).await.unwrap(), Some(head));
}

#[tokio::test]
async fn a_change_set_is_written_down_under_its_experience_in_the_order_of_time() {
    let server = Canned::start(vec![Reply::Whole(200, "{}")]).await;
    let set = set(STORES, 0);
    let entry = ChangeEntry {
        experience: id(STORES),
        at: "2026-11-22T01:00:00Z".to_owned(),
        operation: "aws-marketplace:StartChangeSet",
        token: set.token.clone(),
        run: "arn:aws:states:us-east-1:320000000002:execution:m:run-1".parse().unwrap(),
        name: set.name.clone(),
        changes: "[]".to_owned(),
        reason: "to be like exp-1 in snapshot 7".to_owned(),
        result: "sent".to_owned(),
    };
    ChangeLedger::new(&hub(&server.endpoint), "ledger".into()).record(&entry).await.unwrap();
    let item = body(&server, 0)["Item"].clone();
    assert_eq!(item["pk"]["S"], STORES);
    assert_eq!(item["sk"]["S"], format!("2026-11-22T01:00:00Z#{}", set.token));
    for (name, value) in [("name", &set.name), ("result", &entry.result), ("reason", &entry.reason)] {
        assert_eq!(item[name]["S"], *value);
    }
}

fn body(server: &Canned, call: usize) -> Value {
    serde_json::from_str(server.requests()[call].split_once("\r\n\r\n").unwrap().1).unwrap()
}
