//! Cutting a set that failed, until the bad thing is alone.
//!
//! A change set is applied as a whole or not at all. So a set of one that fails proves its content bad, and one that succeeds
//! proves it good; nothing is ever put into quarantine on a message alone. Messages only help to cut well, once, at the first
//! failure: with `n` things in a set and `b` of them bad, at most 2·b·⌈log₂ n⌉ + 2 further sets are sent, whatever the
//! messages say; 2·b·⌈log₂ n⌉ where they say nothing.

use std::collections::BTreeSet;

use super::life::ChangeError;
use super::request::ChangeType;
use super::work::PlannedSet;
use crate::experience::plan::Atom;

/// The two parts of a set that failed, in the order in which they are sent; `None`: there is but one thing in it.
pub(super) fn split(set: &PlannedSet, errors: &[ChangeError]) -> Option<(Vec<Atom>, Vec<Atom>)> {
    if set.atoms.len() < 2 {
        return None;
    }
    let suspects = if set.is_part { BTreeSet::new() } else { suspects(&set.atoms, errors) };
    let (some, others): (Vec<Atom>, Vec<Atom>) = if suspects.is_empty() || suspects.len() == set.atoms.len() {
        let (first, second) = set.atoms.split_at(set.atoms.len() / 2);
        (first.to_vec(), second.to_vec())
    } else {
        set.atoms.iter().cloned().partition(|atom| suspects.contains(atom))
    };
    // What comes last in a set comes last of its parts: an experience is enabled when its products are there.
    Some(if some.last() <= others.last() { (some, others) } else { (others, some) })
}

/// What the messages point at: things that they name, or else all things of the changes that they are about.
fn suspects(atoms: &[Atom], errors: &[ChangeError]) -> BTreeSet<Atom> {
    let about = |atom: &Atom| {
        errors.iter().filter(|error| error.change_type == ChangeType::of(atom)).collect::<Vec<_>>()
    };
    let is_named = |atom: &&Atom| {
        atom.named().is_some_and(|name| about(atom).iter().any(|error| error.message.contains(name)))
    };
    let named: BTreeSet<Atom> = atoms.iter().filter(is_named).cloned().collect();
    if named.is_empty() {
        atoms.iter().filter(|atom| !about(atom).is_empty()).cloned().collect()
    } else {
        named
    }
}
