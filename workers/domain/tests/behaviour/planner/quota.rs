//! A license with nearly as many grants as it can have.

use std::sync::LazyLock;

use domain::grant::{Grant, Principal};
use domain::limits::GRANTS_PER_LICENSE_MAX;
use domain::plan::{Decision, Progress, plan};
use domain::run::RunRequest;
use proptest::prelude::{any, prop_assert, proptest};

use super::generate::worlds;
use super::world::is_live;
use crate::support::{account_id, cases, complete, foreign, grant};

/// Live grants of others for accounts elsewhere.
static ELSEWHERE: LazyLock<Vec<Grant>> = LazyLock::new(|| {
    (0..GRANTS_PER_LICENSE_MAX as u64)
        .map(|number| foreign(grant(10_000 + number, 1, 10_000 + number, "ACTIVE")))
        .collect()
});

proptest! {
    // Each case has 2,000 grants, so these are fewer.
    #![proptest_config(cases(1_000))]

    #[test]
    fn no_license_ever_gets_more_grants_than_it_can_have(
        world in worlds(),
        change_mode in any::<bool>(),
        room in 0..5_usize,
    ) {
        let request = RunRequest { change_mode, allow_empty: true, ..RunRequest::default() };
        let arn = world.licenses[0].arn.clone();
        let live = world.grants.iter().filter(|given| is_live(given) && given.grant.share.license == arn).count();
        let more = GRANTS_PER_LICENSE_MAX.saturating_sub(room + live);
        let mut seen = world.seen();
        let elsewhere = ELSEWHERE.iter().take(more).cloned().map(|mut grant| {
            grant.share.license = arn.clone();
            grant
        });
        seen.grants = complete(seen.grants.items().iter().cloned().chain(elsewhere).collect());
        let mut progress = Progress::default();
        for approved in [false, true] {
            if approved {
                let first = plan(&world.policy, &seen, &request, &progress);
                let asked = domain::guard::covers(&first, &request);
                progress = Progress { approved: asked, ..Progress::default() };
            }
            let plan = plan(&world.policy, &seen, &request, &progress);
            let made = plan.lines.iter().filter(|line| line.decision == Decision::Create && *line.license == arn);
            let made = made.count();
            prop_assert!(made == 0 || live + more + made <= GRANTS_PER_LICENSE_MAX, "{made} made with room for {room}");
        }
    }
}

/// Who is left out because the license is full is told so, with what helps.
#[test]
fn who_finds_no_room_is_told_what_helps() {
    let accounts = (1..=3).map(|number| {
        crate::support::account(number, "ACTIVE", Some("true"), domain::account::TagSource::Account)
    });
    let grants = ELSEWHERE.iter().take(GRANTS_PER_LICENSE_MAX - 1).cloned().map(|mut grant| {
        grant.name = format!("marketplace-steward-{}", grant.share.principal.account().unwrap());
        grant
    });
    let mut accounts: Vec<_> = accounts.collect();
    accounts.extend((0..1_999).map(|number| {
        crate::support::account(10_000 + number, "ACTIVE", Some("true"), domain::account::TagSource::Account)
    }));
    let seen = crate::support::observation(accounts, vec![crate::support::license(1)], grants.collect());
    let (request, progress) = (RunRequest::default(), Progress::default());
    let plan = plan(&domain::policy::Policy::default(), &seen, &request, &progress);
    let held: Vec<_> = plan.lines.iter().filter(|line| line.decision == Decision::Hold).collect();
    assert_eq!(held.len(), 3, "{held:?}");
    for (line, number) in held.iter().zip(1..) {
        assert_eq!(line.principal(), Principal::Account(account_id(number)));
        assert!(line.reason.to_string().contains("share as `auto`"), "{}", line.reason);
    }
    assert_eq!(plan.counts.create, 0);
}
