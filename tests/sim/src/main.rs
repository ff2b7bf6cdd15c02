//! `sim-serve`: the simulated services on their own, for any AWS client. Listens on loopback until it is interrupted.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use sim::{Clock, Faults, Options, Sim, WorldFile};
use tracing_subscriber::EnvFilter;

/// Serves simulated License Manager, Organizations, Resource Groups Tagging, STS and IAM roles on one loopback port.
#[derive(Debug, Parser)]
#[command(name = "sim-serve")]
struct Arguments {
    /// The port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The world file; without it, the sample organization.
    #[arg(long)]
    world: Option<PathBuf>,
    /// Where requests for other services go, for example http://127.0.0.1:4611.
    #[arg(long)]
    upstream: Option<String>,
    /// Virtual seconds per real second.
    #[arg(long, default_value_t = 100.0)]
    speed: f64,
    /// Seeds ids and latencies.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Throttle, break and lose answers by this seed.
    #[arg(long)]
    faults: Option<u64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    // Answers go to standard output; what goes on inside is told on request, by RUST_LOG.
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let world = match &arguments.world {
        Some(path) => WorldFile::load(path)?,
        None => WorldFile::sample()?,
    };
    let options = Options {
        seed: arguments.seed,
        clock: Clock::scaled(arguments.speed),
        port: arguments.port,
        upstream: arguments.upstream,
        faults: arguments.faults.map_or_else(Faults::none, Faults::mixed),
        ..Options::default()
    };
    let sim = Sim::start(&world, options).await?;
    println!("AWS_ENDPOINT_URL={}", sim.endpoint());
    println!("AWS_ACCESS_KEY_ID={}", sim.management_account());
    println!("AWS_SECRET_ACCESS_KEY=local");
    println!("AWS_REGION=us-east-1");
    tokio::signal::ctrl_c().await?;
    sim.shutdown();
    Ok(())
}
