//! What a client sees over the wire, with a plain HTTP client and a clock that only moves by hand.

#[cfg(test)]
mod catalog;
#[cfg(test)]
mod client;
#[cfg(test)]
mod conflicts;
#[cfg(test)]
mod creation_rules;
#[cfg(test)]
mod events;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod gaps;
#[cfg(test)]
mod gateway;
#[cfg(test)]
mod happenings;
#[cfg(test)]
mod life_cycle;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod organization_grants;
#[cfg(test)]
mod organizations;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod permissions;
#[cfg(test)]
mod prerequisites;
#[cfg(test)]
mod renewals;
#[cfg(test)]
mod several_organizations;
#[cfg(test)]
mod sts;
#[cfg(test)]
mod tagging;
#[cfg(test)]
mod waiting_grants;
#[cfg(test)]
mod worlds;
