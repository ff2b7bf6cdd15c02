//! Private marketplaces across organizations: our machines on the local AWS beside a serial client, both against the same
//! simulated Catalog over its wire, in one run.

mod case;
mod figures;
mod measured;
mod ours;
mod serial;
mod table;
mod world;

use sim::{CatalogOptions, Clock, Options, Sim};

use self::case::{CASES, Case};
use self::measured::{Measured, as_the_source};
use self::ours::Ours;
use crate::failure::Failure;
use crate::figure::Figure;

/// Virtual seconds per real second, unless something else is asked for. A function of ours takes real milliseconds, which
/// count so many times as much on the simulated clock: the slower the clock, the closer to AWS.
const SPEED: f64 = 20.0;

/// One case, as both clients mastered it.
#[derive(Debug)]
struct Sides {
    case: Case,
    serial: Hours,
    ours: Hours,
}

/// What a client needed in the hour with all the work, and in the next one with none.
#[derive(Debug)]
struct Hours {
    work: Measured,
    nothing: Measured,
}

/// Measures all cases, and shows them as a table when all are done.
pub(crate) async fn measure(speed: Option<f64>) -> Result<Vec<Figure>, Failure> {
    let speed = speed.unwrap_or(SPEED);
    let mut sides = Vec::new();
    for case in CASES {
        eprintln!("\n{}", case.title);
        // Side by side: the serial client is asleep nearly all the time, and takes nothing from ours.
        let (serial, ours) = tokio::try_join!(serial(case, speed), ours(case, speed))?;
        sides.push(Sides { case: *case, serial, ours });
    }
    eprintln!("\n{}", table::of(&sides));
    Ok(sides.iter().flat_map(figures::of).collect())
}

/// The serial client, with a Catalog of its own.
async fn serial(case: &Case, speed: f64) -> Result<Hours, Failure> {
    let sim = Sim::start(&world::of(case)?, options(speed)).await?;
    serial::run(&sim, speed).await?;
    let work = Measured::of(&sim, 0);
    as_the_source(&sim, "the serial client", case.name)?;
    let sets_before = sim.change_sets().len();
    sim.reset_calls();
    serial::run(&sim, speed).await?;
    let nothing = Measured::of(&sim, sets_before);
    sim.shutdown();
    let hours = Hours { work, nothing };
    tell("serial client", &hours);
    Ok(hours)
}

/// Our machines, with a Catalog of their own as well.
async fn ours(case: &Case, speed: f64) -> Result<Hours, Failure> {
    let hours = Ours::start(case, speed).await?.hours(case).await?;
    tell("Marketplace Steward", &hours);
    Ok(hours)
}

/// The Catalog that both have: as it is everywhere else, by the same seed.
fn options(speed: f64) -> Options {
    Options { clock: Clock::scaled(speed), catalog: CatalogOptions::default(), ..Options::default() }
}

fn tell(client: &str, hours: &Hours) {
    let Measured { change_sets, seconds, .. } = hours.work;
    let minutes = seconds / 60.0;
    eprintln!("  {client:<20} {change_sets:>4} change sets, {minutes:>6.1} min on the simulated clock");
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Case = Case {
        name: "small",
        title: "small",
        approved: 101,
        rejected: 60,
        followers: 2,
        sets_least: 3,
        speedup_least: None,
    };

    #[tokio::test]
    async fn the_serial_client_sends_one_kind_of_change_a_set_and_comes_to_the_source() {
        let hours = serial(&SMALL, 5_000.0).await.unwrap();
        assert_eq!(hours.work.change_sets, 2 * (3 + 2));
        assert_eq!(hours.work.calls_mutating(), hours.work.change_sets);
        assert!(hours.work.seconds >= hours.work.catalog_seconds * 2.0 * 0.9, "{:?}", hours.work);
    }

    #[tokio::test]
    async fn the_serial_client_has_nothing_to_do_in_the_next_hour() {
        let hours = serial(&SMALL, 5_000.0).await.unwrap();
        assert_eq!((hours.nothing.change_sets, hours.nothing.calls_mutating()), (0, 0));
    }
}
