//! What holds for every experience, tried on thousands of random ones.

use std::collections::BTreeSet;

use super::catalog::{Catalog, Speech, check_limits};
use super::samples::{Conditions, TARGET, experience_id, principal, product, products, quarantine, snapshot};
use domain::experience::change_set::{
    ChangeSet, ChangeSetStatus, ChangeType, FailureCode, Observed, Work, next_step, pack,
};
use domain::experience::details::{Described, procurement_policy};
use domain::experience::entity::{Branding, ExperienceStatus, ObservedExperience, RequestSetting};
use domain::experience::guard::{DenyLimits, judge};
use domain::experience::identity::ProductId;
use domain::experience::limits::{REFUSALS_MAX, SENDS_AGAIN_MAX};
use domain::experience::plan::{Atom, plan};
use domain::experience::settings::Mirror;
use domain::experience::snapshot::{Content, Part, Publication, Source, SourceState, join};
use domain::experience::text::plans_markdown;
use domain::guard::Verdict;
use proptest::prelude::{
    Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_assume, prop_oneof, proptest,
};

use crate::support::cases;

/// Where a product stands: 0 nowhere, 1 allowed, 2 denied.
fn stands(count: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..3_u8, 0..count)
}

fn in_list(stands: &[u8], list: u8) -> BTreeSet<ProductId> {
    products(stands.iter().enumerate().filter(|(_, stand)| **stand == list).map(|(number, _)| number))
}

fn observed(id: &str, stands: &[u8]) -> ObservedExperience {
    super::samples::observed(id, in_list(stands, 1), in_list(stands, 2))
}

fn status() -> impl Strategy<Value = ExperienceStatus> {
    prop_oneof![
        6 => Just(ExperienceStatus::Enabled),
        2 => Just(ExperienceStatus::Disabled),
        1 => Just(ExperienceStatus::Archived),
        1 => Just(ExperienceStatus::from("Paused")),
    ]
}

fn text(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(words).prop_map(str::to_owned))
}

fn branding() -> impl Strategy<Value = Option<Branding>> {
    let fields = (
        text(&["One", "Two"]),
        text(&["Ask Purchasing"]),
        text(&["#232F3E", "#0e7f74"]),
        text(&["https://example.com/logo.png"]),
    );
    prop::option::of(fields.prop_map(|(title, information, theme_color, logo_url)| Branding {
        title,
        information,
        theme_color,
        logo_url,
    }))
}

/// An experience with everything that can be different about it.
fn experience(id: &'static str) -> impl Strategy<Value = ObservedExperience> {
    let people =
        prop::collection::btree_set(prop::sample::select(&["o-one", "ou-ab12-2", "333333333333"][..]), 0..3);
    (stands(40), status(), branding(), any::<bool>(), people).prop_map(
        move |(stands, status, branding, requests, people)| {
            let mut experience = observed(id, &stands);
            experience.experience.status = status;
            experience.branding = branding;
            experience.policy.as_mut().unwrap().requests =
                if requests { RequestSetting::Allow } else { RequestSetting::Deny };
            experience.audience = people.into_iter().map(principal).collect();
            experience
        },
    )
}

fn conditions() -> impl Strategy<Value = Conditions> {
    let counterparts = prop::collection::btree_map(
        prop::sample::select(&["o-one", "ou-ab12-2"][..]).prop_map(principal),
        prop::collection::btree_set(
            prop::sample::select(&["o-one", "ou-ab12-2", "444444444444"][..]).prop_map(principal),
            0..3,
        ),
        0..3,
    );
    let quarantined = prop::collection::vec(0..40_usize, 0..4);
    (any::<(bool, bool, bool)>(), counterparts, quarantined).prop_map(
        |((status, requests, branding), counterparts, quarantined)| Conditions {
            mirror: Mirror { status, requests, branding },
            counterparts,
            quarantine: quarantine(quarantined),
            ..Conditions::default()
        },
    )
}

/// The least number of sets: what the fullest type needs.
fn least(atoms: &BTreeSet<Atom>) -> usize {
    let count = |kind: ChangeType| atoms.iter().filter(|atom| ChangeType::of(atom) == kind).count();
    ChangeType::KNOWN
        .iter()
        .map(|kind| ChangeType::from(*kind))
        .map(|kind| count(kind.clone()).div_ceil(kind.atoms_max()))
        .max()
        .unwrap_or(0)
}

fn bisection_bound(set: usize, bad: usize) -> usize {
    2 * bad * set.next_power_of_two().ilog2() as usize
}

proptest! {
    #![proptest_config(cases(10_000))]

    /// P6: applied, it leaves nothing to do; and it took no set more than needed.
    #[test]
    fn an_applied_plan_leaves_nothing_to_do(
        there in experience(super::samples::SOURCE), here in experience(TARGET), conditions in conditions(),
    ) {
        let source = Source::of(&there);
        let plan = conditions.plan(&source, &here);
        let mut catalog = Catalog::new(here, BTreeSet::new(), Speech::Silent);
        let (work, sets) = catalog.carry_out(Work::of(&plan, 0));
        prop_assert_eq!((work.held, work.refused.len(), sets), (None, 0, least(&plan.atoms())));
        let logo_applied = there.branding.and_then(|branding| branding.logo_url);
        let again = Conditions { logo_applied, ..conditions }.plan(&source, &catalog.observed);
        prop_assert!(again.is_settled(), "{:?}", again.lines);
        prop_assert_eq!(again.counts.hold, plan.counts.hold);
    }

    /// Nothing is allowed that the source has not approved; what is in quarantine or skipped is in no set; what is in neither
    /// list on either side, or denied here and absent there, is not touched.
    #[test]
    fn nothing_is_done_that_the_source_does_not_ask_for(
        there in experience(super::samples::SOURCE), here in experience(TARGET), conditions in conditions(),
    ) {
        let plan = conditions.plan(&Source::of(&there), &here);
        let (source, target) = (there.products().unwrap(), here.products().unwrap());
        for atom in plan.atoms() {
            prop_assert!(plan.skipped.is_none() && conditions.quarantine.find(&plan.experience, &atom).is_none());
            match &atom {
                Atom::Allow(product) => {
                    prop_assert!(source.allowed.contains(product) && !target.allowed.contains(product));
                }
                Atom::Deny(product) => {
                    prop_assert!(!source.allowed.contains(product) && !target.denied.contains(product));
                    prop_assert!(source.denied.contains(product) || target.allowed.contains(product));
                }
                Atom::Requests(_) => prop_assert!(conditions.mirror.requests),
                Atom::Branding(_) => prop_assert!(conditions.mirror.branding),
                Atom::Status(_) => prop_assert!(conditions.mirror.status),
                Atom::Audience(_) => {
                    let counterparts: BTreeSet<_> = conditions.counterparts.values().flatten().collect();
                    prop_assert!(counterparts.iter().any(|principal| atom.named() == Some(principal.as_str())));
                }
            }
        }
        let closed = [&there, &here].iter().any(|side| side.experience.closed_to_changes().is_some());
        prop_assert!(!closed || plan.lines.is_empty());
    }

    /// The same plan, byte for byte, in whatever order the Catalog lists and the sources come.
    #[test]
    fn the_order_of_the_input_does_not_matter(there in stands(30), here in stands(30), seed in any::<u64>()) {
        let answer = |stands: &[u8], seed: u64| {
            let mut items: Vec<(u64, usize)> =
                (0..stands.len()).map(|number| (seed.rotate_left(u32::try_from(number).unwrap()) ^ seed, number)).collect();
            items.sort_unstable();
            let statements: Vec<_> = items.iter().filter(|(_, number)| stands[*number] > 0).map(|(_, number)| {
                let effect = if stands[*number] == 1 { "Allow" } else { "Deny" };
                serde_json::json!({"Effect": effect, "Resources": [{"Type": "Product", "Ids": [product(*number)]}]})
            }).collect();
            let described = Described {
                entity_type: "ProcurementPolicy@1.0".into(),
                entity_identifier: "procpolicy-management@4".into(),
                details: None,
                details_document: Some(serde_json::json!({"Statements": statements})),
            };
            procurement_policy(&described).unwrap().products
        };
        let told = |seed: u64, turned: bool| {
            let mut source = observed(super::samples::SOURCE, &[]);
            source.policy.as_mut().unwrap().products = answer(&there, seed);
            let mut target = observed(TARGET, &[]);
            target.policy.as_mut().unwrap().products = answer(&here, seed);
            let mut sources = vec![Source::of(&source), Source::of(&observed("exp-other", &there))];
            if turned { sources.reverse() }
            let (head, snapshot) = snapshot(sources);
            let conditions = Conditions::default();
            let plan = plan(&snapshot, &super::samples::assignment(), &target, &conditions.terms());
            let work = serde_json::to_string(&Work::of(&plan, 1)).unwrap();
            (plans_markdown("run-1", &head, &[(plan, Verdict::Go)]), work, head.checksum)
        };
        prop_assert_eq!(told(0, false), told(seed, true));
    }

    #[test]
    fn packing_is_minimal_complete_and_within_every_limit(
        allow in 0..170_usize, deny in 0..170_usize, people in 0..70_usize, enable in any::<bool>(),
    ) {
        let mut atoms: BTreeSet<Atom> = products(0..allow).into_iter().map(Atom::Allow).collect();
        atoms.extend(products(allow..allow + deny).into_iter().map(Atom::Deny));
        atoms.extend((0..people).map(|number| Atom::Audience(
            domain::experience::plan::AudienceChange::Associate(principal(&format!("{number:012}"))),
        )));
        atoms.extend(enable.then_some(Atom::Status(ExperienceStatus::Enabled)));
        let sets = pack(&atoms);
        prop_assert_eq!(sets.len(), least(&atoms));
        prop_assert_eq!(sets.iter().map(Vec::len).sum::<usize>(), atoms.len());
        prop_assert_eq!(&sets.iter().flatten().cloned().collect::<BTreeSet<_>>(), &atoms);
        for set in &sets {
            check_limits(&ChangeSet::of(&experience_id(TARGET), set, 1, 0));
        }
        let last_product = sets.iter().rposition(|set| set.iter().any(|atom| atom.product().is_some()));
        let enabled = sets.iter().position(|set| set.iter().any(|atom| matches!(atom, Atom::Status(_))));
        prop_assert!(enabled.is_none() || enabled >= last_product);
    }

    /// Exactly the bad ones are found, whatever the messages say, with at most the proven number of sets.
    #[test]
    fn bisecting_finds_exactly_the_bad_ones(
        count in 1..=100_usize, bad in prop::collection::btree_set(0..100_usize, 0..4),
        speech in prop::sample::select(&[Speech::Silent, Speech::Change, Speech::Product, Speech::Wrong][..]),
    ) {
        let bad: BTreeSet<usize> = bad.into_iter().filter(|number| *number < count).collect();
        let mut atoms: Vec<Atom> = products(0..count / 2).into_iter().map(Atom::Deny).collect();
        atoms.extend(products(count / 2..count).into_iter().map(Atom::Allow));
        let mut work = Work::of(&Conditions::default().plan(
            &super::samples::source(products(count / 2..count), products(0..count / 2)),
            &super::samples::target(products([]), products([])),
        ), 0);
        prop_assert_eq!(work.sets.len(), 1);
        let names = bad.iter().map(|number| product(*number).to_string()).collect();
        let mut catalog = Catalog::new(super::samples::target(products([]), products([])), names, speech);
        let sets;
        (work, sets) = catalog.carry_out(work);
        let refused: BTreeSet<ProductId> =
            work.refused.iter().filter_map(|refusal| refusal.atom.product().cloned()).collect();
        prop_assert_eq!(refused, products(bad.iter().copied()));
        let hinted = if speech == Speech::Silent { 0 } else { 2 };
        let bound = 1 + hinted + bisection_bound(count, bad.len());
        prop_assert!(sets <= bound, "{sets} sets, at most {bound}");
        prop_assert_eq!(work.held, None);
        let listed = catalog.observed.products().unwrap();
        prop_assert_eq!(listed.allowed.len() + listed.denied.len(), count - bad.len());
    }

    /// P7: whatever the Catalog answers, the work on an experience ends.
    #[test]
    fn the_work_always_ends(count in 0..120_usize, answers in prop::collection::vec(0..8_u8, 1..40)) {
        let conditions = Conditions::default();
        let mut work = Work::of(&conditions.plan(
            &super::samples::source(products(0..count), products([])),
            &super::samples::target(products([]), products([])),
        ), 0);
        let planned = work.sets.len();
        let mut sets = 0;
        let mut tokens = BTreeSet::new();
        for answer in answers.iter().cycle() {
            let Some(set) = work.next() else { break };
            sets += 1;
            prop_assert!(tokens.insert(set.token), "a token twice");
            let (status, failure) = match answer {
                0 | 1 => (ChangeSetStatus::Succeeded, None),
                2 => (ChangeSetStatus::Failed, Some(FailureCode::ServerFault)),
                3 if sets > 20 => (ChangeSetStatus::Cancelled, None),
                _ => (ChangeSetStatus::Failed, Some(FailureCode::ClientError)),
            };
            let observed = Observed {
                change_set: "cs-1".parse().unwrap(), status, failure, description: None, errors: Vec::new(), takes_changes: true,
            };
            let next = next_step(work.present().unwrap(), &observed, 0);
            work = work.conclude(next, &observed);
        }
        let bound = (planned + bisection_bound(50, REFUSALS_MAX) + 2) * (1 + SENDS_AGAIN_MAX as usize);
        prop_assert!(sets <= bound, "{sets} sets, at most {bound}");
        prop_assert!(work.next().is_none());
    }

    /// A snapshot comes back as it was, however it was cut.
    #[test]
    fn a_snapshot_survives_being_cut(there in experience(super::samples::SOURCE), other in stands(20), bytes in 1..400_usize) {
        let content = Content::new(vec![Source::of(&there), Source::of(&observed("exp-ö".replace('ö', "o").as_str(), &other))]).unwrap();
        let Publication::New { head, mut parts } = Publication::of(None, &content, bytes).unwrap() else { panic!("not new") };
        prop_assert!(parts.iter().all(|part| part.text.len() <= bytes.max(4)));
        prop_assert_eq!(Publication::of(Some(&head), &content, bytes + 1).unwrap(), Publication::Unchanged);
        parts.reverse();
        prop_assert_eq!(join(&head, parts).unwrap().content, content);
    }

    /// Any one change to what was published is found.
    #[test]
    fn a_snapshot_that_was_changed_is_refused(
        there in stands(20), other in stands(20), bytes in 20..200_usize, kind in 0..10_u8, place in any::<prop::sample::Index>(),
    ) {
        let content = |stands: &[u8]| Content::new(vec![Source::of(&observed(super::samples::SOURCE, stands))]).unwrap();
        let Publication::New { mut head, mut parts } = Publication::of(None, &content(&there), bytes).unwrap() else { panic!("not new") };
        let Publication::New { parts: foreign, .. } = Publication::of(Some(&head), &content(&other), bytes).unwrap_or(Publication::Unchanged) else {
            prop_assume!(false);
            unreachable!()
        };
        let index = place.index(parts.len());
        match kind {
            0 => { parts.remove(index); }
            1 => parts.push(parts[index].clone()),
            2 => parts[index] = foreign[place.index(foreign.len())].clone(),
            3 => parts[index].revision += 1,
            4 => parts[index].text.push(' '),
            5 => parts[index].text = parts[index].text.chars().rev().chain(['x']).collect(),
            6 => head.revision += 1,
            7 => head.parts += 1,
            8 => head.counts.approved += 1,
            _ => head.checksum = head.checksum.chars().rev().chain(['0']).collect(),
        }
        prop_assert!(join(&head, parts).is_err());
    }

    /// P4: what stops with some denials stops with more, whether they are denied now or were before.
    #[test]
    fn the_guard_is_monotone(
        approved in 0..40_usize, fewer in 0..40_usize, allowed in 0..60_usize,
        earlier in 0..30_u32, more in 0..30_u32, allow_empty in any::<bool>(),
    ) {
        let limits = DenyLimits { denials_max: 25, denials_percent_max: 20 };
        let plan = |approved: usize| Conditions::default().plan(
            &super::samples::source(products(0..approved), products([])),
            &super::samples::target(products(0..allowed), products([])),
        );
        let (few, many) = (plan(approved), plan(approved.saturating_sub(fewer)));
        prop_assert!(many.counts.withdrawals >= few.counts.withdrawals);
        if judge(&few, earlier, limits, allow_empty) != Verdict::Go {
            prop_assert!(judge(&many, earlier, limits, allow_empty) != Verdict::Go);
            prop_assert!(judge(&few, earlier + more, limits, allow_empty) != Verdict::Go);
        }
    }

    /// A snapshot says of an experience what was read, or why nothing is said.
    #[test]
    fn an_experience_is_published_as_it_is_or_skipped(there in experience(super::samples::SOURCE)) {
        match Source::of(&there).state {
            SourceState::Published(published) => {
                prop_assert!(there.experience.closed_to_changes().is_none());
                prop_assert_eq!(Some(&published.products), there.products());
            }
            SourceState::Skipped(skip) => prop_assert_eq!(Some(skip), there.experience.closed_to_changes()),
        }
    }
}

#[test]
fn a_text_is_cut_at_characters() {
    let mut there = observed(super::samples::SOURCE, &[]);
    there.experience.name = "Größe — 製品".into();
    let content = Content::new(vec![Source::of(&there)]).unwrap();
    for bytes in 1..60 {
        let Publication::New { head, parts } = Publication::of(None, &content, bytes).unwrap() else {
            panic!("not new")
        };
        assert!(parts.iter().all(|part: &Part| !part.text.is_empty()));
        assert_eq!(join(&head, parts).unwrap().content, content);
    }
}
