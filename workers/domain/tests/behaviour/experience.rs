//! Private Marketplace: experiences that follow another one, seen from outside.

mod catalog;
mod change_sets;
mod details;
mod guarding;
mod packing;
mod planning;
mod progress;
mod properties;
mod publishing;
mod reporting;
mod samples;
mod settings;
