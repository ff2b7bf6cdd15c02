//! The policy file: read once a round, so that all passes of a round go by the same words, whoever edits the file meanwhile.

use domain::policy::Policy;
use domain::run::Run;
use sha2::{Digest, Sha256};

use crate::error::{StepError, invalid};
use crate::files;
use crate::ports::Store;

/// Where it lies.
pub(crate) const POLICY: &str = "policy.toml";

/// What a round goes by.
pub(crate) struct PolicyFile {
    /// What it says.
    pub(crate) policy: Policy,
    /// Its SHA-256 in hex, as `sha256sum` tells it; `None`: there is no file.
    pub(crate) digest: Option<String>,
}

/// Reads what the round goes by that began with `first_pass`. Its first pass keeps the file for the others; one that comes
/// later than that is for the next round. A file with a mistake is not kept: who corrects it may redrive the run.
///
/// # Errors
/// `Invalid` for a file with a mistake.
pub(crate) async fn of_round(
    store: &impl Store,
    run: &Run,
    pass: u32,
    first_pass: u32,
) -> Result<PolicyFile, StepError> {
    let kept = run.pass_key(first_pass, POLICY);
    if let Some(bytes) = store.get(&kept).await? {
        return read(bytes);
    }
    let new = if pass == first_pass { store.get(POLICY).await? } else { None };
    let Some(bytes) = new else { return Ok(PolicyFile { policy: Policy::default(), digest: None }) };
    let file = read(bytes.clone())?;
    store.put(&kept, bytes, files::TOML).await?;
    Ok(file)
}

fn read(bytes: Vec<u8>) -> Result<PolicyFile, StepError> {
    let digest = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let text = String::from_utf8(bytes)
        .map_err(|error| invalid(format!("policy.toml is not UTF-8 text: {error}; save it as UTF-8")))?;
    let policy = Policy::parse(&text).map_err(|error| invalid(error.to_string()))?;
    Ok(PolicyFile { policy, digest: Some(digest) })
}
