//! Which stacks go to which accounts: the settings that the templates were made with.

use std::{fs, path::Path};

use serde::Deserialize;
use sim::WorldFile;

use crate::{failure::Failure, stage::below_root};

/// The file, below the top folder; `cargo xtask synth` hands it to CDK.
const FILE: &str = "tests/worlds/experiences.settings.json";

/// Its form.
const SCHEMA: &str = "cdk/experiences.schema.json";

/// What the demo needs of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Settings {
    /// The management side.
    pub(crate) management: ManagementSide,
    /// The member organizations.
    pub(crate) members: Vec<MemberSide>,
}

/// The management side.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ManagementSide {
    /// The account of its stack.
    pub(crate) account: String,
}

/// A member organization.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MemberSide {
    /// Its name, which its stack bears as well.
    pub(crate) name: String,
    /// The account of its stack.
    pub(crate) account: String,
}

impl Settings {
    /// Reads them.
    pub(crate) fn read() -> Result<Self, Failure> {
        let path = below_root(FILE);
        let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        Self::parse(&text, &path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        serde_json::from_str(text).map_err(Failure::settings(path, SCHEMA))
    }

    /// Refuses a world that lacks one of the accounts: the stacks can only be deployed to these.
    pub(crate) fn check(&self, world: &WorldFile) -> Result<(), Failure> {
        let members = self.members.iter().map(|member| &member.account);
        match members.chain([&self.management.account]).find(|account| !has(world, account)) {
            Some(account) => Err(Failure::AccountMissing { account: account.clone(), settings: FILE }),
            None => Ok(()),
        }
    }
}

/// Whether an account is in any organization of a world.
fn has(world: &WorldFile, account: &str) -> bool {
    let worlds = std::iter::once(world).chain(&world.other_organizations);
    worlds.flat_map(|world| &world.accounts).any(|entry| entry.id == account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_fit_the_sample_world() {
        let settings = Settings::read().unwrap();
        settings.check(&WorldFile::experiences().unwrap()).unwrap();
        assert_eq!(settings.members.len(), 3);
    }

    #[test]
    fn a_world_without_one_of_the_accounts_is_refused_by_name() {
        let mut settings = Settings::read().unwrap();
        settings.members[1].account = "999999999999".into();
        let error = settings.check(&WorldFile::experiences().unwrap()).unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("999999999999"), "{error}");
    }
}
