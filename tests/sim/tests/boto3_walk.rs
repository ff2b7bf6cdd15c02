//! The same simulation through a real client: boto3 walks every service without a parse error.

use std::path::Path;
use std::process::Command;

use sim::{Clock, Options, Sim, WorldFile};

#[tokio::test(flavor = "multi_thread")]
async fn boto3_walks_every_simulated_service() {
    let python = std::env::var_os("STEWARD_PYTHON").expect(
        "set STEWARD_PYTHON to a Python with boto3, for example: python3 -m venv V && V/bin/pip install boto3 && \
         STEWARD_PYTHON=V/bin/python cargo test -p sim; `cargo xtask test` does this by itself",
    );
    let options = Options { clock: Clock::scaled(600.0), ..Options::default() };
    let sim = Sim::start(&WorldFile::sample().unwrap(), options).await.unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("boto3/walk.py");
    let endpoint = sim.endpoint();
    let walk = tokio::task::spawn_blocking(move || Command::new(python).arg(script).arg(endpoint).output());
    let output = walk.await.unwrap().unwrap();
    let told =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    println!("{told}");
}
