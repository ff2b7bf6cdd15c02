//! What the code asks for, held against the file that the stack's own test holds against what it grants.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use aws::actions::BY_FUNCTION;

#[test]
fn the_stack_is_told_exactly_what_each_function_uses() {
    let used: BTreeMap<_, BTreeSet<_>> = BY_FUNCTION
        .iter()
        .map(|(function, actions)| (*function, actions.iter().copied().collect()))
        .collect();
    let wanted = serde_json::to_string_pretty(&used).unwrap() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cdk/test/used-actions.json");
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == wanted,
        "cdk/test/used-actions.json has to say, as workers/aws/src/actions.rs does:\n{wanted}"
    );
}
