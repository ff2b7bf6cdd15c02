//! The story: the management side publishes what it approves, the members hear of it and follow; in the hour after nothing
//! has changed, so nobody is told and nothing is written.

use std::{cell::RefCell, time::SystemTime};

use futures_util::future::try_join_all;
use local::{Child, LocalAws};
use serde_json::json;
use sim::Call;
use xtask::flags::DemoFlags;

use super::{
    closing,
    hour::{Hour, MemberRun, OrganizationCalls, Published},
    item,
    stage::{Management, Member, Setting, Stage},
    timeline,
};
use crate::{
    calls::Counts,
    changes::Part,
    failure::Failure,
    live::{Live, Words},
    recording::Recording,
    watch::{Watched, report, status_word, watch},
};

/// Real seconds in which a message or a schedule has to have started a run.
const START_SECONDS_MAX: u64 = 60;

/// The schedule of the management side.
const PUBLISH_SCHEDULE: &str = "marketplace-steward-publish-full-pass";
/// The schedule of a member.
const SYNC_SCHEDULE: &str = "marketplace-steward-sync-full-pass";

/// What is shown of a run.
const WORDS: Words = Words { parts: "experiences", steps: "change sets" };

/// Plays the story; says whether all went well.
pub(crate) async fn play(flags: &DemoFlags) -> Result<bool, Failure> {
    let setting = Setting::read(flags)?;
    let stage = Stage::set(setting).await?;
    if flags.plan_only {
        return plan_only(&stage, flags).await;
    }
    let members = stage.members().await?;
    let name = &stage.management.organization;
    eprintln!("\n{name} publishes what it approves, and the members follow:\n");
    let first = follow_the_message(&stage, &members, flags.faults).await?;
    closing::show_hour(&first);
    eprintln!("\nThe next hour, in which nothing has changed; every schedule starts its run:\n");
    let second = look_by_themselves(&stage, &members).await?;
    closing::end(flags, &first, Some(&second))
}

/// The members are deployed after the snapshot was published: nobody tells them of it, and they only plan.
async fn plan_only(stage: &Stage, flags: &DemoFlags) -> Result<bool, Failure> {
    eprintln!(
        "\n{} publishes what it approves, before the members are there:\n",
        stage.management.organization
    );
    let recording = Recording::start(stage.local.sim(), flags.faults);
    let published = publish(stage, &recording).await?;
    let members = stage.members().await?;
    eprintln!("\nThe members plan, and write nothing:\n");
    let input = json!({"plan_only": true, "reason": "demo, plan only"});
    let started = members.iter().map(|member| stage.local.start_run(&member.machine, &input));
    let runs = try_join_all(started).await?;
    let hour = follow_all(stage, &members, &runs, published, &recording).await?;
    closing::show_hour(&hour);
    closing::end(flags, &hour, None)
}

/// What follows from publishing: the message, the queues and the runs follow by themselves.
async fn follow_the_message(stage: &Stage, members: &[Member], faults: Option<u64>) -> Result<Hour, Failure> {
    let moment = SystemTime::now();
    let recording = Recording::start(stage.local.sim(), faults);
    let published = publish(stage, &recording).await?;
    let started = members
        .iter()
        .map(|member| stage.local.run_started_since(&member.machine, moment, START_SECONDS_MAX));
    let runs = try_join_all(started).await?;
    follow_all(stage, members, &runs, published, &recording).await
}

/// What the hourly schedules of all sides do.
async fn look_by_themselves(stage: &Stage, members: &[Member]) -> Result<Hour, Failure> {
    let recording = Recording::start(stage.local.sim(), None);
    let published = publish(stage, &recording).await?;
    let fired =
        members.iter().map(|member| fire(&stage.local, &member.account, &member.machine, SYNC_SCHEDULE));
    let runs = try_join_all(fired).await?;
    follow_all(stage, members, &runs, published, &recording).await
}

/// Lets a schedule fire, and gives the run that it starts.
async fn fire(local: &LocalAws, account: &str, machine: &str, schedule: &str) -> Result<String, Failure> {
    let moment = SystemTime::now();
    local.account(account).fire_schedule(schedule).await?;
    Ok(local.run_started_since(machine, moment, START_SECONDS_MAX).await?)
}

/// Publishes, as the hourly schedule of the management side does, and says what.
async fn publish(stage: &Stage, recording: &Recording<'_>) -> Result<Published, Failure> {
    let Management { organization, account, machine } = &stage.management;
    let run = fire(&stage.local, account, machine, PUBLISH_SCHEDULE).await?;
    let watched = Watched { local: &stage.local, whose: Some(organization), run: &run };
    let live = RefCell::new(Live::start(WORDS));
    let ended = watch(&watched, recording, &live, Part::unknown, async |_: &Child| None).await?;
    drop(live);
    let output = ended.output.clone().unwrap_or_default();
    let published = serde_json::from_value(output).map_err(|error| Failure::report(&ended, &error))?;
    closing::show_published(&published);
    Ok(published)
}

/// Shows the runs of all members until the last one ends, and collects what there is to say about them.
async fn follow_all(
    stage: &Stage,
    members: &[Member],
    runs: &[String],
    published: Published,
    recording: &Recording<'_>,
) -> Result<Hour, Failure> {
    let live = RefCell::new(Live::start(WORDS));
    let followed = members.iter().zip(runs).map(|(member, run)| follow(stage, member, run, recording, &live));
    let followed = try_join_all(followed).await?;
    let calls = calls(stage, members, &recording.log());
    Ok(Hour { published, members: followed, calls, virtual_time: recording.elapsed() })
}

async fn follow(
    stage: &Stage,
    member: &Member,
    run: &str,
    recording: &Recording<'_>,
    live: &RefCell<Live>,
) -> Result<MemberRun, Failure> {
    let local = &stage.local;
    let watched = Watched { local, whose: Some(&member.organization), run };
    let describe = |child: &Child| item::describe(local, member, child);
    let far = async |child: &Child| item::far(local, member, child).await;
    let ended = watch(&watched, recording, live, describe, far).await?;
    Ok(MemberRun {
        organization: member.organization.clone(),
        account: member.account.clone(),
        report: report(&local.account(&member.account), &member.bucket, &ended).await?,
        status: status_word(&ended.status).to_owned(),
        change_sets: timeline::since(local.sim(), &member.organization_id, recording.began()),
    })
}

/// The calls by organization: the account of the caller says whose they are.
fn calls(stage: &Stage, members: &[Member], log: &[Call]) -> Vec<OrganizationCalls> {
    let sides = members.iter().map(|member| (&member.organization, &member.account));
    let all = [(&stage.management.organization, &stage.management.account)].into_iter().chain(sides);
    let of_account = |(organization, account): (&String, &String)| {
        let mut counts = Counts::new();
        for call in log.iter().filter(|call| call.caller.split(':').nth(4) == Some(account)) {
            *counts.entry(call.operation.clone()).or_default() += 1;
        }
        OrganizationCalls { organization: organization.clone(), counts }
    };
    all.map(of_account).collect()
}
