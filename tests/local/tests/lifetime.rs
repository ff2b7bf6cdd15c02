//! A local AWS leaves nothing behind: no process, no file, no open port.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use local::{LocalAws, Options};
use serde_json::json;

const ASSEMBLY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hello");

/// Waits for something that the operating system does in its own time.
fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::yield_now();
    }
}

fn runs(process: u64) -> bool {
    // A process that ended and was not yet waited for has no command line any more.
    std::fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|command| !command.is_empty())
}

async fn worker_process(aws: &LocalAws) -> u64 {
    let deployment = aws
        .hub()
        .deploy("Hello", Path::new(ASSEMBLY), &Path::new(ASSEMBLY).join("echo-bootstrap.py"))
        .await
        .unwrap();
    let bucket = deployment.output("StateBucket").unwrap();
    aws.put_object(bucket, "work.json", b"[]".to_vec()).await.unwrap();
    let execution = aws.start_run(deployment.output("Machine").unwrap(), &json!({})).await.unwrap();
    let ended = aws.follow(&execution).ended().await.unwrap();
    ended.output.unwrap()["worker"]["process"].as_u64().unwrap()
}

#[tokio::test]
async fn dropping_it_ends_its_workers_and_removes_its_files() {
    let aws = LocalAws::start(&Options::default()).await.unwrap();
    let worker = worker_process(&aws).await;
    let folder = aws.folder().to_owned();
    assert!(runs(worker) && folder.join("ministack.log").exists());

    drop(aws);

    eventually("the pooled worker is gone", || !runs(worker));
    assert!(!folder.exists());
}

#[test]
fn ends_and_cleans_up_after_a_starter_that_was_killed() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("local-aws");
    std::fs::create_dir(&folder).unwrap();
    let mut ministack = Command::new(local::python())
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/ministack/start.py"))
        .args(["--port", "0", "--folder"])
        .arg(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("it works in its folder", || std::fs::read_dir(&folder).unwrap().next().is_some());

    // What the operating system does to the pipes of a killed process.
    drop(ministack.stdin.take());

    ministack.wait().unwrap();
    assert!(!folder.exists());
}

#[tokio::test]
async fn several_run_side_by_side_and_know_nothing_of_each_other() {
    let options = Options::default();
    let (one, other) = tokio::join!(LocalAws::start(&options), LocalAws::start(&options));
    let (one, other) = (one.unwrap(), other.unwrap());
    let bootstrap = Path::new(ASSEMBLY).join("echo-bootstrap.py");

    let deployment = one.hub().deploy("Hello", Path::new(ASSEMBLY), &bootstrap).await.unwrap();
    other.hub().deploy("Hello", Path::new(ASSEMBLY), &bootstrap).await.unwrap();
    let bucket = deployment.output("StateBucket").unwrap();
    one.put_object(bucket, "policy.toml", b"mine".to_vec()).await.unwrap();

    assert_eq!(one.object(bucket, "policy.toml").await.unwrap(), b"mine");
    assert!(other.object(bucket, "policy.toml").await.is_err());
}
