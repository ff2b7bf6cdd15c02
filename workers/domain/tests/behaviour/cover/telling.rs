//! What people read of a cover.

use super::organization::{Small, account, unit, whole};
use crate::support::{foreign, grant, license_arn};
use Standing::{AsItIs, Excluded, Indifferent, OwnLicense, Selected};
use domain::account::AccountState;
use domain::cover::{Cover, Present, Standing, Tree};
use domain::life_cycle::Wish;
use domain::ownership::bears_our_name;
use domain::policy::ShareAs;

fn told(title: &str, cover: &Cover) -> String {
    let mut text = format!("## {title}\n");
    for (principal, line) in &cover.lines {
        text.push_str(&format!("{:?} {principal}: {}\n", line.decision, line.reason));
    }
    for (account, why) in &cover.unserved {
        text.push_str(&format!("not served {account}: {why}\n"));
    }
    for obstacle in &cover.obstacles {
        text.push_str(&format!("obstacle: {obstacle}\n"));
    }
    if let Some(change) = &cover.question {
        text.push_str(&format!("question: {change}\n"));
        for swap in &change.swaps {
            let names = |side: &std::collections::BTreeSet<domain::grant::Principal>| {
                side.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            };
            text.push_str(&format!("    {} -> {}\n", names(&swap.from), names(&swap.to)));
        }
    }
    format!("{text}quota: {}\n", cover.quota)
}

#[test]
fn a_purchasing_clerk_can_read_it() {
    let three = [("a", Selected), ("a/1", Selected), ("a", Indifferent), ("b", Excluded)];
    let fresh = Small::of(&three);
    let singly = fresh.clone().owned([account(1), account(2), account(4)]);
    let too_wide =
        Small::of(&[("a", Selected), ("a", Excluded), ("b", AsItIs)]).owned([unit("a"), unit("c")]);
    let begun = Small::of(&[("a", Selected), ("b", Selected)]).owned([whole(), account(1)]);
    let mut forced = Small::of(&[("a", Selected), ("a", Excluded), ("a", AsItIs), ("", Selected)]);
    forced.share_as = ShareAs::OrgUnit;
    let mut own = Small::of(&[("a", Selected), ("a", OwnLicense)]).owned([account(1)]);
    own.share_as = ShareAs::OrgUnit;
    let mut lost = Small::of(&[("?", Selected), ("a", Selected)]).owned([unit("a")]);
    lost.share_as = ShareAs::OrgUnit;
    let mut nothing = forced.clone();
    nothing.accounts_only = true;
    let mut full = fresh.clone();
    (full.more, full.share_as) = (1_999, ShareAs::Account);
    let near = Small { more: 1_950, ..fresh.clone() };
    let ended = Small { ended: 1_950, ..fresh.clone() };
    let mut by_policy = Small::of(&[("a", Selected), ("b", Selected)]).owned([whole()]);
    by_policy.share_as = ShareAs::Account;
    let approved = Small { change_approved: true, ..too_wide.clone() };
    let odd = domain::grant::Principal::Unknown("ou-ab12-cdef3456".into());
    let text: Vec<_> = [
        ("fresh", &fresh),
        ("shared singly so far", &singly),
        ("a unit that became too wide", &too_wide),
        ("the same, approved", &approved),
        ("a change that was begun", &begun),
        ("by the policy", &by_policy),
        ("a forced unit that cannot be exact", &forced),
        ("an own license in the way", &own),
        ("only account grants can be made", &nothing),
        ("an account of unknown place", &lost),
        ("a grant of unknown reach", &fresh.clone().foreign([odd])),
        ("somebody else's grant", &fresh.clone().foreign([account(1)])),
        ("full", &full),
        ("near the quota", &near),
        ("many have ended", &ended),
    ]
    .iter()
    .map(|(title, small)| told(title, &small.cover()))
    .collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn every_state_and_wish_has_a_standing() {
    let mut lines = Vec::new();
    for state in AccountState::KNOWN.iter().chain(&["FROZEN"]) {
        let state = AccountState::from(*state);
        let of = |wish| Standing::of(&state, wish);
        lines.push(format!(
            "{state}: shared {:?}, revoked {:?}, left {:?}",
            of(Some(Wish::Shared)),
            of(Some(Wish::Revoked)),
            of(None)
        ));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn the_grants_of_a_license_are_sorted_into_ours_others_and_ended() {
    let grants = [
        grant(1, 1, 1, "ACTIVE"),
        grant(2, 1, 1, "DISABLED"),
        grant(3, 1, 2, "PENDING_DELETE"),
        foreign(grant(4, 1, 3, "ACTIVE")),
        grant(5, 1, 4, "DELETED"),
        grant(6, 1, 5, "SOMETHING_NEW"),
    ];
    let present = Present::of(&grants, &license_arn(1), bears_our_name);
    assert_eq!(present.owned, [account(1), account(5)].into());
    assert_eq!(present.foreign, [account(3)].into());
    assert_eq!((present.grants_live, present.grants_ended), (5, 1));
}

#[test]
fn a_tree_says_whom_a_grant_reaches() {
    let small =
        Small::of(&[("", Selected), ("a", Selected), ("a/1", Selected), ("b", Selected), ("?", Selected)]);
    let tree = small.tree();
    let reached = |principal| tree.reached_by(&principal).map(|accounts| accounts.len());
    assert_eq!(reached(whole()), Some(5));
    assert_eq!(reached(unit("a")), Some(2));
    assert_eq!(reached(unit("nobody")), Some(0));
    assert_eq!(reached(account(77)), Some(0));
    assert_eq!(
        reached("arn:aws:organizations::111111111111:organization/o-another123".to_owned().into()),
        None
    );
    assert_eq!(
        reached("arn:aws:organizations::111111111111:ou/o-another123/ou-ab12-0000000a".to_owned().into()),
        None
    );
    assert_eq!((tree.len(), tree.is_empty()), (5, false));
}

/// It moved while the accounts were read: nobody knows which of the two is true.
#[test]
fn an_account_at_two_places_is_at_none() {
    let small = Small::of(&[("a", Selected), ("a", Selected), ("b", Excluded)]);
    let mut moved = small.clone();
    moved.accounts.push((3, "a".to_owned(), Excluded));
    assert_eq!(small.cover().shared_with().collect::<Vec<_>>(), [&unit("a")]);
    assert_eq!(moved.cover().shared_with().collect::<Vec<_>>(), [&account(1), &account(2)]);
}

#[test]
fn only_the_arn_of_an_organization_makes_a_tree() {
    let hub = crate::support::account_id(0);
    for wrong in ["o-a1b2c3d4e5", "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111"] {
        assert!(Tree::new(wrong, &hub, []).unwrap_err().to_string().contains("o-..."), "{wrong}");
    }
}
