//! What the scenario ends with: the tables, the sentence on the second hour, and the files.

use domain::experience::snapshot::Counts as SnapshotCounts;
use xtask::flags::DemoFlags;

use super::{
    hour::{Hour, Published},
    outcome::outcome,
    page::page,
    tables::{calls, count_sentence, outcomes},
};
use crate::{
    failure::Failure,
    live::hours_minutes_seconds,
    output::{leave, print},
    tables::Medium,
};

/// Where the page goes when nothing else was asked for.
const PAGE: &str = "target/demo/experiences.html";

/// Says what was published.
pub(crate) fn show_published(published: &Published) {
    let Published { revision, changed, tell, counts } = published;
    let SnapshotCounts { experiences, approved, rejected } = counts;
    let several = if *experiences == 1 { "experience" } else { "experiences" };
    let new = if *changed { "is new" } else { "is as it was" };
    let told = if *tell { "The members are told." } else { "Nobody is told." };
    print(&format!(
        "\nSnapshot {revision} {new}: {approved} approved and {rejected} rejected products in {experiences} {several}. \
         {told}\n\n"
    ));
}

/// Shows an hour: each experience, then the calls.
pub(crate) fn show_hour(hour: &Hour) {
    let medium = Medium::of_output();
    let mut text = format!("\n{}\n\n", outcomes(hour, medium));
    for member in &hour.members {
        text += &format!("Run {} of {} {}.\n", member.report.run.id, member.organization, member.status);
        for note in &member.report.notes {
            text += &format!("  {note}\n");
        }
    }
    let time = hours_minutes_seconds(hour.virtual_time);
    text += &format!("All of it took {time} on the simulated clock.\n");
    if hour.is_plan_only() {
        text += "The members were to end after their plans: nothing was written.\n";
    }
    text += &format!("\n{}\n\n{}\n", calls(&hour.calls, medium), count_sentence(hour));
    print(&text);
}

/// Shows that the second hour changed nothing, leaves the files, and says whether all went well.
pub(crate) fn end(flags: &DemoFlags, first: &Hour, second: Option<&Hour>) -> Result<bool, Failure> {
    if let Some(hour) = second {
        let told = if hour.published.tell { "Members were told." } else { "Nobody was told." };
        let runs: Vec<String> =
            hour.members.iter().map(|member| format!("{} {}", member.organization, member.status)).collect();
        print(&format!("\nSecond hour: {told} {}. {}\n", runs.join(", "), count_sentence(hour)));
    }
    leave(flags, &page(first, second)?, PAGE, &outcome(first, second))?;
    let nothing_left = |hour: &Hour| hour.succeeded() && hour.mutating() == 0 && !hour.published.tell;
    Ok(first.succeeded() && second.is_none_or(nothing_left))
}
