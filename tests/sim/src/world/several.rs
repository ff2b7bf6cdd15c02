//! Several organizations side by side. Each is a world of its own, and no API of AWS spans them; only roles lead from
//! the accounts of one into those of another.

use crate::clock::VirtualTime;

use super::World;
use super::catalog::experience::Experience;

/// The worlds of all organizations.
#[derive(Debug)]
pub(crate) struct Worlds {
    /// The organization that a story is about when it names none; accounts that belong to nobody are told so here.
    pub(crate) home: World,
    pub(crate) others: Vec<World>,
}

impl Worlds {
    /// Every world, the home first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &World> {
        std::iter::once(&self.home).chain(&self.others)
    }

    /// Every world, to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut World> {
        std::iter::once(&mut self.home).chain(&mut self.others)
    }

    /// The world of an account's organization.
    pub(crate) fn of(&self, account: &str) -> &World {
        self.other_of(account).map_or(&self.home, |other| &self.others[other])
    }

    /// The world of an account's organization, to be changed.
    pub(crate) fn of_mut(&mut self, account: &str) -> &mut World {
        match self.other_of(account) {
            Some(other) => &mut self.others[other],
            None => &mut self.home,
        }
    }

    fn other_of(&self, account: &str) -> Option<usize> {
        if self.home.organization.accounts.contains_key(account) {
            return None;
        }
        self.others.iter().position(|world| world.knows(account))
    }

    /// An experience, with the world that it belongs to.
    pub(crate) fn experience(&self, id: &str) -> Option<(&World, &Experience)> {
        self.iter().find_map(|world| Some((world, world.catalog.experiences.get(id)?)))
    }

    /// Lets everything happen that is due by now.
    pub(crate) fn step(&mut self, now: VirtualTime) {
        self.iter_mut().for_each(|world| world.step(now));
    }
}

impl World {
    /// Whether an account belongs to this organization, or did.
    pub(crate) fn knows(&self, account: &str) -> bool {
        self.organization.accounts.contains_key(account) || self.organization.departed.contains(account)
    }
}
