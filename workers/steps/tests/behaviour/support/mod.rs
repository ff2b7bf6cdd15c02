//! What the tests stand on: the services over the wire, the tables in memory, the way through the state machine.

pub(crate) mod chance;
pub(crate) mod desk;
pub(crate) mod driver;
pub(crate) mod execution;
pub(crate) mod hub;
mod license_manager;
mod organization;
pub(crate) mod tables;
pub(crate) mod truth;
mod wire;
pub(crate) mod world;
