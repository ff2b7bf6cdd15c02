//! What the tests stand on: the services over the wire, the tables in memory, the way through the state machine.

pub(crate) mod areas;
mod asked;
#[path = "../../support/caught.rs"]
mod caught;
#[path = "../../support/chance.rs"]
pub(crate) mod chance;
#[path = "../../support/deployed.rs"]
mod deployed;
pub(crate) mod desk;
pub(crate) mod driver;
pub(crate) mod execution;
#[path = "../../support/http.rs"]
mod http;
pub(crate) mod hub;
mod ledger;
mod license_manager;
mod organization;
#[path = "../../support/prerequisites.rs"]
pub(crate) mod prerequisites;
pub(crate) mod retiring;
mod round;
#[path = "../../support/tables.rs"]
pub(crate) mod tables;
#[path = "../../support/task.rs"]
mod task;
pub(crate) mod truth;
#[path = "../../support/waiting.rs"]
pub(crate) mod waiting;
pub(crate) mod wants;
mod wire;
pub(crate) mod world;
