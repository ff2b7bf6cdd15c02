//! Packing: everything there is to do, in the least number of change sets.
//!
//! A set takes one change of each type, and a change at most so many ids (AWS-FACTS 9.2, 9.6). So no packing has fewer sets
//! than the fullest type needs; this one has exactly as many.

use std::collections::{BTreeMap, BTreeSet};

use super::request::ChangeType;
use crate::experience::plan::Atom;

/// Packs atoms into sets, each in order. Products fill the sets from the front; everything else goes to the last ones, since
/// an audience or a status is to meet a list that is whole.
pub fn pack(atoms: &BTreeSet<Atom>) -> Vec<Vec<Atom>> {
    let mut kinds: BTreeMap<ChangeType, Vec<&Atom>> = BTreeMap::new();
    for atom in atoms {
        kinds.entry(ChangeType::of(atom)).or_default().push(atom);
    }
    let count = kinds.iter().map(|(kind, atoms)| atoms.len().div_ceil(kind.atoms_max())).max().unwrap_or(0);
    let mut sets: Vec<Vec<Atom>> = vec![Vec::new(); count];
    for (kind, atoms) in &kinds {
        let chunks = atoms.chunks(kind.atoms_max());
        let first = if kind.is_about_products() { 0 } else { count - chunks.len() };
        for (set, chunk) in sets[first..].iter_mut().zip(chunks) {
            set.extend(chunk.iter().map(|atom| (*atom).clone()));
        }
    }
    for set in &mut sets {
        set.sort();
    }
    sets
}
