//! The local AWS: MiniStack behind the simulated services, with the synthesized stacks deployed to it as they are.
//!
//! [`LocalAws::start`] brings it up on free loopback ports, [`LocalAws::deploy`] does what `cdk deploy` does, and
//! [`LocalAws::follow`] watches a run until it ends. Everything ends and is removed when the value is dropped, when
//! the process is interrupted (see [`interrupted`]) and when it is killed. Nothing here knows a business rule, and no
//! template, definition or worker is changed for it.

mod account;
mod clients;
mod deploy;
mod error;
mod events;
mod folder;
mod http;
mod interrupt;
mod local_aws;
mod ministack;
mod options;
mod rights;
mod run;

pub use account::Account;
pub use deploy::{Deployment, rebuilt};
pub use error::LocalError;
pub use interrupt::interrupted;
pub use local_aws::LocalAws;
pub use options::{Engine, HUB_ACCOUNT, HUB_STACK, Options, REGION, python};
pub use run::{Child, Ended, Follow, Progress, Status};
