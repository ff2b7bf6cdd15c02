//! The roles of an account are held to their policies everywhere: MiniStack does so by itself, the simulated services are
//! told after each deployment what the roles may do.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};
use sim::Sim;

use crate::{LocalError, http};

/// Holds the sessions of all roles of an account to the policies that they have now.
pub(crate) async fn hold(ministack: &str, account: &str, sim: &Sim) -> Result<(), LocalError> {
    let wrong = |message: String| LocalError::Call { operation: "iam policies of roles", message };
    let answer = http::post(&format!("{ministack}/_steward/roles/{account}"), &Value::Null).await;
    let roles: BTreeMap<String, Vec<Value>> =
        serde_json::from_slice(&answer.map_err(wrong)?).map_err(|error| wrong(error.to_string()))?;
    for (role, documents) in roles {
        let texts: Vec<String> = documents.iter().map(Value::to_string).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        sim.hold_role_to(account, &role, &texts)
            .map_err(|problem| wrong(format!("a policy of {role} cannot be read: {problem}")))?;
    }
    Ok(())
}

/// Adds to a file what was needed of the policies in the simulated services, as MiniStack itself does for its own.
pub(crate) fn note(sim: &Sim, into: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(into)?;
    for used in sim.used_rights() {
        let line = json!([used.account, used.role, used.action, used.statements]);
        // In one write each: several processes add to their files at once.
        file.write_all(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}
