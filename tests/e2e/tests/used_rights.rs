//! Granted is used: every action that a role of a stack is granted was needed by a story, or there is a reason why none
//! could.
//!
//! Each call of a story is judged by the deployed policies, and what it needed is noted (`e2e::rights`); this reads the
//! notes, so it comes after the stories, as `cargo test` does it. An action counts when some call had no other statement
//! that let it. That nothing is missing, the stories show by themselves.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;

/// What is granted and not seen here: role, statement, action, why. `*` stands for all.
const REASONS: [(&str, &str, &str, &str); 12] = [
    ("*", "Log", "*", "the log of a worker is written by Lambda"),
    ("*", "Trace", "*", "X-Ray is not simulated"),
    ("*", "DeliverLogs", "*", "Step Functions asks for it when a machine with a log is made"),
    (
        "*",
        "WatchAndStopMaps",
        "*",
        "Step Functions stops the children of a map run inside, and says so in its guide",
    ),
    (
        "*",
        "ReadItemsAndWriteResults",
        "s3:AbortMultipartUpload",
        "no story has results of more than one part",
    ),
    (
        "*",
        "ReadItemsAndWriteResults",
        "s3:ListMultipartUploadParts",
        "no story has results of more than one part",
    ),
    (
        "*",
        "UseTableKey",
        "*",
        "DynamoDB uses the key at moments of its own; kms:Decrypt stands for all of it",
    ),
    ("*", "LeaveDeadLetters", "sqs:SendMessage", "Scheduler leaves what it could not start for a day"),
    (
        "*",
        "ReadPrerequisites",
        "organizations:ListDelegatedAdministrators",
        "asked outside the management account, where only members are in the stories",
    ),
    (
        "marketplace-steward-setup-look",
        "ListRunsAndMissRightly",
        "s3:ListBucket",
        "the report of the round before is there, unless somebody took it away",
    ),
    ("QuayStreetPurchaseTeamRole", "Buy", "*", "people buy by it, and agreements are not simulated"),
    (
        "QuayStreetPurchaseTeamRole",
        "SeeOffersAndAgreements",
        "*",
        "people look by it, and agreements are not simulated",
    ),
];

/// Role, statement, action.
type Right = (String, String, String);

fn target(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target").join(path)
}

fn listed(value: &Value) -> Vec<String> {
    let one = std::slice::from_ref(value);
    let items = value.as_array().map_or(one, Vec::as_slice);
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The templates that the stories deploy.
fn templates() -> Vec<std::path::PathBuf> {
    let folders = ["cdk/local", "cdk/local-with-all-settings"];
    let entries = folders.iter().flat_map(|folder| fs::read_dir(target(folder)).unwrap());
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.to_string_lossy().ends_with(".template.json")).collect()
}

fn granted() -> BTreeSet<Right> {
    let mut granted = BTreeSet::new();
    for path in templates() {
        let template: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for resource in template["Resources"].as_object().unwrap().values() {
            assert_ne!(resource["Type"], "AWS::IAM::Policy", "policies are written into the roles");
            let role = &resource["Properties"];
            for policy in role["Policies"].as_array().into_iter().flatten() {
                for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
                    let text = |value: &Value| value.as_str().unwrap().to_owned();
                    granted.extend(
                        listed(&statement["Action"])
                            .into_iter()
                            .map(|action| (text(&role["RoleName"]), text(&statement["Sid"]), action)),
                    );
                }
            }
        }
    }
    granted
}

/// What was needed since the templates were synthesized.
fn used() -> BTreeSet<Right> {
    let changed = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).unwrap();
    let synthesized = templates().iter().map(|path| changed(path)).max().unwrap_or(SystemTime::UNIX_EPOCH);
    let notes = fs::read_dir(e2e::rights::folder()).into_iter().flatten().map(|entry| entry.unwrap().path());
    let notes = notes.filter(|path| changed(path) > synthesized);
    let mut used = BTreeSet::new();
    for line in notes
        .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let (_, role, action, statements): (String, String, String, Vec<String>) =
            serde_json::from_str(&line).unwrap();
        if let [statement] = statements.as_slice() {
            used.insert((role, statement.clone(), action));
        }
    }
    used
}

/// Whether a reason is about this.
fn is_about((role, statement, action, _): &(&str, &str, &str, &str), right: &Right) -> bool {
    let is = |wanted: &str, word: &str| wanted == "*" || wanted == word;
    is(role, &right.0) && is(statement, &right.1) && is(action, &right.2)
}

fn has_reason(right: &Right) -> bool {
    REASONS.iter().any(|reason| is_about(reason, right))
}

#[test]
fn every_action_that_is_granted_was_needed_by_a_story() {
    let used = used();
    let missed: Vec<Right> =
        granted().into_iter().filter(|right| !used.contains(right) && !has_reason(right)).collect();
    assert!(
        missed.is_empty(),
        "Granted, and needed by no story: {missed:#?}\nRun `cargo test -p e2e --test stories` as a whole first; what is \
         still listed then goes from cdk/lib/permissions, or a story has to need it."
    );
}

#[test]
fn every_reason_is_about_something_that_is_granted() {
    let granted = granted();
    for reason in REASONS {
        assert!(
            granted.iter().any(|right| is_about(&reason, right)),
            "It is not granted any more: {reason:?}"
        );
    }
}
