//! The story: an account is tagged and the event starts a run for it alone; the full pass fans out over
//! the organization and its outcome is shown; a second pass finds nothing left to do.

use std::{
    cell::RefCell,
    time::{Duration, SystemTime},
};

use domain::{policy::TAG_KEY, report::Report};
use local::{Child, Ended, HUB_ACCOUNT};
use serde_json::json;
use xtask::flags::DemoFlags;

use super::{
    closing, item,
    organization::{Organization, candidate},
    outcome::{Act, Acts},
    stage::{Setting, Stage},
};
use crate::{
    failure::Failure,
    live::{Live, Words},
    questions::Asking,
    recording::Recording,
    watch::{Watched, report, status_word, watch},
};

/// What is shown of a run.
const WORDS: Words = Words { parts: "accounts", steps: "actions" };

/// Real seconds in which an event has to have started a run.
const EVENT_SECONDS_MAX: u64 = 60;

/// How often it is looked whether a run asks something.
const QUESTION_INTERVAL: Duration = Duration::from_millis(500);

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
    let sim = stage.local.sim();
    let live = RefCell::new(Live::start(WORDS));
    let moves = live.borrow().moves();
    let far = async |child: &Child| if moves { item::far(child, &sim.grants()) } else { None };
    let watched = Watched { local: &stage.local, whose: None, run };
    let ended = tokio::select! {
        ended = watch(&watched, recording, &live, item::describe, far) => ended?,
        failure = approve(stage, recording, &live, run) => return Err(failure),
    };
    let virtual_time = recording.elapsed();
    Ok(Act {
        report: report_of(stage, &ended).await?,
        status: status_word(&ended.status).to_owned(),
        calls: recording.calls(),
        grants: sim.grants(),
        virtual_time,
    })
}

/// Approves whatever a run asks, for as long as it runs; ends with what went wrong with that.
async fn approve(stage: &Stage, recording: &Recording<'_>, live: &RefCell<Live>, run: &str) -> Failure {
    let run = run.rsplit(':').next().unwrap_or_default();
    let (local, machine, bucket) = (&stage.local, stage.machine.as_str(), stage.bucket.as_str());
    let what = "changes";
    let asking = Asking { local, account: HUB_ACCOUNT, machine, bucket, run, what };
    let say = |line: &str| live.borrow().say(line, recording.elapsed());
    loop {
        tokio::time::sleep(QUESTION_INTERVAL).await;
        let open = match asking.open().await {
            Ok(open) if open.is_empty() => continue,
            Ok(open) => open,
            Err(failure) => return failure,
        };
        for reason in open.iter().flat_map(|record| &record.reasons) {
            say(&format!("  {reason}"));
        }
        asking.told(&open).iter().for_each(|line| say(line));
        if let Err(failure) = asking.approve().await {
            return failure;
        }
    }
}

async fn report_of(stage: &Stage, ended: &Ended) -> Result<Report, Failure> {
    report(&stage.local.account(HUB_ACCOUNT), &stage.bucket, ended).await
}
