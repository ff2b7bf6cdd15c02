//! Parts of MiniStack that a Python script walks through by themselves, without a server.

use std::process::Command;

use serde_json::Value;

/// What `tests/<name>` prints with these arguments.
pub(crate) fn run(name: &str, arguments: &[&str]) -> Value {
    let script = format!("{}/tests/{name}", env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new(local::python()).arg("-B").arg(script).args(arguments).output().unwrap();
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)))
}
