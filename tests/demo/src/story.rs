//! The story of `cargo xtask demo`: an account is tagged and the event starts a run for it alone; the full pass fans out over
//! the organization and its outcome is shown; a second pass finds nothing left to do.

use std::time::SystemTime;

use domain::{life_cycle::Wish, policy::TAG_KEY, report::Report, work::Item};
use local::Ended;
use serde_json::json;
use sim::{GrantStatus, GrantView};
use xtask::flags::DemoFlags;

use crate::{
    changes::{Watcher, item_of},
    closing,
    failure::Failure,
    live::Live,
    organization::{Organization, candidate},
    outcome::{Act, Acts},
    recording::Recording,
    stage::{Setting, Stage},
};

/// Real seconds in which an event has to have started a run.
const EVENT_SECONDS_MAX: u64 = 60;

/// Plays the story; says whether all went well.
pub(crate) async fn play(flags: &DemoFlags) -> Result<bool, Failure> {
    let setting = Setting::read(flags.world.as_ref(), flags.policy.as_ref(), flags.speed, 0)?;
    let stage = Stage::set(setting).await?;
    if flags.plan_only {
        let plan =
            start(&stage, &json!({"plan_only": true, "reason": "demo, plan only"}), flags.faults).await?;
        closing::show_run(&plan);
        return closing::end(flags, &Acts { event: None, full: plan, second: None });
    }
    let event = tag_an_account(&stage).await?;
    closing::show_run(&event);
    eprintln!("\nThe full pass, as the clock starts it every six hours:\n");
    let full = start(&stage, &json!({"reason": "demo, full pass"}), flags.faults).await?;
    closing::show_run(&full);
    eprintln!("\nA second run right after:\n");
    let second = start(&stage, &json!({"reason": "demo, second run"}), None).await?;
    closing::end(flags, &Acts { event: Some(event), full, second: Some(second) })
}

/// What a person does; the event, the queue and the run follow by themselves.
async fn tag_an_account(stage: &Stage) -> Result<Act, Failure> {
    let sim = stage.local.sim();
    let accounts = sim.accounts();
    let account = candidate(&accounts).ok_or(Failure::NobodyToTag)?;
    let (id, name, count) = (&account.id, &account.name, accounts.len());
    eprintln!("\nTagging {id} {name}, one of {count} accounts, with {TAG_KEY}=true:\n");
    let moment = SystemTime::now();
    Organization::at(&stage.local.endpoint()).tag(&account.id).await?;
    let recording = Recording::start(sim, None);
    let run = stage.local.run_started_since(&stage.machine, moment, EVENT_SECONDS_MAX).await?;
    follow(stage, &recording, &run).await
}

/// Starts a run by hand and follows it.
async fn start(stage: &Stage, input: &serde_json::Value, faults: Option<u64>) -> Result<Act, Failure> {
    let recording = Recording::start(stage.local.sim(), faults);
    let run = stage.local.start_run(&stage.machine, input).await?;
    follow(stage, &recording, &run).await
}

/// Shows a run until it ends and collects what there is to say about it.
async fn follow(stage: &Stage, recording: &Recording<'_>, run: &str) -> Result<Act, Failure> {
    let ended = watch(stage, recording, run).await?;
    let virtual_time = recording.elapsed();
    Ok(Act {
        report: report_of(stage, &ended).await?,
        status: closing::status_word(&ended.status).to_owned(),
        calls: recording.calls(),
        grants: stage.local.sim().grants(),
        virtual_time,
    })
}

async fn watch(stage: &Stage, recording: &Recording<'_>, run: &str) -> Result<Ended, Failure> {
    let mut follow = stage.local.follow(run);
    let mut watcher = Watcher::default();
    let mut live = Live::start();
    while let Some(progress) = follow.next().await? {
        let clock = recording.elapsed();
        for change in watcher.note(&progress) {
            live.show(&change, clock);
        }
        live.time(clock);
        if live.moves() {
            let grants = stage.local.sim().grants();
            for child in progress.children.iter().filter(|child| child.stopped.is_none()) {
                live.tick(&child.execution, item_of(child).map_or(0, |item| settled(&item, &grants)));
            }
        }
    }
    Ok(follow.ended().await?)
}

/// How many actions of an item are as wanted already, seen from outside the run.
fn settled(item: &Item, grants: &[GrantView]) -> usize {
    let is_shared = |license: &str| {
        grants.iter().any(|grant| {
            grant.license == license
                && grant.account.as_deref() == Some(item.account.as_str())
                && grant.status == GrantStatus::Active
        })
    };
    let as_wanted = |license: &str, wish: Wish| is_shared(license) == (wish == Wish::Shared);
    item.actions.iter().filter(|action| as_wanted(action.share.license.as_str(), action.wish)).count()
}

async fn report_of(stage: &Stage, ended: &Ended) -> Result<Report, Failure> {
    let failure = |message: String| Failure::Report {
        run: ended.name().to_owned(),
        message,
        cause: ended.cause.clone().or(ended.error.clone()).unwrap_or_else(|| "none".into()),
    };
    let key = format!("runs/{}/report.json", ended.name());
    let object = stage.local.object(&stage.bucket, &key).await.map_err(|error| failure(error.to_string()))?;
    serde_json::from_slice(&object).map_err(|error| failure(error.to_string()))
}
