//! What is set up in which account: the settings that the templates were made with.

use std::fs;

use domain::setup::scp::{PURCHASE_ROLE, RoleArn};
use serde::Deserialize;
use sim::WorldFile;

use crate::{failure::Failure, stage::below_root};

/// The file, below the top folder; `cargo xtask synth` hands it to CDK.
pub(crate) const FILE: &str = "tests/worlds/setup.settings.json";
/// Its form.
const SCHEMA: &str = "cdk/setup.schema.json";
/// The entry that is shown.
pub(crate) const NAME: &str = "hub";

/// What the demo needs of it.
#[derive(Debug, Deserialize)]
struct Settings {
    setups: Vec<Entry>,
}

/// One account with what is set up for it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Entry {
    name: String,
    /// The account of its stack.
    pub(crate) account: String,
    guard_rail: Option<GuardRail>,
}

/// Who may still buy.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuardRail {
    /// The account that buys.
    pub(crate) purchase_account: String,
    role_name_prefix: String,
    /// The role for emergencies.
    pub(crate) break_glass_role: RoleArn,
}

impl GuardRail {
    /// The role that buys.
    pub(crate) fn purchase_role(&self) -> String {
        format!("arn:aws:iam::{}:role/{}{PURCHASE_ROLE}", self.purchase_account, self.role_name_prefix)
    }
}

/// The account of setup, and the guard rail around buying, both in this world.
///
/// # Errors
/// When the file cannot be read or has another form, or the world lacks an account.
pub(crate) fn read(world: &WorldFile) -> Result<(String, GuardRail), Failure> {
    let path = below_root(FILE);
    let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    let settings: Settings = serde_json::from_str(&text).map_err(Failure::settings(&path, SCHEMA))?;
    let entry = settings.setups.into_iter().find(|entry| entry.name == NAME);
    let named = entry.and_then(|entry| Some((entry.account, entry.guard_rail?)));
    let (account, guard_rail) = named.ok_or(Failure::SettingsMissing { settings: FILE, name: NAME })?;
    for needed in [&account, &guard_rail.purchase_account] {
        if !world.accounts.iter().any(|entry| entry.id == *needed) {
            return Err(Failure::AccountMissing { account: needed.clone(), settings: FILE });
        }
    }
    Ok((account, guard_rail))
}
