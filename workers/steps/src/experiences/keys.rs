//! Where the files of a run about experiences lie in the state bucket.

use domain::experience::identity::ExperienceId;
use domain::run::Run;

use super::item::ExperienceItem;

/// What the Catalog of this organization refused; kept between runs.
pub const QUARANTINE: &str = "quarantine.json";
/// The plans of a run as a text for people: those of its newest pass.
pub const PLANS_TEXT: &str = "plan.md";
/// The report of a run.
pub const REPORT: &str = "report.json";
/// The same for people.
pub const REPORT_TEXT: &str = "report.md";

/// What a pass works from: [`super::fetched::Fetched`].
pub fn fetched(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "snapshot.json")
}

/// The items of a pass: an array of [`ExperienceItem`].
pub fn items(run: &Run, pass: u32) -> String {
    run.pass_key(pass, "items.json")
}

/// What the run knows of an experience: [`domain::experience::progress::Progress`].
pub fn progress(run: &Run, pass: u32, experience: &ExperienceId) -> String {
    run.pass_key(pass, &format!("plans/{experience}.json"))
}

/// The plan for an experience as a text for people, where one is asked to approve it.
pub fn plan_text(run: &Run, pass: u32, experience: &ExperienceId) -> String {
    run.pass_key(pass, &format!("plans/{experience}.md"))
}

/// The change sets of an experience that are left, and what became of the others: [`domain::experience::change_set::Work`].
/// `compare` makes it, `start` and `check` go on with it.
pub fn work(run: &Run, pass: u32, experience: &ExperienceId) -> String {
    run.pass_key(pass, &format!("work/{experience}.json"))
}

/// The work of an item.
pub fn work_of(item: &ExperienceItem) -> String {
    work(&item.run, item.pass, &item.experience)
}

/// What became of an experience: [`domain::experience::report::Outcome`].
pub fn outcome(run: &Run, pass: u32, experience: &ExperienceId) -> String {
    run.pass_key(pass, &format!("outcomes/{experience}.json"))
}
