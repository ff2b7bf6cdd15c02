//! What is deployed in the organization that publishes and in a member organization, as the steps see it.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use domain::experience::settings::MemberSettings;
use domain::identifier::ExecutionArn;
use serde_json::json;
use sim::{ExperienceView, Options, Sim, WorldFile};
use steps::ports::experiences::ChangeSetPorts;

use super::catalog::Wire;
use super::deployed::Deployed;
pub(crate) use super::deployed::options;
use super::ledger::LedgerTable;
use super::snapshots::SnapshotTable;
use super::tables::Bucket;
use super::waiting::Waiting;
use super::world::{CENTRAL, MEMBER, SOURCE};

/// The name of the member in the configuration of the organization that publishes.
pub(crate) const NAME: &str = "member";

/// A member organization's stack, and beside it what the management side keeps.
pub(crate) struct Stacks {
    pub(crate) deployed: Deployed,
    pub(crate) central: Wire,
    pub(crate) snapshots: Arc<SnapshotTable>,
    pub(crate) aws: Wire,
    pub(crate) settings: Mutex<MemberSettings>,
    pub(crate) ledger: LedgerTable,
    pub(crate) waiting: Waiting,
}

impl Stacks {
    pub(crate) async fn of(world: WorldFile) -> Self {
        Self::with(world, options()).await
    }

    /// Every experience of the member follows [`SOURCE`].
    pub(crate) async fn with(world: WorldFile, options: Options) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        let settings = json!({"follows": [{"source": SOURCE}]});
        Self {
            central: Wire::new(&sim, CENTRAL),
            snapshots: Arc::default(),
            aws: Wire::new(&sim, MEMBER),
            settings: Mutex::new(serde_json::from_value(settings).unwrap()),
            ledger: LedgerTable::default(),
            waiting: Waiting::default(),
            deployed: Deployed::new(sim, execution),
        }
    }

    /// An experience as it really is.
    pub(crate) fn experience(&self, id: &str) -> ExperienceView {
        self.sim.experience(id).unwrap()
    }
}

/// The execution of this name.
pub(crate) fn execution(name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:{MEMBER}:execution:marketplace-steward-sync-experiences:{name}")
        .parse()
        .unwrap()
}

impl Deref for Stacks {
    type Target = Deployed;

    fn deref(&self) -> &Deployed {
        &self.deployed
    }
}

impl ChangeSetPorts for Stacks {
    type Leasing = Deployed;
    type Catalog = Wire;
    type ChangeSets = Wire;
    type Ledger = LedgerTable;
    type Store = Bucket;

    fn leasing(&self) -> &Deployed {
        &self.deployed
    }

    fn catalog(&self) -> &Wire {
        &self.aws
    }

    fn change_sets(&self) -> &Wire {
        &self.aws
    }

    fn ledger(&self) -> &LedgerTable {
        &self.ledger
    }

    fn store(&self) -> &Bucket {
        &self.bucket
    }
}
