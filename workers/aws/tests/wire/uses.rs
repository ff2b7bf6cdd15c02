//! What the code asks for, held against the files that the stacks' own tests hold against what they grant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aws::uses::{BY_FUNCTION, BY_PLACE, Uses};
use serde::Serialize;

fn sorted(uses: Uses) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    uses.iter().map(|(who, actions)| (*who, actions.iter().copied().collect())).collect()
}

fn assert_told(file: &str, used: &impl Serialize) {
    let wanted = serde_json::to_string_pretty(used).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cdk/test").join(file);
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "cdk/test/{file} has to say, as workers/aws/src/uses.rs does:\n{wanted}");
}

#[test]
fn the_stacks_are_told_exactly_what_each_function_uses() {
    assert_told("used-actions.json", &sorted(BY_FUNCTION));
}

#[test]
fn the_stacks_are_told_exactly_what_is_used_in_other_accounts() {
    let places: BTreeMap<_, _> = BY_PLACE.iter().map(|(place, roles)| (*place, sorted(roles))).collect();
    assert_told("used-actions-by-place.json", &places);
}
