//! The plan for hand-made experiences, as its readers see it.

use super::samples::{
    Conditions, SOURCE, TARGET, assignment, experience_id, observed, principal, product, products,
    quarantine, snapshot, source, target,
};
use domain::experience::entity::{
    AdminStatus, Audience, Branding, ExperienceStatus, ObservedExperience, RequestSetting,
};
use domain::experience::guard::{DenyLimits, judge};
use domain::experience::plan::{Atom, Elsewhere, ExperiencePlan, plan};
use domain::experience::settings::{Assignment, Mirror};
use domain::experience::skip::Skip;
use domain::experience::snapshot::{Source, SourceState};
use domain::experience::text::plans_markdown;
use domain::guard::Verdict;

const EVERYTHING: Mirror = Mirror { status: true, requests: true, branding: true };

fn atoms(plan: &ExperiencePlan) -> Vec<String> {
    plan.atoms().iter().map(ToString::to_string).collect()
}

fn published(source: &mut Source) -> &mut domain::experience::snapshot::Published {
    match &mut source.state {
        SourceState::Published(published) => published,
        SourceState::Skipped(skip) => panic!("skipped: {skip}"),
    }
}

/// The nine cases there are: three at the source, three here.
#[test]
fn follows_the_source_for_every_case_of_a_product() {
    let there = source(products([0, 1, 2]), products([3, 4, 5]));
    let here = target(products([0, 3, 6]), products([1, 4, 7]));
    let plan = Conditions::default().plan(&there, &here);
    assert_eq!(
        atoms(&plan),
        ["allow prod-0001", "allow prod-0002", "deny prod-0003", "deny prod-0005", "deny prod-0006"]
    );
    assert_eq!((plan.counts.keep, plan.counts.withdrawals, plan.counts.allowed_here), (2, 2, 3));
}

/// Seed defect P13: absent and denied stays, absent and allowed is denied; nothing else is touched.
#[test]
fn what_the_source_does_not_name_is_denied_if_it_is_allowed_and_else_left() {
    let plan = Conditions::default()
        .plan(&source(products([1]), products([])), &target(products([1, 2]), products([3])));
    assert_eq!(atoms(&plan), ["deny prod-0002"]);
}

/// The whole text, with everything that can be in it.
#[test]
fn tells_every_decision_with_its_reason() {
    let mut there = source(products([0, 1, 2, 8]), products([3, 4, 5]));
    let rich = published(&mut there);
    rich.requests = RequestSetting::Deny;
    rich.branding = Some(Branding {
        title: Some("Example".into()),
        information: None,
        theme_color: Some("#0E7F74".into()),
        logo_url: Some("https://example.com/logo.png".into()),
    });
    rich.audience = [principal("o-central"), principal("ou-ab12-11111111")].into();
    let mut here = target(products([0, 3, 6]), products([1, 4, 7]));
    here.experience.status = ExperienceStatus::Disabled;
    here.experience.name = "Shop <of>\nMember B".into();
    here.audience = [principal("ou-cd34-33333333"), principal("999999999999")].into();
    let conditions = Conditions {
        mirror: EVERYTHING,
        counterparts: [
            (principal("o-central"), [principal("o-memberb"), principal("ou-cd34-22222222")].into()),
            (principal("ou-ab12-99999999"), [principal("ou-cd34-33333333")].into()),
        ]
        .into(),
        elsewhere: Elsewhere::of(&[Audience {
            principals: [principal("ou-cd34-22222222")].into(),
            experience: experience_id("exp-local"),
        }]),
        quarantine: quarantine([8]),
        logo_applied: None,
    };
    let archived = ObservedExperience { ..observed("exp-attic", products([]), products([])) };
    let (head, snapshot) = snapshot(vec![there, Source::skipped(experience_id("exp-gone"), Skip::NotFound)]);
    let limits = DenyLimits { denials_max: 1, ..DenyLimits::default() };
    let main = plan(&snapshot, &assignment(), &here, &conditions.terms());
    let verdict = judge(&main, 0, limits, false);
    let follows_gone = Assignment {
        experience: archived.experience.id.clone(),
        follows: experience_id("exp-gone"),
        found: true,
    };
    let skipped = plan(&snapshot, &follows_gone, &archived, &conditions.terms());
    insta::assert_snapshot!(plans_markdown("run-1", &head, &[(main, verdict), (skipped, Verdict::Go)]));
}

#[test]
fn lists_what_is_left_alone_with_the_reason_and_never_takes_it_for_empty() {
    let there = source(products([1]), products([]));
    let here = || target(products([2]), products([]));
    let change = |edit: fn(&mut ObservedExperience)| {
        let mut experience = here();
        edit(&mut experience);
        experience
    };
    let archived = change(|here| here.experience.admin_status = Some(AdminStatus::from("Restricted")));
    let disabled = change(|here| here.experience.status = ExperienceStatus::Disabled);
    let odd = change(|here| here.experience.status = ExperienceStatus::from("Paused"));
    let bare = change(|here| {
        here.experience.policy = None;
        here.policy = None;
    });
    let listless = change(|here| here.policy.as_mut().unwrap().products = None);
    let of = |edit: &ObservedExperience| {
        Source::of(&ObservedExperience {
            experience: domain::experience::entity::Experience {
                id: experience_id(SOURCE),
                ..edit.experience.clone()
            },
            ..edit.clone()
        })
    };
    let cases = [
        ("archived here", there.clone(), archived.clone()),
        ("disabled here", there.clone(), disabled.clone()),
        ("unknown here", there.clone(), odd.clone()),
        ("no policy here", there.clone(), bare.clone()),
        ("archived there", of(&archived), here()),
        ("disabled there", of(&disabled), here()),
        ("unknown there", of(&odd), here()),
        ("no policy there", of(&bare), here()),
        ("no list there", of(&listless), here()),
        (
            "unreadable there",
            Source::skipped(experience_id(SOURCE), Skip::Unreadable("`Name` is missing".into())),
            here(),
        ),
        ("another one there", Source { id: experience_id("exp-other"), ..there.clone() }, here()),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|(case, source, target)| {
            let plan = Conditions::default().plan(source, target);
            assert!(plan.lines.is_empty() && plan.is_settled(), "{case}: {:?}", plan.lines);
            format!("{case}: {}", plan.skipped.unwrap())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    // A policy here that states no list yet is where a fresh experience begins.
    let fresh = Conditions::default().plan(&there, &listless);
    assert_eq!(atoms(&fresh), ["allow prod-0001"]);
}

#[test]
fn an_experience_is_enabled_last_and_only_by_setting() {
    let there = source(products([1]), products([]));
    let mut here = target(products([]), products([]));
    here.experience.status = ExperienceStatus::Disabled;
    let conditions =
        Conditions { mirror: Mirror { status: true, ..Mirror::default() }, ..Conditions::default() };
    assert_eq!(atoms(&conditions.plan(&there, &here)), ["allow prod-0001", "set the status to Enabled"]);
}

#[test]
fn a_disabled_source_disables_by_setting_and_its_products_are_not_looked_at() {
    let mut there = source(products([1]), products([]));
    published(&mut there).status = ExperienceStatus::Disabled;
    let here = target(products([2]), products([]));
    let conditions = Conditions { mirror: EVERYTHING, ..Conditions::default() };
    let plan = conditions.plan(&there, &here);
    assert_eq!(atoms(&plan), ["set the status to Disabled"]);
    assert!(plan.notes.iter().any(|note| note.contains("lifts its restrictions")));
}

/// This version publishes no such status; a newer management stack may.
#[test]
fn a_published_status_that_is_not_known_is_never_mirrored() {
    for status in ["Archived", "Paused"] {
        let mut there = source(products([1]), products([]));
        published(&mut there).status = ExperienceStatus::from(status);
        let conditions = Conditions { mirror: EVERYTHING, ..Conditions::default() };
        let plan = conditions.plan(&there, &target(products([2]), products([])));
        assert!(plan.lines.is_empty(), "{:?}", plan.lines);
        assert!(plan.skipped.unwrap().to_string().contains(status));
    }
}

#[test]
fn settings_are_left_alone_unless_their_mirror_is_on() {
    let mut there = source(products([1]), products([]));
    let rich = published(&mut there);
    rich.requests = RequestSetting::Deny;
    rich.branding = Some(Branding { title: Some("Example".into()), ..Branding::default() });
    rich.audience = [principal("o-central")].into();
    assert!(Conditions::default().plan(&there, &target(products([1]), products([]))).is_settled());
}

/// The Catalog copies a logo: the address that it answers with is its own, and comparing addresses would never end.
#[test]
fn a_logo_that_was_applied_is_not_applied_again() {
    let mut there = source(products([1]), products([]));
    let logo = "https://example.com/logo.png".to_owned();
    published(&mut there).branding = Some(Branding { logo_url: Some(logo.clone()), ..Branding::default() });
    let mut here = target(products([1]), products([]));
    here.branding =
        Some(Branding { logo_url: Some("https://copies.example/1.png".into()), ..Branding::default() });
    let mut conditions = Conditions { mirror: EVERYTHING, ..Conditions::default() };
    assert_eq!(atoms(&conditions.plan(&there, &here)), ["update the branding"]);
    conditions.logo_applied = Some(logo);
    assert!(conditions.plan(&there, &here).is_settled());
    here.branding = Some(Branding::default());
    assert_eq!(atoms(&conditions.plan(&there, &here)), ["update the branding"], "somebody took it away");
}

#[test]
fn a_color_is_the_same_in_capitals_and_the_default_need_not_be_stated() {
    let mut there = source(products([1]), products([]));
    published(&mut there).branding =
        Some(Branding { theme_color: Some("#232f3e".into()), ..Branding::default() });
    let conditions = Conditions { mirror: EVERYTHING, ..Conditions::default() };
    assert!(conditions.plan(&there, &target(products([1]), products([]))).is_settled());
}

#[test]
fn only_counterparts_are_associated_and_disassociated() {
    let mut there = source(products([]), products([]));
    published(&mut there).audience = [principal("o-central")].into();
    let mut here = target(products([]), products([]));
    here.audience = [principal("ou-cd34-33333333"), principal("999999999999")].into();
    let conditions = Conditions {
        counterparts: [
            (principal("o-central"), [principal("o-memberb")].into()),
            (principal("ou-ab12-99999999"), [principal("ou-cd34-33333333")].into()),
        ]
        .into(),
        ..Conditions::default()
    };
    assert_eq!(
        atoms(&conditions.plan(&there, &here)),
        ["disassociate ou-cd34-33333333", "associate o-memberb"]
    );
}

#[test]
fn what_is_in_quarantine_is_held_and_let_go_when_nobody_wants_it() {
    let there = source(products([1, 2]), products([]));
    let conditions = Conditions { quarantine: quarantine([1, 3]), ..Conditions::default() };
    let plan = conditions.plan(&there, &target(products([]), products([])));
    assert_eq!(atoms(&plan), ["allow prod-0002"]);
    assert_eq!(plan.counts.hold, 1);
    assert!(plan.lines[0].reason.to_string().contains("PRODUCT_NOT_FOUND"));
    let left = conditions.quarantine.clone().without_unwanted(std::slice::from_ref(&plan));
    assert_eq!(
        left.refusals().map(|refusal| refusal.atom.clone()).collect::<Vec<_>>(),
        [Atom::Allow(product(1))]
    );
    // Of an experience that could not be read it is not known what it wants.
    let unreadable = ExperiencePlan::skip(&assignment(), "", 1, Skip::Unreadable("cut off".into()));
    assert_eq!(conditions.quarantine.clone().without_unwanted(&[plan, unreadable]), conditions.quarantine);
}

#[test]
fn a_plan_survives_the_way_through_a_file() {
    let conditions = Conditions { quarantine: quarantine([1]), ..Conditions::default() };
    let plan =
        conditions.plan(&source(products([1, 2]), products([3])), &target(products([4]), products([])));
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<ExperiencePlan>(&text).unwrap(), plan);
    assert_eq!(plan.experience.as_str(), TARGET);
    let kept = serde_json::to_string(&conditions.quarantine).unwrap();
    assert_eq!(
        serde_json::from_str::<domain::experience::quarantine::Quarantine>(&kept).unwrap(),
        conditions.quarantine
    );
}
