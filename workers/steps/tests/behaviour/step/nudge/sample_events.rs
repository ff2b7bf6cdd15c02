//! The sample events of `tests/events`, each alone: the table of its folder says what it starts.

use std::collections::BTreeSet;

use super::{MACHINE, message, ours, sample, text};
use crate::support::tables::Machine;
use domain::run::RunRequest;
use steps::nudge::run;

/// Each folder, and the machine whose runs its events start.
const FOLDERS: [(&str, &str); 2] = [
    ("", MACHINE),
    (
        "experiences/",
        "arn:aws:states:us-east-1:320000000002:stateMachine:marketplace-steward-sync-experiences:live",
    ),
];

/// File and last column of each row.
fn table(folder: &str) -> Vec<(String, String)> {
    let rows = text(&format!("{folder}README.md"));
    let rows = rows.lines().filter(|line| line.starts_with("| ["));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[1].split(['[', ']']).nth(1).unwrap();
        (name.to_owned(), cells[4].replace('`', ""))
    })
    .collect()
}

/// What a request looks at, in the words of the table.
fn scope(request: &RunRequest) -> String {
    let accounts = request.only.accounts.iter().map(|account| format!("account {account}"));
    let products = request.only.products.iter().map(|product| format!("product {product}"));
    let only: Vec<String> = accounts.chain(products).collect();
    match (request.follow_up, only.is_empty()) {
        (true, true) => "what it left behind".to_owned(),
        (false, true) => "everything".to_owned(),
        _ => only.join(" and "),
    }
}

#[tokio::test]
async fn each_starts_what_the_table_says() {
    let rows = FOLDERS.into_iter().flat_map(|(folder, arn)| {
        table(folder).into_iter().map(move |(name, expected)| (format!("{folder}{name}"), expected, arn))
    });
    for (name, expected, arn) in rows {
        let machine = Machine::default();
        let answer = run(&machine, &ours(arn), vec![message(&sample(&name))]).await.unwrap();
        assert!(answer.refused.is_empty(), "{name} is an event");
        let found = match answer.started {
            None => "nothing".to_owned(),
            Some(started) => {
                let request = serde_json::from_str(&machine.started.lock().unwrap()[&started]).unwrap();
                let kind = started.split("-2026").next().unwrap();
                format!("{kind}, {}", scope(&request))
            }
        };
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn every_sample_is_in_the_table() {
    for (folder, _) in FOLDERS {
        let path = format!("{}/../../tests/events/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
        let files: BTreeSet<String> =
            files.filter_map(|file| Some(file.to_str().unwrap().strip_suffix(".json")?.to_owned())).collect();
        let rows: BTreeSet<String> = table(folder).into_iter().map(|(name, _)| name).collect();
        assert_eq!(files, rows);
    }
}

#[tokio::test]
async fn each_reason_is_a_sentence_that_a_person_understands() {
    for (name, reason) in [
        ("tag-resource", "account 222222222222 got or lost the tag marketplace-licence"),
        ("create-account-result", "account 333333333333 was created"),
        ("account-joined-organization", "account 222222222222 joined the organization"),
        (
            "account-joined-organization-unclear",
            "an account joined the organization; the event does not say which",
        ),
        ("account-departed-organization", "account 222222222222 left the organization"),
        ("move-account", "account 222222222222 was moved"),
        ("close-account", "account 222222222222 is being closed"),
        ("close-account-result", "account 222222222222 was closed"),
        ("remove-account-from-organization", "account 222222222222 was removed from the organization"),
        ("create-grant", "somebody else called CreateGrant for account 222222222222"),
        ("delete-grant", "somebody else called DeleteGrant"),
        ("grant-change", "License Manager told of a changed grant"),
        ("license-change", "License Manager told of a changed license"),
        ("marketplace-session", "AWS Marketplace looked at the grants, as it does after a purchase"),
        ("purchase-agreement-created", "product prod-abc was bought"),
        ("purchase-agreement-amended", "product prod-abc has a changed agreement"),
        ("purchase-agreement-amended-other-spelling", "product prod-abc has a changed agreement"),
        ("purchase-agreement-ended", "product prod-abc has an agreement that ended"),
        ("purchase-agreement-ending", "product prod-abc has an agreement that is about to end"),
        ("experiences/change-set-succeeded", "the change set Approve a product was applied"),
        ("experiences/change-set-succeeded-without-name", "a change set was applied"),
        ("experiences/snapshot-published", "the management side published snapshot 7"),
        ("run-failed", "run tag-20261122T010000Z-0123456789ab failed"),
        ("run-aborted", "run tag-20261122T010000Z-0123456789ab was aborted"),
        ("run-timed-out", "run tag-20261122T010000Z-0123456789ab timed out"),
    ] {
        assert_eq!(super::started(&[sample(name)]).await.1.reason, reason, "{name}");
    }
}
