//! What is deployed with setup, as the steps see it.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use domain::identifier::ExecutionArn;
use domain::setup::settings::Settings;
use sim::{Options, Sim, WorldFile};
use steps::ports::setup::FixPorts;

use super::deployed::Deployed;
pub(crate) use super::deployed::options;
use super::ledger::LedgerTable;
use super::tables::Bucket;
use super::waiting::Waiting;
use super::wire::{Odd, Role, Ways};
use super::world::{MANAGEMENT, MEMBER, everything, nothing};

/// What people do when a run asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    Approve,
    Reject,
    /// A day goes by.
    Sleep,
}

/// The stack of setup.
pub(crate) struct Stack {
    pub(crate) deployed: Deployed,
    pub(crate) settings: Mutex<Settings>,
    pub(crate) ledger: LedgerTable,
    pub(crate) waiting: Waiting,
    pub(crate) people: Mutex<People>,
    pub(crate) odd: Arc<Odd>,
    pub(crate) looks: Ways,
    fixes: Ways,
    pub(super) execution: fn(&str) -> ExecutionArn,
}

impl Stack {
    /// Nothing is set up, and everything is to be.
    pub(crate) async fn bare() -> Self {
        Self::of(nothing(), everything(), options()).await
    }

    /// Everything is set up.
    pub(crate) async fn green() -> Self {
        let stack = Self::bare().await;
        stack.run("begin", serde_json::json!({"fix": true})).await.result.unwrap();
        stack.sim.reset_calls();
        stack
    }

    pub(crate) async fn of(world: WorldFile, settings: Settings, options: Options) -> Self {
        let sim = Sim::start(&world, options).await.unwrap();
        let odd = Arc::default();
        let execution = if settings.in_management() { in_management } else { in_member };
        let ways = |role| Ways::new(&sim, &settings.account, role, &odd);
        Self {
            looks: ways(Role::Look),
            fixes: ways(Role::Fix),
            odd,
            settings: Mutex::new(settings),
            ledger: LedgerTable::default(),
            waiting: Waiting::default(),
            people: Mutex::new(People::Approve),
            execution,
            deployed: Deployed::new(sim, execution),
        }
    }

    /// The settings, as the next deployment has them.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings.lock().unwrap());
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.lock().unwrap().clone()
    }

    pub(crate) fn people(&self, people: People) {
        *self.people.lock().unwrap() = people;
    }
}

/// The execution of this name where the product runs in the management account.
fn in_management(name: &str) -> ExecutionArn {
    in_account(MANAGEMENT, name)
}

/// The same where it runs in a member.
fn in_member(name: &str) -> ExecutionArn {
    in_account(MEMBER, name)
}

fn in_account(account: &str, name: &str) -> ExecutionArn {
    format!("arn:aws:states:us-east-1:{account}:execution:marketplace-steward-setup:{name}").parse().unwrap()
}

impl Deref for Stack {
    type Target = Deployed;

    fn deref(&self) -> &Deployed {
        &self.deployed
    }
}

impl FixPorts for Stack {
    type Leasing = Deployed;
    type Ledger = LedgerTable;
    type Store = Bucket;
    type Accounts = Ways;

    fn leasing(&self) -> &Deployed {
        &self.deployed
    }

    fn ledger(&self) -> &LedgerTable {
        &self.ledger
    }

    fn store(&self) -> &Bucket {
        &self.bucket
    }

    fn accounts(&self) -> &Ways {
        &self.fixes
    }
}
