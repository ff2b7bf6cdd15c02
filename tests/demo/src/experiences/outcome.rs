//! The outcome of the scenario as data: what `--json` leaves, whose form is a contract.

use domain::{
    experience::report::Outcome as ExperienceOutcome,
    report::{RunHead, Summary},
};
use serde::Serialize;

use super::{
    hour::{Hour, MemberRun, Published},
    timeline::SetBar,
};
use crate::calls::{self, Counts};

/// What `--json` leaves.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome<'a> {
    /// Which scenario it is the outcome of.
    scenario: &'static str,
    /// The hour with all the work.
    #[serde(flatten)]
    first: HourPart<'a>,
    /// The hour after, in which nothing changes.
    second_hour: Option<HourPart<'a>>,
}

/// One hour.
#[derive(Debug, Serialize)]
struct HourPart<'a> {
    published: &'a Published,
    organizations: Vec<OrganizationPart<'a>>,
    calls: Vec<CallsPart<'a>>,
    mutating_calls: u64,
    virtual_seconds: f64,
}

/// One member organization.
#[derive(Debug, Serialize)]
struct OrganizationPart<'a> {
    member: &'a str,
    organization: &'a str,
    account: &'a str,
    run: RunPart<'a>,
    experiences: &'a [ExperienceOutcome],
    change_sets: &'a [SetBar],
}

/// Its run, as its report has it, and how it ended.
#[derive(Debug, Serialize)]
struct RunPart<'a> {
    #[serde(flatten)]
    head: &'a RunHead,
    status: &'a str,
    snapshot: u64,
    summary: Summary,
    notes: &'a [String],
}

/// The calls in the name of one organization.
#[derive(Debug, Serialize)]
struct CallsPart<'a> {
    organization: &'a str,
    counts: &'a Counts,
    mutating_calls: u64,
}

/// The outcome of the story.
pub(crate) fn outcome<'a>(first: &'a Hour, second: Option<&'a Hour>) -> Outcome<'a> {
    Outcome { scenario: "experiences", first: hour(first), second_hour: second.map(hour) }
}

fn hour(hour: &Hour) -> HourPart<'_> {
    let calls = hour.calls.iter().map(|one| CallsPart {
        organization: &one.organization,
        counts: &one.counts,
        mutating_calls: calls::mutating(&one.counts),
    });
    HourPart {
        published: &hour.published,
        organizations: hour.members.iter().map(organization).collect(),
        calls: calls.collect(),
        mutating_calls: hour.mutating(),
        virtual_seconds: hour.virtual_time.as_secs_f64(),
    }
}

fn organization(member: &MemberRun) -> OrganizationPart<'_> {
    let MemberRun { organization, account, report, status, change_sets } = member;
    OrganizationPart {
        member: &report.member,
        organization,
        account,
        run: RunPart {
            head: &report.run,
            status,
            snapshot: report.snapshot,
            summary: report.summary,
            notes: &report.notes,
        },
        experiences: &report.experiences,
        change_sets,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiences::sample;

    #[test]
    fn the_json_has_the_promised_form() {
        let (first, second) = (sample::first(), sample::second());
        insta::assert_json_snapshot!(outcome(&first, Some(&second)));
    }
}
