//! With whom a license is shared: what a person who buys it would expect.

mod organization;
mod properties;
mod telling;

use domain::cover::{Barred, Decision, Level, Mode, Obstacle, Reason, Standing, Unserved, WayOut, Why};
use domain::grant::Principal;
use domain::limits::{GRANTS_PER_LICENSE_MAX, GRANTS_PER_LICENSE_WARNING};
use domain::policy::ShareAs;
use organization::{Small, account, nested, unit, whole};

use crate::support::account_id;
use Standing::{AsItIs, Excluded, Indifferent, OwnLicense, Selected};

fn texts<'a>(principals: impl IntoIterator<Item = &'a Principal>) -> Vec<String> {
    principals.into_iter().map(ToString::to_string).collect()
}

#[test]
fn a_wholly_selected_organization_is_one_grant() {
    let small = Small::of(&[("", Selected), ("a", Selected), ("a/1", Selected), ("b", Selected)]);
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&whole()]));
}

#[test]
fn a_wholly_selected_unit_is_one_grant_and_the_rest_is_shared_singly() {
    let small = Small::of(&[("a", Selected), ("a/1/2", Selected), ("b", Selected), ("b", Excluded)]);
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&account(3), &unit("a")]));
}

/// AWS promises nothing of an OU that is nested.
#[test]
fn no_grant_is_made_for_a_nested_unit() {
    let small = Small::of(&[("a/1", Selected), ("a/1", Selected), ("a", Excluded)]);
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&account(1), &account(2)]));
}

#[test]
fn an_account_that_is_alone_in_its_unit_gets_a_grant_of_its_own() {
    let small = Small::of(&[("a", Selected), ("b", Excluded)]);
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&account(1)]));
}

#[test]
fn the_hub_and_suspended_accounts_are_in_nobodys_way_and_get_nothing_of_their_own() {
    let mut small =
        Small::of(&[("a", Selected), ("a", Selected), ("a", Indifferent), ("a", Excluded), ("b", Excluded)]);
    small.hub = 4;
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&unit("a")]));
    small.share_as = ShareAs::Account;
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&account(1), &account(2)]));
}

#[test]
fn an_account_that_is_not_ready_is_not_given_a_license_by_way_of_its_unit() {
    let small = Small::of(&[("a", Selected), ("a", Selected), ("a", AsItIs)]);
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&account(1), &account(2)]));
    let small = small.owned([unit("a")]);
    assert_eq!(texts(small.cover().principals(Decision::Keep)), texts([&unit("a")]));
    assert!(small.cover().question.is_none());
}

#[test]
fn a_forced_unit_that_is_not_wholly_selected_says_who_would_be_too_many_and_the_others_go_on() {
    let mut small = Small::of(&[("a", Selected), ("a/1", Excluded), ("b", Selected), ("", Selected)]);
    small.share_as = ShareAs::OrgUnit;
    let cover = small.cover();
    assert_eq!(texts(cover.principals(Decision::Make)), texts([&unit("b")]));
    assert_eq!(
        cover.obstacles,
        [
            Obstacle::TooMany {
                principal: unit("a"),
                accounts: [(account_id(2), Barred::NotSelected)].into()
            },
            Obstacle::NoUnitAbove { accounts: [account_id(4)].into() }
        ]
    );
    assert_eq!(
        cover.unserved,
        [(account_id(1), Unserved::Obstacle), (account_id(4), Unserved::Obstacle)].into()
    );
}

#[test]
fn a_forced_organization_that_is_not_wholly_selected_is_not_shared_with() {
    let mut small = Small::of(&[("a", Selected), ("b", Selected), ("b", Excluded)]);
    small.share_as = ShareAs::Organization;
    let cover = small.cover();
    assert!(cover.lines.is_empty());
    assert_eq!(cover.unserved.len(), 2);
    assert!(matches!(&cover.obstacles[..], [Obstacle::TooMany { principal, .. }] if *principal == whole()));
}

#[test]
fn where_only_account_grants_can_be_made_auto_makes_them_and_a_forced_unit_says_so() {
    let mut small = Small::of(&[("a", Selected), ("a", Selected)]);
    small.accounts_only = true;
    assert_eq!(small.cover().principals(Decision::Make).count(), 2);
    small.share_as = ShareAs::OrgUnit;
    assert_eq!(small.cover().obstacles, [Obstacle::OnlyAccountGrants]);
}

#[test]
fn auto_keeps_account_grants_until_a_person_approves_the_grant_that_saves_them() {
    let mut small = Small::of(&[("a", Selected), ("a", Selected), ("a", Selected), ("b", Excluded)])
        .owned([account(1), account(2)]);
    let cover = small.cover();
    assert_eq!(texts(cover.principals(Decision::Keep)), texts([&account(1), &account(2)]));
    assert_eq!(texts(cover.principals(Decision::Make)), texts([&account(3)]));
    let change = cover.question.clone().unwrap();
    assert_eq!((change.why.clone(), change.saves()), (Why::Fewer, 2));
    assert_eq!((change.from, change.to), (Some(Mode::Accounts), Some(Mode::Units)));
    assert_eq!(texts(&change.swaps[0].from), texts([&account(1), &account(2)]));
    assert_eq!(texts(&change.swaps[0].to), texts([&unit("a")]));

    small.change_approved = true;
    let cover = small.cover();
    assert_eq!(texts(cover.principals(Decision::Make)), texts([&unit("a")]));
    assert_eq!(cover.lines[&account(1)].reason, Reason::ReachedBy { principal: unit("a") });
    assert!(cover.question.is_none());
}

#[test]
fn a_unit_that_became_too_wide_stays_until_a_person_approves_to_split_it_up() {
    let mut small =
        Small::of(&[("a", Selected), ("a", Selected), ("a", Excluded), ("b", Selected)]).owned([unit("a")]);
    let cover = small.cover();
    assert_eq!(cover.lines[&unit("a")].decision, Decision::Keep);
    assert_eq!(cover.lines[&unit("a")].reason, Reason::TooWide { accounts: [account_id(3)].into() });
    assert_eq!(texts(cover.principals(Decision::Make)), texts([&account(4)]));
    assert_eq!(cover.question.unwrap().why, Why::TooWide { accounts: [account_id(3)].into() });

    small.change_approved = true;
    let cover = small.cover();
    assert_eq!(texts(cover.principals(Decision::Make)), texts([&account(1), &account(2), &account(4)]));
    assert_eq!(cover.lines[&unit("a")].reason, Reason::SplitUp);
}

#[test]
fn what_nobody_is_to_have_any_more_is_taken_back_without_a_question() {
    let small =
        Small::of(&[("a", Excluded), ("a", Indifferent), ("b", Selected)]).owned([unit("a"), account(9)]);
    let cover = small.cover();
    assert_eq!(texts(cover.principals(Decision::TakeBack)), texts([&account(9), &unit("a")]));
    assert_eq!(cover.lines[&unit("a")].reason, Reason::NobodyWanted);
    assert!(cover.question.is_none());
}

#[test]
fn a_policy_that_asks_for_another_mode_is_a_question_too() {
    let mut small = Small::of(&[("a", Selected), ("b", Selected)]).owned([whole()]);
    small.share_as = ShareAs::Account;
    let cover = small.cover();
    assert_eq!(texts(cover.shared_with()), texts([&whole()]));
    assert_eq!(cover.question.unwrap().why, Why::Policy(ShareAs::Account));
    small.change_approved = true;
    assert_eq!(texts(small.cover().shared_with()), texts([&account(1), &account(2)]));
}

#[test]
fn a_change_that_died_after_the_wide_grant_was_made_goes_on_by_itself() {
    let small = Small::of(&[("a", Selected), ("a", Selected)]).owned([unit("a"), account(1), account(2)]);
    let cover = small.cover();
    assert_eq!(texts(cover.shared_with()), texts([&unit("a")]));
    assert_eq!(cover.lines[&account(2)].reason, Reason::ReachedBy { principal: unit("a") });
}

#[test]
fn a_split_that_died_in_the_middle_keeps_what_it_made_and_asks_again() {
    let small =
        Small::of(&[("a", Selected), ("a", Selected), ("a", Excluded)]).owned([unit("a"), account(1)]);
    let cover = small.cover();
    assert_eq!(texts(cover.shared_with()), texts([&account(1), &unit("a")]));
    assert!(cover.question.is_some());
}

#[test]
fn a_grant_for_a_nested_unit_that_is_there_counts_for_what_it_reaches() {
    let small = Small::of(&[("a/1", Selected), ("a/1", Selected), ("a", Selected)]).owned([nested("a/1")]);
    let cover = small.cover();
    assert_eq!(texts(cover.shared_with()), texts([&account(3), &nested("a/1")]));
}

#[test]
fn beside_a_grant_of_somebody_else_none_is_made() {
    let small = Small::of(&[("a", Selected), ("a", Selected), ("a", Selected)]).foreign([account(1)]);
    let cover = small.cover();
    assert_eq!(texts(cover.shared_with()), texts([&account(2), &account(3)]));
    assert_eq!(cover.unserved, [(account_id(1), Unserved::Foreign)].into());
    let small = Small::of(&[("a", Selected), ("b", Selected)]).foreign([whole()]);
    assert!(small.cover().lines.is_empty());
}

#[test]
fn an_account_with_its_own_license_keeps_it() {
    let mut small = Small::of(&[("a", Selected), ("a", Selected), ("a", OwnLicense), ("b", Excluded)]);
    assert_eq!(texts(small.cover().shared_with()), texts([&unit("a")]));

    // Exchanged for account grants, the OU grant would be activated over the account's own license as well.
    small = small.owned([account(1), account(2)]);
    assert!(small.cover().question.is_none());
    small.share_as = ShareAs::OrgUnit;
    let barred = [(account_id(3), Barred::OwnLicense)].into();
    assert_eq!(small.cover().obstacles, [Obstacle::TooMany { principal: unit("a"), accounts: barred }]);
    assert_eq!(small.cover().principals(Decision::Keep).count(), 2);
}

#[test]
fn an_account_of_unknown_place_keeps_units_from_being_judged() {
    let mut small = Small::of(&[("a", Selected), ("a", Selected), ("?", Excluded)]);
    assert_eq!(texts(small.cover().shared_with()), texts([&account(1), &account(2)]));
    small.share_as = ShareAs::OrgUnit;
    assert_eq!(small.cover().obstacles, [Obstacle::PlaceUnknown { accounts: [account_id(3)].into() }]);
    let small = Small::of(&[("a", Excluded), ("?", Selected)]).owned([unit("a")]);
    assert_eq!(small.cover().lines[&unit("a")].reason, Reason::Undecided);
    let small = Small::of(&[("a", Selected), ("?", Selected)]);
    assert_eq!(texts(small.cover().shared_with()), texts([&whole()]));
}

#[test]
fn a_grant_of_which_nobody_knows_whom_it_reaches_stops_the_license() {
    let odd = Principal::Unknown("arn:aws:iam::000000000001:user/someone".into());
    let cover = Small::of(&[("a", Selected)]).owned([account(2)]).foreign([odd.clone()]).cover();
    assert_eq!(cover.obstacles, [Obstacle::ReachUnknown { principal: odd }]);
    assert_eq!(texts(cover.shared_with()), texts([&account(2)]));
}

#[test]
fn the_quota_warns_stops_and_says_the_way_out() {
    let selected = |count: usize| Small::of(&vec![("a", Selected); count]).with(("b", Excluded));
    let mut small = selected(GRANTS_PER_LICENSE_MAX + 100);
    small.share_as = ShareAs::Account;
    let cover = small.cover();
    assert_eq!(cover.quota.level, Level::Full(WayOut::ShareByArea));
    assert!(cover.lines.is_empty());
    assert_eq!(cover.unserved.len(), GRANTS_PER_LICENSE_MAX + 100);

    // 2,100 accounts that single grants cannot serve are one grant for their OU.
    small.share_as = ShareAs::Auto;
    assert_eq!(texts(small.cover().principals(Decision::Make)), texts([&unit("a")]));

    // Shared singly so far: the change that is asked for is the way out.
    let small = small.owned((1..=1_950).map(account));
    let cover = small.cover();
    assert_eq!(cover.quota.level, Level::Full(WayOut::Approve));
    assert_eq!(cover.principals(Decision::Keep).count(), 1_950);
    assert_eq!(cover.question.unwrap().quota.peak, 1_951);

    for (count, level) in
        [(GRANTS_PER_LICENSE_WARNING - 1, Level::Room), (GRANTS_PER_LICENSE_WARNING, Level::Near)]
    {
        let mut small = selected(count);
        small.share_as = ShareAs::Account;
        assert_eq!(small.cover().quota.level, level);
    }
}

/// New grants are made before old ones are deleted: a full license cannot be changed at once, and says so.
#[test]
fn a_change_needs_room_for_both_for_a_moment() {
    let mut small = Small::of(&vec![("a", Selected); GRANTS_PER_LICENSE_MAX])
        .owned((1..=GRANTS_PER_LICENSE_MAX as u64).map(account));
    small.change_approved = true;
    let cover = small.cover();
    assert_eq!(cover.principals(Decision::Keep).count(), GRANTS_PER_LICENSE_MAX);
    assert!(cover.question.unwrap().quota.is_full());
}

#[test]
fn what_is_taken_back_makes_room_for_the_next_pass() {
    let small = Small::of(&[("a", Selected), ("b", Excluded)])
        .owned((2..=GRANTS_PER_LICENSE_MAX as u64 + 1).map(account));
    let cover = small.cover();
    assert_eq!(cover.quota.level, Level::Full(WayOut::NextPass));
    assert_eq!(cover.principals(Decision::TakeBack).count(), GRANTS_PER_LICENSE_MAX);
    assert_eq!(cover.principals(Decision::Make).count(), 0);
}

#[test]
fn ended_grants_that_may_count_are_told_of() {
    let mut small = Small::of(&[("a", Selected)]);
    small.ended = GRANTS_PER_LICENSE_WARNING;
    assert_eq!(small.cover().quota.level, Level::RoomIfEndedDoNotCount);
}

#[test]
fn ten_thousand_accounts_in_nested_units_are_covered() {
    let places: Vec<_> =
        (0..10_000).map(|number| format!("{}/{}/{}", number % 97, number % 7, number % 3)).collect();
    let standing = |number| if number % 97 == 0 && number % 2 == 0 { Excluded } else { Selected };
    let accounts: Vec<_> =
        places.iter().enumerate().map(|(number, place)| (place.as_str(), standing(number))).collect();
    let small = Small::of(&accounts);
    let cover = small.cover();
    // 96 whole units, and the accounts of the one that is half selected.
    assert_eq!(cover.principals(Decision::Make).count(), 96 + 52);
}
