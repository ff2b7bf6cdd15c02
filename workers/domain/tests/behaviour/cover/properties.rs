//! What holds for the cover of every license in every organization, tried on thousands of random ones.

use std::collections::BTreeSet;

use super::organization::{Small, account, nested, unit, whole};
use domain::cover::{Cover, Decision, Mode, Reason, Standing};
use domain::grant::Principal;
use domain::limits::GRANTS_PER_LICENSE_MAX;
use domain::policy::ShareAs;
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::support::cases;

const PLACES: [&str; 8] = ["", "a", "a/1", "a/1/2", "a/3", "b", "b/1", "c"];

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        6 => Just(Standing::Selected),
        2 => Just(Standing::Excluded),
        1 => Just(Standing::AsItIs),
        1 => Just(Standing::Indifferent),
        1 => Just(Standing::OwnLicense),
    ]
}

fn principal() -> impl Strategy<Value = Principal> {
    prop_oneof![
        6 => (1..9_u64).prop_map(account),
        3 => prop::sample::select(vec!["a", "b", "c"]).prop_map(unit),
        1 => prop::sample::select(vec!["a/1", "a/1/2", "b/1"]).prop_map(nested),
        1 => Just(whole()),
    ]
}

/// An organization without any grant.
fn fresh() -> impl Strategy<Value = Small> {
    let accounts = prop::collection::vec((prop::sample::select(PLACES.to_vec()), standing()), 0..8);
    (accounts, 0..10_u64, prop::bool::weighted(0.1)).prop_map(|(accounts, hub, accounts_only)| Small {
        hub,
        accounts_only,
        ..Small::of(&accounts)
    })
}

/// An organization with any grants, and anything asked of it.
fn any_organization() -> impl Strategy<Value = Small> {
    let share_as = prop_oneof![
        3 => Just(ShareAs::Auto),
        1 => Just(ShareAs::Account),
        1 => Just(ShareAs::OrgUnit),
        1 => Just(ShareAs::Organization),
    ];
    let owned = prop::collection::btree_set(principal(), 0..5);
    let foreign =
        prop_oneof![4 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(principal(), 1..3)];
    (fresh(), owned, foreign, share_as, prop::bool::weighted(0.1)).prop_map(
        |(mut small, owned, foreign, share_as, one_is_lost)| {
            if let Some(first) = small.accounts.first_mut().filter(|_| one_is_lost) {
                first.1 = "?".to_owned();
            }
            Small { share_as, ..small.owned(owned).foreign(foreign) }
        },
    )
}

fn approved(small: &Small) -> Small {
    Small { change_approved: true, ..small.clone() }
}

/// Both answers: without a person's approval and with it.
fn answers(small: &Small) -> [Cover; 2] {
    [small.cover(), approved(small).cover()]
}

fn is_undecided(cover: &Cover) -> bool {
    use domain::cover::Obstacle::{PlaceUnknown, ReachUnknown};
    cover.obstacles.iter().any(|obstacle| matches!(obstacle, PlaceUnknown { .. } | ReachUnknown { .. }))
}

fn reached_by<'a>(small: &Small, principals: impl IntoIterator<Item = &'a Principal>, number: u64) -> usize {
    principals.into_iter().filter(|principal| small.reaches(principal, number)).count()
}

fn overlap(small: &Small, one: &Principal, other: &Principal) -> bool {
    small.accounts.iter().any(|(number, ..)| small.reaches(one, *number) && small.reaches(other, *number))
}

/// The size of the smallest exact cover: every set of principals is tried, also such as overlap.
fn smallest(small: &Small) -> u32 {
    let mut candidates: Vec<_> = small.accounts.iter().map(|(number, ..)| account(*number)).collect();
    if !small.accounts_only {
        candidates.extend([whole(), unit("a"), unit("b"), unit("c")]);
    }
    let bits = |standing| small.numbers(standing).map(|number| 1_u32 << number).sum::<u32>();
    let wanted = bits(Standing::Selected);
    let barred = bits(Standing::Excluded) | bits(Standing::AsItIs);
    let reach: Vec<u32> = candidates
        .iter()
        .map(|candidate| {
            let reached = small.accounts.iter().filter(|(number, ..)| small.reaches(candidate, *number));
            reached.map(|(number, ..)| 1_u32 << number).sum()
        })
        .filter(|reach| reach & barred == 0)
        .collect();
    (0_u32..1 << reach.len())
        .filter(|set| {
            let chosen = reach.iter().enumerate().filter(|(index, _)| set >> index & 1 == 1);
            wanted & !chosen.fold(0, |all, (_, reach)| all | reach) == 0
        })
        .map(u32::count_ones)
        .min()
        .unwrap()
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn a_fresh_cover_is_exact_and_the_smallest_there_is(small in fresh()) {
        let cover = small.cover();
        for number in small.numbers(Standing::Selected) {
            prop_assert_eq!(reached_by(&small, cover.shared_with(), number), 1);
        }
        for standing in [Standing::Excluded, Standing::AsItIs] {
            for number in small.numbers(standing) {
                prop_assert_eq!(reached_by(&small, cover.shared_with(), number), 0);
            }
        }
        prop_assert_eq!(u32::try_from(cover.lines.len()).unwrap(), smallest(&small));
        prop_assert!(cover.question.is_none() && cover.unserved.is_empty() && cover.obstacles.is_empty());
    }

    #[test]
    fn a_selected_account_is_reached_or_told_of(small in any_organization()) {
        for cover in answers(&small) {
            for number in small.numbers(Standing::Selected) {
                let told = cover.unserved.contains_key(&crate::support::account_id(number));
                prop_assert_eq!(reached_by(&small, cover.shared_with(), number) == 0, told, "{} {:?}", number, cover);
            }
        }
    }

    #[test]
    fn nothing_that_is_made_overlaps_another_grant_of_ours(small in any_organization()) {
        for cover in answers(&small) {
            for made in cover.principals(Decision::Make) {
                for other in cover.shared_with().filter(|other| *other != made) {
                    prop_assert!(!overlap(&small, made, other), "{} and {}", made, other);
                }
            }
            if let Some(change) = cover.question {
                for one in &change.shared_with {
                    for other in change.shared_with.iter().filter(|other| *other != one) {
                        prop_assert!(!overlap(&small, one, other), "{} and {}", one, other);
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_made_reaches_an_account_beside_a_grant_of_somebody_else(small in any_organization()) {
        for cover in answers(&small) {
            for made in cover.principals(Decision::Make) {
                for number in small.numbers(Standing::Selected).filter(|number| small.reaches(made, *number)) {
                    let ours = reached_by(&small, &small.owned, number) > 0;
                    prop_assert!(ours || reached_by(&small, &small.foreign, number) == 0);
                }
            }
        }
    }

    #[test]
    fn nothing_that_is_made_reaches_an_account_that_is_not_to_gain_it(small in any_organization()) {
        for cover in answers(&small) {
            for made in cover.principals(Decision::Make) {
                for number in small.numbers(Standing::Excluded) {
                    prop_assert!(!small.reaches(made, number), "{} reaches {}", made, number);
                }
                for number in small.numbers(Standing::AsItIs).filter(|number| small.reaches(made, *number)) {
                    prop_assert!(reached_by(&small, &small.owned, number) > 0, "{} reaches {}", made, number);
                }
            }
        }
    }

    /// What still reaches an excluded account is told as too wide.
    #[test]
    fn an_excluded_account_is_reached_only_by_what_was_there_and_is_told_as_too_wide(small in any_organization()) {
        for cover in answers(&small).into_iter().filter(|cover| !is_undecided(cover)) {
            for number in small.numbers(Standing::Excluded) {
                for principal in cover.shared_with().filter(|principal| small.reaches(principal, number)) {
                    prop_assert!(small.owned.contains(principal));
                    let told = matches!(&cover.lines[principal].reason, Reason::TooWide { accounts }
                        if accounts.contains(&crate::support::account_id(number)));
                    prop_assert!(told, "{} reaches {}", principal, number);
                }
            }
        }
    }

    #[test]
    fn who_is_to_have_it_and_has_it_keeps_it(small in any_organization()) {
        for cover in answers(&small) {
            for standing in [Standing::Selected, Standing::AsItIs] {
                for number in small.numbers(standing).filter(|one| reached_by(&small, &small.owned, *one) > 0) {
                    prop_assert!(reached_by(&small, cover.shared_with(), number) > 0, "{}", number);
                }
            }
        }
    }

    #[test]
    fn nothing_is_exchanged_without_a_person(small in any_organization()) {
        let cover = small.cover();
        for old in cover.principals(Decision::TakeBack) {
            let by_what_is_there = match &cover.lines[old].reason {
                Reason::NobodyWanted => true,
                Reason::ReachedBy { principal } => cover.lines[principal].decision == Decision::Keep,
                _ => false,
            };
            prop_assert!(by_what_is_there, "{} {:?}", old, cover.lines[old].reason);
        }
        if let Some(mode) = Mode::of(&small.owned) {
            prop_assert!(Mode::of(cover.principals(Decision::Make)) <= Some(mode));
        }
    }

    /// Where grants of ours are exchanged, the wide one is activated over all others: no account may lose its own license.
    #[test]
    fn nothing_is_exchanged_over_an_account_with_its_own_license(small in any_organization()) {
        let with = approved(&small).cover();
        for made in with.principals(Decision::Make) {
            let exchanges = small.accounts.iter().any(|(number, _, standing)| {
                matches!(standing, Standing::Selected | Standing::AsItIs)
                    && *number != small.hub
                    && small.reaches(made, *number)
                    && reached_by(&small, &small.owned, *number) > 0
            });
            let own = small.numbers(Standing::OwnLicense).any(|number| small.reaches(made, number));
            prop_assert!(!(exchanges && own), "{}", made);
        }
    }

    #[test]
    fn an_approval_of_nothing_changes_nothing(small in any_organization()) {
        let [without, with] = answers(&small);
        if without.question.is_none() {
            prop_assert_eq!(without, with);
        }
    }

    #[test]
    fn a_change_that_was_approved_is_what_was_asked_for(small in any_organization()) {
        let [without, with] = answers(&small);
        if let Some(change) = without.question {
            prop_assert!(with.shared_with().eq(&change.shared_with));
            prop_assert!(with.question.is_none());
            for swap in &change.swaps {
                prop_assert!(swap.from.is_disjoint(&swap.to));
                prop_assert!(swap.from.iter().all(|old| with.lines[old].decision == Decision::TakeBack));
                prop_assert!(swap.to.iter().all(|new| with.lines[new].decision != Decision::TakeBack));
            }
        }
    }

    /// Done once, nothing is left to do; and after an approved change nothing is left to ask.
    #[test]
    fn done_once_it_stays(small in any_organization()) {
        for (cover, asks) in answers(&small).into_iter().zip([true, false]) {
            let next = Small { owned: cover.shared_with().cloned().collect(), ..small.clone() };
            let again = next.cover();
            prop_assert!(
                again.lines.values().all(|line| line.decision == Decision::Keep),
                "{:?} and then {:?}", cover, again
            );
            if !asks {
                prop_assert!(again.question.is_none(), "{:?} and then {:?}", cover, again);
            }
        }
    }

    #[test]
    fn the_order_of_the_input_never_matters(small in any_organization(), turn in any::<prop::sample::Index>()) {
        let mut turned = small.clone();
        if !small.accounts.is_empty() {
            turned.accounts.rotate_left(turn.index(small.accounts.len()));
        }
        turned.accounts.reverse();
        turned.owned.reverse();
        turned.foreign.reverse();
        prop_assert_eq!(small.cover(), turned.cover());
        prop_assert_eq!(format!("{:?}", approved(&small).cover()), format!("{:?}", approved(&turned).cover()));
    }

    /// Selecting what is left of a first-level OU takes one more grant at the most.
    #[test]
    fn selecting_a_whole_unit_takes_one_grant_more_at_most(small in fresh(), name in prop::sample::select(vec!["a", "b", "c"])) {
        let mut more = small.clone();
        for (_, _, standing) in more.accounts.iter_mut().filter(|(_, place, _)| place.starts_with(name)) {
            *standing = Standing::Selected;
        }
        if !small.accounts_only {
            prop_assert!(more.cover().lines.len() <= small.cover().lines.len() + 1);
        }
    }

    /// Where OU and organization grants can be made as well, it never takes more grants than without.
    #[test]
    fn a_cover_by_areas_is_never_larger_than_one_by_accounts(small in fresh()) {
        let singly = Small { share_as: ShareAs::Account, ..small.clone() };
        prop_assert!(small.cover().lines.len() <= singly.cover().lines.len());
        prop_assert_eq!(singly.cover().lines.len(), small.numbers(Standing::Selected).count());
    }

    /// A forced mode shares exactly as asked, or says why not and makes nothing there.
    #[test]
    fn a_forced_mode_is_exact_or_says_why_not(small in fresh(), whole_organization in any::<bool>()) {
        let share_as = if whole_organization { ShareAs::Organization } else { ShareAs::OrgUnit };
        let cover = Small { share_as, ..small.clone() }.cover();
        let kind = if whole_organization { Mode::Organization } else { Mode::Units };
        for made in cover.principals(Decision::Make) {
            prop_assert_eq!(Mode::of([made]), Some(kind));
        }
        prop_assert_eq!(cover.unserved.is_empty(), cover.obstacles.is_empty(), "{:?}", cover);
    }

    #[test]
    fn the_quota_is_never_exceeded(small in any_organization(), room in 0..4_usize) {
        let more = GRANTS_PER_LICENSE_MAX - small.owned.len() - small.foreign.len() - room;
        let full = Small { more, ..small };
        for cover in answers(&full) {
            prop_assert!(cover.principals(Decision::Make).count() <= room);
            prop_assert!(cover.quota.live == GRANTS_PER_LICENSE_MAX - room);
        }
    }
}
