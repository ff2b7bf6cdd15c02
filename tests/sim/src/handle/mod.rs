//! The handle by which stories start, watch, change and stop a simulation.

mod change;
mod control_policies;
mod experience_views;
mod experiences;
mod inspect;
mod people;
mod prerequisites;
mod purchases;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use crate::calls::Calls;
use crate::clock::{Clock, VirtualTime};
use crate::engine::Engine;
use crate::faults::Faults;
use crate::gateway;
use crate::options::Options;
use crate::world_file::WorldFile;

pub use change::ChangeError;
pub use control_policies::ControlPolicyView;
pub use experience_views::{ChangeSetView, ChangeView, ExperienceView, OrganizationView, PolicyView};
pub use inspect::{AccountView, GrantView};
pub use prerequisites::LinkedRoleView;

/// A running simulation; clones are handles to the same one.
#[derive(Debug, Clone)]
pub struct Sim {
    engine: Arc<Engine>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

/// Why a simulation did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is not to be had.
    #[error("cannot listen on 127.0.0.1:{port}: {source}; choose another port, or 0 for a free one")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Sim {
    /// Starts a simulation of this world on a loopback port.
    ///
    /// # Errors
    ///
    /// [`StartError::Listen`] when the port is taken.
    pub async fn start(world: &WorldFile, options: Options) -> Result<Self, StartError> {
        let port = options.port;
        let clock = options.clock.clone();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(|source| StartError::Listen { port, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen { port, source })?;
        let engine = Arc::new(Engine::new(world.build(options), clock));
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(gateway::serve(listener, Arc::clone(&engine), stopped));
        Ok(Self { engine, address, stop })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL for `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The clock of this simulation.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.engine.clock.clone()
    }

    /// The virtual present.
    #[must_use]
    pub fn now(&self) -> VirtualTime {
        self.engine.clock.now()
    }

    /// Sends everything that is not simulated to this URL from now on.
    pub fn set_upstream(&self, url: &str) {
        self.engine.state().upstream = Some(url.to_owned());
    }

    /// Makes a session known that the local AWS issued, so that its key is told to be of that account.
    pub fn register_session(&self, access_key_id: &str, account: &str, arn: &str) {
        self.engine.state().sessions.register(access_key_id, account, arn);
    }

    /// Every event from now on, in the shape EventBridge delivers it. Each call gives a further, independent stream.
    #[must_use]
    pub fn events(&self) -> UnboundedReceiver<Value> {
        self.engine.state().listen()
    }

    /// The calls since the start or the last reset.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.engine.state().calls.clone()
    }

    /// Forgets the calls so far.
    pub fn reset_calls(&self) {
        self.engine.state().calls = Calls::default();
    }

    /// Replaces the faults and counts calls for them from 1 again.
    pub fn set_faults(&self, faults: Faults) {
        self.engine.state().set_faults(faults);
    }

    /// Stops listening and drops open connections.
    pub fn shutdown(&self) {
        // Nobody listens any more when it was stopped before; that is as wanted.
        let _ = self.stop.send(true);
    }
}
