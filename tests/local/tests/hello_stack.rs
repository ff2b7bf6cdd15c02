//! A small stack with the shape of the real one, deployed as `cdk synth` would have written it.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use local::{Deployment, LocalAws, LocalError, Options, Status};
use serde_json::{Value, json};

const ASSEMBLY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hello");

fn bootstrap() -> PathBuf {
    Path::new(ASSEMBLY).join("echo-bootstrap.py")
}

async fn deployed() -> (LocalAws, Deployment) {
    let aws = LocalAws::start(&Options::default()).await.unwrap();
    let deployment = aws.hub().deploy("Hello", Path::new(ASSEMBLY), &bootstrap()).await.unwrap();
    let work = json!([{"account": "222222222222", "well": true}, {"account": "333333333333", "well": false}]);
    let bucket = deployment.output("StateBucket").unwrap();
    aws.put_object(bucket, "work.json", work.to_string().into_bytes()).await.unwrap();
    (aws, deployment)
}

#[tokio::test]
async fn follows_a_run_with_each_child_until_it_ends() {
    let (aws, deployment) = deployed().await;

    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    let mut follow = aws.follow(&execution);
    let mut seen = Vec::new();
    while let Some(progress) = follow.next().await.unwrap() {
        seen.push(progress);
    }
    let ended = follow.ended().await.unwrap();

    assert_eq!(ended.status, Status::Succeeded, "{:?} {:?}\n{}", ended.error, ended.cause, aws.log_tail());
    let last = seen.last().unwrap();
    assert_eq!(last.state.as_deref(), Some("Apply"));
    let [well, not_well] = ["222222222222", "333333333333"]
        .map(|account| last.children.iter().find(|child| child.input["account"] == account).unwrap());
    assert_eq!((&well.status, &not_well.status), (&Status::Succeeded, &Status::Failed));
    assert_eq!(not_well.error.as_deref(), Some("NotWell"));
    assert!(well.stopped.unwrap() > well.started);
    assert!(
        seen.iter().any(|progress| progress.children.iter().any(|child| child.status == Status::Running))
    );
}

#[tokio::test]
async fn a_worker_runs_natively_with_the_account_and_endpoint_of_the_local_aws() {
    let (aws, deployment) = deployed().await;

    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    let worker = aws.follow(&execution).ended().await.unwrap().output.unwrap()["worker"].clone();

    assert_eq!(worker["account"], "111111111111");
    let session = worker["session"].as_str().unwrap();
    assert!(session.starts_with("arn:aws:sts::111111111111:assumed-role/"), "{session}");
    assert_eq!((&worker["greeting"], &worker["handler"]), (&json!("hello"), &json!("echo")));
    assert!(worker["endpoint"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{worker}");
}

#[tokio::test]
async fn tagging_an_account_in_the_simulated_organizations_starts_a_run() {
    let (aws, deployment) = deployed().await;
    let before = SystemTime::now();

    let account = &aws.sim().accounts()[1].id;
    aws.sim().tag_account(account, "marketplace-licence", "true").unwrap();
    let machine = deployment.output("Machine").unwrap();
    let execution = aws.run_started_since(machine, before, 10).await.unwrap();

    let ended = aws.follow(&execution).ended().await.unwrap();
    assert_eq!(ended.input["source"], "aws.organizations");
    assert_eq!(&ended.input["detail"]["requestParameters"]["resourceId"], account);
}

#[tokio::test]
async fn deletes_what_it_deployed_and_deploys_it_again() {
    let (aws, deployment) = deployed().await;

    aws.destroy(&deployment).await.unwrap();

    let bucket = deployment.output("StateBucket").unwrap();
    let gone = aws.object(bucket, "work.json").await.unwrap_err();
    assert!(matches!(gone, LocalError::Call { .. }), "{gone}");
    let again = aws.hub().deploy("Hello", Path::new(ASSEMBLY), &bootstrap()).await.unwrap();
    assert!(again.output("Machine").is_some());
}

#[tokio::test]
async fn a_stack_that_fails_names_the_resource() {
    let aws = LocalAws::start(&Options::default()).await.unwrap();
    let assembly = tempfile::tempdir().unwrap();
    for file in ["manifest.json", "Hello.assets.json", "hello.asl.json"] {
        std::fs::copy(Path::new(ASSEMBLY).join(file), assembly.path().join(file)).unwrap();
    }
    std::fs::create_dir(assembly.path().join("worker")).unwrap();
    let template = std::fs::read(Path::new(ASSEMBLY).join("Hello.template.json")).unwrap();
    let mut template: Value = serde_json::from_slice(&template).unwrap();
    template["Resources"]["Machine"]["Properties"]["DefinitionS3Location"]["Key"] = json!("never-uploaded");
    std::fs::write(assembly.path().join("Hello.template.json"), template.to_string()).unwrap();

    let error = aws.hub().deploy("Hello", assembly.path(), &bootstrap()).await.unwrap_err();

    assert!(error.to_string().contains("Machine"), "{error}");
    assert!(error.to_string().contains("cargo xtask synth"), "{error}");
}

#[tokio::test]
async fn an_assembly_that_is_not_there_says_how_to_make_it() {
    let aws = LocalAws::start(&Options::default()).await.unwrap();
    let error = aws.hub().deploy("Hello", Path::new("no/such/assembly"), &bootstrap()).await.unwrap_err();
    assert!(error.to_string().contains("cargo xtask synth"), "{error}");
}
