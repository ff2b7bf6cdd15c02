//! What the tests stand on: the services over the wire, the tables in memory, the way through the state machine.

pub(crate) mod driver;
pub(crate) mod hub;
mod license_manager;
mod organization;
pub(crate) mod tables;
mod wire;
pub(crate) mod world;
