//! That a run which is alive can always go on or ends: from every state there is a way to one in which all is over.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use stateright::Model;

use crate::model::LeaseModel;
use crate::world::Run;

/// The states from which no end can be reached, and how many there are at all.
pub(crate) fn stuck(model: &LeaseModel) -> (usize, usize) {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut numbers: HashMap<u64, u32> = HashMap::new();
    let mut before: Vec<Vec<u32>> = Vec::new();
    let mut ends = Vec::new();
    let mut open = model.init_states();
    for state in &open {
        numbers.insert(hasher.hash_one(state), 0);
        before.push(Vec::new());
    }
    while let Some(state) = open.pop() {
        let number = numbers[&hasher.hash_one(&state)];
        let next = model.next_states(&state);
        if next.is_empty() && !state.runs.iter().any(Run::is_running) {
            ends.push(number);
        }
        for state in next {
            let new = u32::try_from(before.len()).unwrap();
            let found = *numbers.entry(hasher.hash_one(&state)).or_insert(new);
            if found == new {
                before.push(Vec::new());
                open.push(state);
            }
            before[found as usize].push(number);
        }
    }
    let mut can_end = vec![false; before.len()];
    while let Some(number) = ends.pop() {
        if !std::mem::replace(&mut can_end[number as usize], true) {
            ends.extend(&before[number as usize]);
        }
    }
    (can_end.iter().filter(|ends| !**ends).count(), before.len())
}
