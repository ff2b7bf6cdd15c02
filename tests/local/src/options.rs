//! What a caller can choose about a local AWS.

use std::path::PathBuf;

use sim::WorldFile;

/// The account that the hub is deployed to, and whose purchases are shared.
pub const HUB_ACCOUNT: &str = "111111111111";
/// The name of the hub's stack.
pub const HUB_STACK: &str = "MarketplaceStewardHub";
/// The one Region of the local AWS.
pub const REGION: &str = "us-east-1";

/// Two minutes of a workflow pass in about a second, and a worker's few milliseconds stay small beside it.
const SPEED: f64 = 100.0;

/// Which Step Functions engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// MiniStack with the patches in `tests/local/ministack/engine`.
    #[default]
    Patched,
    /// MiniStack as it is published, to see which patch is still needed.
    Stock,
}

/// The folder of the start-up module.
pub(crate) fn start_up_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ministack")
}

/// The Python that has MiniStack: `STEWARD_PYTHON`, or the environment that `cargo xtask` sets up.
#[must_use]
pub fn python() -> PathBuf {
    std::env::var_os("STEWARD_PYTHON").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.steward/venv/bin/python"),
        PathBuf::from,
    )
}

/// How a local AWS is to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The organization with its licenses and grants; without one, the sample organization.
    pub world: Option<WorldFile>,
    /// Virtual seconds per real second, for the simulated services and for Wait and Retry alike.
    pub speed: f64,
    /// The loopback port of the gateway; 0 picks a free one.
    pub port: u16,
    /// How kind or harsh the simulated services are. Its clock, port and upstream are set at the start.
    pub sim: sim::Options,
    /// Which engine runs.
    pub engine: Engine,
    /// The file to which is added what was needed of the roles' policies: a line each, `[account, role, action, [Sids]]`.
    pub rights: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            world: None,
            speed: SPEED,
            port: 0,
            sim: sim::Options::default(),
            engine: Engine::default(),
            rights: None,
        }
    }
}
