//! What starts a run: each event of the table in `tests/events`, put on the bus as AWS puts it.

use std::path::Path;

use e2e::{Build, Story, Told};
use local::{Ended, Options, Status};
use serde_json::Value;

use crate::world::{ORDERS, settled};

/// The delay of five minutes that a purchase has to wait passes in a third of a second.
const SPEED: f64 = 900.0;
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/README.md");

/// The whole table on one bus, one event after the other. The runs are the rows, no more and no less, and each tells of
/// one event only.
#[tokio::test]
async fn every_event_of_the_table_starts_the_run_that_it_says_or_none() -> Told {
    let world = settled();
    let product = world.licenses[0].sku.clone();
    let options = Options { world: Some(world), speed: SPEED, ..Options::default() };
    let story = Story::begin_deployed(options, &Build::with_all_settings()?).await?;
    story.sim().reset_calls();

    for Row { event, rule, .. } in table() {
        let sample = story.aws().sample_event(&event, &[("prod-abc", &product)])?;
        story.aws().put_aws_event(&sample).await?;
        assert_eq!(story.events_waiting().await? == 0, rule == "none", "{event}");
        story.once_all_events_are_answered().await?;
    }
    let starts = table().into_iter().map(|row| row.starts).filter(|starts| starts != "nothing");
    let expected: Vec<_> = starts.map(|starts| starts.replace("prod-abc", &product)).collect();
    let runs = story.once_all_is_quiet().await?;
    assert_eq!(runs.iter().map(said).collect::<Vec<_>>(), expected);
    assert!(runs.iter().all(|run| run.status == Status::Succeeded), "{runs:?}");
    assert_eq!(story.sim().calls().mutating(), 0, "nothing had changed, whatever was told");
    assert_eq!(story.live_grants_of(ORDERS).len(), 2);
    Ok(())
}

/// A row of the table.
struct Row {
    event: String,
    rule: String,
    starts: String,
}

fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(Path::new(SAMPLES)).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ["));
    let cells = rows.map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    cells
        .map(|cells| Row {
            event: cells[1].split(['[', ']']).nth(1).unwrap().to_owned(),
            rule: cells[3].replace('`', ""),
            starts: cells[4].replace('`', ""),
        })
        .collect()
}

/// What a run was started for, in the words of the table; and how many events, if it is more than one.
fn said(run: &Ended) -> String {
    let of = |field: &str, word: &str| {
        let named = run.input["only"][field].as_array().into_iter().flatten().filter_map(Value::as_str);
        named.map(|id| format!("{word} {id}")).collect::<Vec<_>>()
    };
    let only = [of("accounts", "account"), of("products", "product")].concat();
    let scope = match (run.input["follow_up"] == true, only.is_empty()) {
        (true, true) => "what it left behind".to_owned(),
        (false, true) => "everything".to_owned(),
        _ => only.join(" and "),
    };
    assert_eq!(run.input["leave_held"], true, "nobody acts: {run:?}");
    let (kind, _) = run.name().split_once("-20").unwrap();
    let more = run.input["reason"].as_str().unwrap().split_once(" more event").map_or("", |_| ", and more");
    format!("{kind}, {scope}{more}")
}
