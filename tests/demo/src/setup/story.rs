//! The story: setup explains what is missing and writes nothing; a person approves, and it fixes; once more it has nothing to
//! do; and the hub shares the first licenses.

use std::cell::RefCell;

use domain::setup::scp::BUYING_ACTIONS;
use local::{Account, Child};
use serde_json::json;
use xtask::flags::DemoFlags;

use super::{
    act::{Acts, Buyer, Then},
    closing,
    follow::follow,
    stage::{Setting, Stage},
};
use crate::{
    failure::Failure,
    licenses::{Act as Share, item},
    live::{Live, Words},
    recording::Recording,
    watch::{Watched, report, status_word, watch},
};

/// What is shown of the run that shares.
const WORDS: Words = Words { parts: "accounts", steps: "actions" };

/// Plays the story; says whether all went well.
pub(crate) async fn play(flags: &DemoFlags) -> Result<bool, Failure> {
    let stage = Stage::set(Setting::read(flags)?).await?;
    let organization = stage.local.sim().organizations().swap_remove(0).name;
    let accounts = stage.local.sim().accounts().len();
    eprintln!("\n{organization}, {accounts} accounts. Setup looks, and changes nothing:\n");
    let check = follow(&stage, &json!({"reason": "demo, check"}), None).await?;
    closing::show_check(&check);
    if flags.plan_only {
        return closing::end(flags, &Acts { organization, check, then: None });
    }
    eprintln!("\nSetup fixes, once a person has approved:\n");
    let fix = follow(&stage, &json!({"fix": true, "reason": "demo, fix"}), flags.faults).await?;
    let buyers = buyers(&stage);
    closing::show_fix(&fix, &buyers);
    eprintln!("\nThe same once more:\n");
    let again = follow(&stage, &json!({"fix": true, "reason": "demo, once more"}), None).await?;
    closing::show_again(&again);
    eprintln!("\nThe hub shares:\n");
    let share = share(&stage).await?;
    closing::show_share(&share);
    let then = Some(Then { fix, buyers, again, share });
    closing::end(flags, &Acts { organization, check, then })
}

/// A run of the hub.
async fn share(stage: &Stage) -> Result<Share, Failure> {
    let sim = stage.local.sim();
    let recording = Recording::start(sim, None);
    let run = stage.local.start_run(&stage.hub.arn, &json!({"reason": "demo, after setup"})).await?;
    let watched = Watched { local: &stage.local, whose: None, run: &run };
    let live = RefCell::new(Live::start(WORDS));
    let ended = watch(&watched, &recording, &live, item::describe, async |_: &Child| None).await?;
    drop(live);
    let account: Account<'_> = stage.local.account(&stage.account);
    Ok(Share {
        report: report(&account, &stage.hub.bucket, &ended).await?,
        status: status_word(&ended.status).to_owned(),
        calls: recording.calls(),
        grants: sim.grants(),
        virtual_time: recording.elapsed(),
    })
}

/// Who may buy: an ordinary role of each account, and the two that the guard rail names.
fn buyers(stage: &Stage) -> Vec<Buyer> {
    let sim = stage.local.sim();
    let may_buy = |account: &str, principal: &str| {
        BUYING_ACTIONS.iter().all(|action| !sim.is_denied(account, principal, action))
    };
    let accounts = sim.accounts();
    let name = |id: &str| {
        let found = accounts.iter().find(|account| account.id == id);
        format!("{id} {}", found.map(|account| account.name.as_str()).unwrap_or_default())
    };
    let ordinary = accounts.iter().map(|account| Buyer {
        who: "any other role".to_owned(),
        account: name(&account.id),
        may_buy: may_buy(&account.id, &format!("arn:aws:iam::{}:role/Developer", account.id)),
    });
    let (buyer, role) = (&stage.guard_rail.purchase_account, stage.guard_rail.purchase_role());
    let named = [("the purchase role", buyer.as_str(), role.as_str()), {
        let role = stage.guard_rail.break_glass_role.as_str();
        ("the role for emergencies", role.split(':').nth(4).unwrap_or_default(), role)
    }];
    let named = named.map(|(who, account, role)| Buyer {
        who: who.to_owned(),
        account: name(account),
        may_buy: may_buy(account, role),
    });
    named.into_iter().chain(ordinary).collect()
}
