//! Our side: the management stack and one member stack on a local AWS, as they are deployed by a user.

use std::path::PathBuf;
use std::time::SystemTime;

use local::{Deployment, Ended, LocalAws, Status};
use serde_json::json;
use sim::CatalogOptions;

use super::Hours;
use super::case::Case;
use super::measured::{Measured, as_the_source};
use super::world::{self, MANAGEMENT_ACCOUNT, MEMBER_ACCOUNT};
use crate::failure::Failure;

/// The stack of the management side.
const MANAGEMENT_STACK: &str = "MarketplaceStewardExperiences";
/// The stack of the member organization, as the settings of the templates name it.
const MEMBER_STACK: &str = "MarketplaceStewardSync-finch-retail";
/// Real seconds in which a message has to have started a run.
const MESSAGE_SECONDS_MAX: u64 = 60;

/// Both stacks, on a local AWS of their own.
#[derive(Debug)]
pub(super) struct Ours {
    local: LocalAws,
    publish: String,
    sync: String,
}

impl Ours {
    /// Brings everything up.
    pub(super) async fn start(case: &Case, speed: f64) -> Result<Self, Failure> {
        let usual = local::Options::default();
        let sim = sim::Options { catalog: CatalogOptions::default(), ..usual.sim };
        let options = local::Options { world: Some(world::of(case)?), speed, sim, ..usual };
        let local = LocalAws::start(&options).await?;
        let publish = machine(&deploy(&local, MANAGEMENT_ACCOUNT, MANAGEMENT_STACK).await?)?;
        let sync = machine(&deploy(&local, MEMBER_ACCOUNT, MEMBER_STACK).await?)?;
        Ok(Self { local, publish, sync })
    }

    /// The hour with all the work, in which the member follows what it is told, and one in which nothing changes.
    pub(super) async fn hours(self, case: &Case) -> Result<Hours, Failure> {
        let sim = self.local.sim();
        sim.reset_calls();
        let moment = SystemTime::now();
        self.publish().await?;
        let told = self.local.run_started_since(&self.sync, moment, MESSAGE_SECONDS_MAX).await?;
        self.to_the_end(&told).await?;
        let work = Measured::of(sim, 0);
        as_the_source(sim, "Marketplace Steward", case.name)?;
        let sets_before = sim.change_sets().len();
        sim.reset_calls();
        let published = self.publish().await?;
        if published.output.is_some_and(|output| output["tell"] == true) {
            return Err(Failure::Told { case: case.name });
        }
        self.run(&self.sync).await?;
        Ok(Hours { work, nothing: Measured::of(sim, sets_before) })
    }

    async fn publish(&self) -> Result<Ended, Failure> {
        self.run(&self.publish).await
    }

    async fn run(&self, machine: &str) -> Result<Ended, Failure> {
        let run = self.local.start_run(machine, &json!({})).await?;
        self.to_the_end(&run).await
    }

    async fn to_the_end(&self, run: &str) -> Result<Ended, Failure> {
        let mut follow = self.local.follow(run);
        while follow.next().await?.is_some() {}
        let ended = follow.ended().await?;
        if ended.status == Status::Succeeded {
            return Ok(ended);
        }
        let cause = ended.cause.or(ended.error).unwrap_or_else(|| "none was given".to_owned());
        Err(Failure::Run { run: ended.execution, status: format!("{:?}", ended.status), cause })
    }
}

async fn deploy(local: &LocalAws, account: &str, stack: &str) -> Result<Deployment, Failure> {
    let (assembly, bootstrap) = (below_root("target/cdk/bench"), below_root("target/package/dev/bootstrap"));
    Ok(local.account(account).deploy(stack, &assembly, &bootstrap).await?)
}

/// The state machine of a stack.
fn machine(deployment: &Deployment) -> Result<String, Failure> {
    const OUTPUT: &str = "StateMachineArn";
    deployment.output(OUTPUT).map(str::to_owned).ok_or(Failure::Output(OUTPUT))
}

fn below_root(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
