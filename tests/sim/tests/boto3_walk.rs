//! The same simulation through a real client: boto3 walks every service without a parse error.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::Command;

use sim::{CatalogOptions, Clock, Latency, Options, Sim, WorldFile};

/// Runs a walk against a fast simulation of a world.
async fn walk(script: &str, world: &WorldFile, catalog: CatalogOptions) {
    let python = std::env::var_os("STEWARD_PYTHON").expect(
        "set STEWARD_PYTHON to a Python with boto3, for example: python3 -m venv V && V/bin/pip install boto3 && \
         STEWARD_PYTHON=V/bin/python cargo test -p sim; `cargo xtask test` does this by itself",
    );
    let options = Options { clock: Clock::scaled(600.0), catalog, ..Options::default() };
    let sim = Sim::start(world, options).await.unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("boto3").join(script);
    let endpoint = sim.endpoint();
    let walk = tokio::task::spawn_blocking(move || Command::new(python).arg(script).arg(endpoint).output());
    let output = walk.await.unwrap().unwrap();
    let told =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    println!("{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_walks_every_simulated_service() {
    walk("walk.py", &WorldFile::sample().unwrap(), CatalogOptions::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_walks_grants_for_units_and_the_organization() {
    walk("areas.py", &WorldFile::sample().unwrap(), CatalogOptions::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_walks_private_marketplaces_of_several_organizations() {
    // Long enough to be met while they run, by a clock as fast as this.
    let change_set = Latency { least_seconds: 900, most_seconds: 900 };
    let catalog = CatalogOptions { change_set, ..CatalogOptions::default() };
    walk("experiences.py", &WorldFile::experiences().unwrap(), catalog).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn boto3_walks_from_nothing_set_up_to_everything_and_back() {
    let world = WorldFile::sample().unwrap().with_nothing_enabled();
    walk("prerequisites.py", &world, CatalogOptions::default()).await;
}
