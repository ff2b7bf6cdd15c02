//! The MiniStack process: started, waited for, and ended together with all its workers.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::json;
use tokio::process::{Child, Command};

use crate::options::{Engine, start_up_folder};
use crate::{LocalError, http};

const START_SECONDS_MAX: u64 = 60;
/// A free port can be taken between finding and using it; then another one is tried.
const PORT_ATTEMPTS: usize = 3;
const PORT_TAKEN: &str = "already in use";
const LOG_TAIL_LINES: usize = 20;

/// A running MiniStack.
#[derive(Debug)]
pub(crate) struct MiniStack {
    // Its standard input stays open in here: it ends when that closes, even if we are killed.
    child: Child,
    port: u16,
    log: PathBuf,
}

/// How it is to run.
pub(crate) struct Settings<'a> {
    pub(crate) python: &'a Path,
    pub(crate) folder: &'a Path,
    pub(crate) engine: Engine,
    /// Seconds that pass locally for one second of a Wait or Retry.
    pub(crate) wait_scale: f64,
    /// Where the workers send their calls.
    pub(crate) worker_endpoint: &'a str,
    /// The organization of each account.
    pub(crate) organizations: &'a BTreeMap<String, String>,
    /// The file for what was needed of the roles' policies.
    pub(crate) rights: Option<&'a Path>,
}

impl MiniStack {
    /// Starts it on a free loopback port and waits until it answers.
    pub(crate) async fn start(settings: &Settings<'_>) -> Result<Self, LocalError> {
        if !settings.python.exists() {
            return Err(LocalError::NoPython { python: settings.python.to_owned() });
        }
        let mut attempt = 1;
        loop {
            let mut ministack = Self::spawn(free_port()?, settings)?;
            match ministack.wait_until_it_answers().await {
                Err(LocalError::EndedEarly { log, .. })
                    if attempt < PORT_ATTEMPTS && log.contains(PORT_TAKEN) =>
                {
                    attempt += 1;
                }
                answer => return answer.map(|()| ministack),
            }
        }
    }

    fn spawn(port: u16, settings: &Settings<'_>) -> Result<Self, LocalError> {
        let log = settings.folder.join("ministack.log");
        let log_file = fs::File::create(&log).map_err(LocalError::machine("make the log of MiniStack"))?;
        let errors = log_file.try_clone().map_err(LocalError::machine("share the log of MiniStack"))?;
        let organizations = settings.folder.join("organizations.json");
        fs::write(&organizations, json!(settings.organizations).to_string())
            .map_err(LocalError::machine("tell MiniStack of the organizations"))?;
        let mut command = Command::new(settings.python);
        command
            .arg(start_up_folder().join("start.py"))
            .args(["--port", &port.to_string()])
            .arg("--folder")
            .arg(settings.folder)
            .args((settings.engine == Engine::Stock).then_some("--stock"));
        // Nothing of this machine's AWS settings may reach the workers, which inherit this environment.
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("AWS_ENDPOINT_URL", settings.worker_endpoint)
            .env("STEWARD_ORGANIZATIONS", organizations)
            .envs(settings.rights.map(|path| ("STEWARD_RIGHTS", path)))
            .env("SFN_WAIT_SCALE", settings.wait_scale.to_string())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUNBUFFERED", "1");
        let child = command
            .stdin(Stdio::piped())
            .stdout(log_file)
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(LocalError::machine(format!("start {}", settings.python.display())))?;
        Ok(Self { child, port, log })
    }

    async fn wait_until_it_answers(&mut self) -> Result<(), LocalError> {
        let started = Instant::now();
        loop {
            let status = self.child.try_wait().map_err(LocalError::machine("look at MiniStack"))?;
            if let Some(status) = status {
                return Err(LocalError::EndedEarly { status: status.to_string(), log: self.log_tail() });
            }
            if http::answers(&format!("{}/_ministack/health", self.endpoint())).await {
                return Ok(());
            }
            if started.elapsed().as_secs() >= START_SECONDS_MAX {
                return Err(LocalError::NoAnswer {
                    port: self.port,
                    seconds: START_SECONDS_MAX,
                    log: self.log_tail(),
                });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Where it listens.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The last lines of its log.
    pub(crate) fn log_tail(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_TAIL_LINES)..].join("\n")
    }
}

impl Drop for MiniStack {
    /// Ends the whole group, so that no pooled worker stays behind, and waits for MiniStack itself.
    fn drop(&mut self) {
        let Some(group) = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw)
        else {
            return;
        };
        let _ = kill_process_group(group, Signal::KILL);
        while let Ok(None) = self.child.try_wait() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A loopback port that nothing listens on right now.
fn free_port() -> Result<u16, LocalError> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(LocalError::machine("find a free loopback port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn start_error(python: &Path, folder: &Path) -> String {
        let settings = Settings {
            python,
            folder,
            engine: Engine::Patched,
            wait_scale: 1.0,
            worker_endpoint: "http://127.0.0.1:1",
            organizations: &BTreeMap::new(),
            rights: None,
        };
        MiniStack::start(&settings).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_missing_environment_names_the_command_that_makes_it() {
        let error = start_error(Path::new("no/such/python"), Path::new(".")).await;
        assert!(error.contains("no/such/python") && error.contains("cargo xtask demo"), "{error}");
    }

    #[tokio::test]
    async fn an_end_while_starting_shows_what_was_logged() {
        let folder = tempfile::tempdir().unwrap();
        // The shell takes the start-up module for a script of its own, and complains.
        let error = start_error(Path::new("/bin/sh"), folder.path()).await;
        assert!(error.contains("ended while starting") && error.contains("start.py"), "{error}");
    }
}
