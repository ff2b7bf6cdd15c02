//! Diff.

use domain::adopt::Adopt;
use domain::approval::Record;
use domain::guard::Verdict;
use domain::life_cycle::Wish;
use domain::report::PlanFile;
use domain::work::{Item, NextTask};
use sim::GrantStatus;
use steps::diff::{Next, run};
use steps::error::StepError;
use steps::snapshot::PassRequest;

use crate::support::hub::Hub;
use crate::support::world::{HUB, foreign, id, one_product, owned};

async fn observed(hub: &Hub) -> PassRequest {
    let mut at = hub.first_pass();
    at.run.request.look_closer =
        hub.sim.accounts().iter().map(|account| account.id.parse().unwrap()).collect();
    hub.list(&at).await.unwrap();
    at
}

#[tokio::test]
async fn writes_the_plan_for_machines_and_people_and_the_work_for_apply() {
    let hub = Hub::of(one_product(&[Some("true"), Some("false")])).await;

    let answer = run(&hub.bucket, observed(&hub).await).await.unwrap();

    assert_eq!((answer.next, answer.counts.create, answer.items), (Next::Apply, 1, 1));
    let items: Vec<Item> = hub.file(&answer.work_key);
    assert_eq!((items[0].account.to_string(), items[0].actions.len()), (id(1), 1));
    let plan: PlanFile = hub.file(&answer.plan_key);
    assert!(plan.rows.iter().all(|row| row.account.as_str() != HUB), "the hub is no receiver");
    assert!(hub.bucket.0.lock().unwrap().contains_key("runs/run-1/pass-01/plan.md"));
}

#[tokio::test]
async fn a_mistake_in_the_settings_stops_with_line_and_field_before_any_write() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let at = observed(&hub).await;
    hub.set_policy("untagged = \"leave\"\n[guard]\nrevocation_max = 3\n");

    let error: StepError = run(&hub.bucket, at).await.unwrap_err();

    assert_eq!(error.name(), "Invalid");
    assert!(error.to_string().contains("line 3") && error.to_string().contains("revocation_max"), "{error}");
}

/// P5: cut off, lost or edited, an observation is no observation.
#[tokio::test]
async fn an_observation_that_is_not_whole_is_not_planned_from() {
    let hub = Hub::of(one_product(&[Some("true"), Some("true")])).await;
    let at = observed(&hub).await;
    let key = "runs/run-1/pass-01/accounts.json";
    let whole: serde_json::Value = hub.file(key);
    let mut cut = whole.clone();
    cut["accounts"]["items"].as_array_mut().unwrap().pop();
    for bytes in [Some(cut.to_string()), Some(whole.to_string()[..200].to_owned()), None] {
        match bytes {
            Some(text) => hub.bucket.0.lock().unwrap().insert(key.to_owned(), text.into_bytes()),
            None => hub.bucket.0.lock().unwrap().remove(key),
        };
        assert_eq!(run(&hub.bucket, at.clone()).await.unwrap_err().name(), "Bug");
    }
    assert!(!hub.bucket.0.lock().unwrap().contains_key("runs/run-1/pass-01/work.json"));
}

#[tokio::test]
async fn nothing_is_applied_after_the_last_pass_of_a_round() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let at = PassRequest { pass: 7, ..observed(&hub).await };
    hub.list(&at).await.unwrap();

    assert_eq!(run(&hub.bucket, at.clone()).await.unwrap().next, Next::Report);
    assert_eq!(run(&hub.bucket, PassRequest { first_pass: 2, ..at }).await.unwrap().next, Next::Apply);
}

/// P4: a grant that AWS is at work on, and that is deleted as soon as it has settled, counts as taken back.
#[tokio::test]
async fn the_guard_counts_what_is_taken_back_as_soon_as_it_has_settled() {
    let mut world = one_product(&[Some("false"); 12]);
    world.accounts[12].tags.insert("marketplace-licence".to_owned(), "true".to_owned());
    for account in 1..=11 {
        world.grants.push(owned(&world, account, 0, GrantStatus::PendingWorkflow));
    }
    let hub = Hub::of(world).await;

    let answer = run(&hub.bucket, observed(&hub).await).await.unwrap();

    assert_eq!((answer.counts.revocations, answer.next), (11, Next::Ask));
}

/// No write rests on the tag index alone, and following a grant to the end of its workflow ends in one.
#[tokio::test]
async fn a_grant_in_its_workflow_is_not_followed_on_the_word_of_the_tag_index() {
    let mut world = one_product(&[Some("false")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::PendingWorkflow));
    let hub = Hub::of(world).await;
    let at = hub.first_pass();
    hub.list(&at).await.unwrap();

    assert_eq!(run(&hub.bucket, at).await.unwrap().next, Next::LookCloser);
}

#[tokio::test]
async fn a_run_that_is_to_plan_only_tells_of_drift_when_there_is_something_to_do() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let mut at = observed(&hub).await;
    at.run.request.plan_only = true;

    assert_eq!(run(&hub.bucket, at.clone()).await.unwrap().next, Next::Drift);
    assert!(!hub.bucket.0.lock().unwrap().contains_key("runs/run-1/pass-01/work.json"));

    hub.followed(hub.action(1, 0, Wish::Shared, NextTask::Create)).await;
    hub.list(&at).await.unwrap();
    assert_eq!(run(&hub.bucket, at).await.unwrap().next, Next::Report);
}

/// What the guard would stop is drift all the more.
#[tokio::test]
async fn a_run_that_is_to_plan_only_tells_of_drift_that_a_guard_would_stop() {
    let mut world = one_product(&[Some("false")]);
    world.grants.push(owned(&world, 1, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    let mut at = observed(&hub).await;
    at.run.request.plan_only = true;

    let answer = run(&hub.bucket, at).await.unwrap();

    assert_eq!(answer.next, Next::Drift);
    let plan: PlanFile = hub.file(&answer.plan_key);
    assert!(matches!(plan.verdict, Verdict::Stop(_)));
}

#[tokio::test]
async fn a_product_that_an_event_named_too_early_is_in_the_plan() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let mut at = hub.first_pass();
    let products = [hub.world.licenses[0].sku.as_str(), "prod-bought-just-now"];
    at.run.request.only.products = products.map(|product| product.parse().unwrap()).into();
    at.run.request.leave_held = true;
    hub.list(&at).await.unwrap();

    let answer = run(&hub.bucket, at).await.unwrap();

    let plan: PlanFile = hub.file(&answer.plan_key);
    assert_eq!(plan.not_found, ["prod-bought-just-now".parse().unwrap()]);
}

fn digest(hub: &Hub, at: &PassRequest) -> Option<String> {
    hub.file::<PlanFile>(&at.run.pass_key(at.pass, "plan.json")).policy
}

/// The digest is that of `sha256sum policy.toml`.
#[tokio::test]
async fn a_round_goes_by_the_policy_file_of_its_first_pass() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    hub.set_policy("untagged = \"leave\"\n");
    let first = observed(&hub).await;
    run(&hub.bucket, first.clone()).await.unwrap();
    assert_eq!(
        digest(&hub, &first).as_deref(),
        Some("d8d1903e35be37f1ab13a0402d319268a4a5be1ac4cda0a089e9ae8e7f212d19")
    );

    hub.set_policy("untagged = \"revoke\"\n");
    let second = PassRequest { pass: 2, ..first.clone() };
    hub.list(&second).await.unwrap();
    run(&hub.bucket, second.clone()).await.unwrap();
    assert_eq!(digest(&hub, &second), digest(&hub, &first));

    let next_round = PassRequest { pass: 3, first_pass: 3, ..first.clone() };
    hub.list(&next_round).await.unwrap();
    run(&hub.bucket, next_round.clone()).await.unwrap();
    assert_ne!(digest(&hub, &next_round), digest(&hub, &first));
}

#[tokio::test]
async fn a_file_that_comes_during_a_round_is_for_the_next_one() {
    let hub = Hub::of(one_product(&[Some("true")])).await;
    let first = observed(&hub).await;
    run(&hub.bucket, first.clone()).await.unwrap();
    hub.set_policy("untagged = \"leave\"\n");

    let second = PassRequest { pass: 2, ..first.clone() };
    hub.list(&second).await.unwrap();
    run(&hub.bucket, second.clone()).await.unwrap();

    assert_eq!((digest(&hub, &first), digest(&hub, &second)), (None, None));
}

/// Nothing else is planned in a run that adopts, and nobody is asked: a person started it.
#[tokio::test]
async fn a_run_that_adopts_has_a_plan_of_its_own() {
    let mut world = one_product(&[Some("true"), Some("true")]);
    world.grants.push(foreign(&world, 2, 0, GrantStatus::Active));
    let hub = Hub::of(world).await;
    let mut at = observed(&hub).await;
    at.run.request.look_closer.clear();
    at.run.request.adopt = Some(Adopt { named_after_account: true, ..Adopt::default() });

    let answer = run(&hub.bucket, at.clone()).await.unwrap();

    assert_eq!((answer.next, answer.counts.adopt, answer.counts.changes()), (Next::Apply, 1, 1));
    at.run.request.plan_only = true;
    assert_eq!(run(&hub.bucket, at).await.unwrap().next, Next::Drift);
}

/// A step that is delivered again asks the same, and does not forget that the run waits already.
#[tokio::test]
async fn a_question_is_written_down_once_in_a_pass() {
    let mut world = one_product(&[Some("false"); 12]);
    world.accounts[12].tags.insert("marketplace-licence".to_owned(), "true".to_owned());
    for account in 1..=11 {
        world.grants.push(owned(&world, account, 0, GrantStatus::Active));
    }
    let hub = Hub::of(world).await;
    let at = observed(&hub).await;

    let first = run(&hub.bucket, at.clone()).await.unwrap();
    let question = first.question.clone().unwrap();
    assert_eq!(question.name.as_str(), "pass-01");
    assert!(question.message.contains("runs/run-1/pass-01/plan.md"), "{}", question.message);
    let key = question.name.key("run-1");
    let waits = Record { token: Some("token".to_owned().into()), ..hub.file(&key) };
    hub.bucket.0.lock().unwrap().insert(key.clone(), serde_json::to_vec(&waits).unwrap());

    assert_eq!(run(&hub.bucket, at).await.unwrap(), first);
    assert_eq!(hub.file::<Record>(&key), waits);
    assert_eq!(waits.covers.len(), 11);
}
