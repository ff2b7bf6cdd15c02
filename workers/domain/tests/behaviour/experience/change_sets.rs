//! What each end of a change set means.

use super::samples::{Conditions, TARGET, experience_id, product, products, source, target};
use domain::experience::change_set::{
    ChangeError, ChangeSet, ChangeSetStatus, ChangeType, ErrorCode, FailureCode, Hold, InUse, Next, Observed,
    OpenSet, PlannedSet, Work, next_step, when_in_use,
};
use domain::experience::limits::{IN_USE_WAITS_MAX, POLLS_MAX, REFUSALS_MAX, SENDS_AGAIN_MAX};
use domain::experience::plan::Atom;

fn seen(status: &str) -> Observed {
    Observed {
        change_set: "cs-1".parse().unwrap(),
        status: ChangeSetStatus::from(status),
        failure: None,
        description: None,
        errors: Vec::new(),
        takes_changes: true,
    }
}

fn failed(code: &str, errors: &[(&str, &str, &str)]) -> Observed {
    let errors = errors.iter().map(|(change_type, code, message)| ChangeError {
        change_type: ChangeType::from(*change_type),
        code: ErrorCode::from(*code),
        message: (*message).to_owned(),
    });
    Observed { failure: Some(FailureCode::from(code)), errors: errors.collect(), ..seen("FAILED") }
}

fn set(numbers: std::ops::Range<usize>) -> PlannedSet {
    PlannedSet {
        atoms: numbers.map(|number| Atom::Allow(product(number))).collect(),
        sends: 0,
        is_part: false,
    }
}

fn work(count: usize) -> Work {
    let plan = Conditions::default()
        .plan(&source(products(0..count), products([])), &target(products([]), products([])));
    Work::of(&plan, 7)
}

#[test]
fn every_status_and_failure_has_a_next_step() {
    let allow = "AllowProductProcurement";
    let (one, two) = (set(0..1), set(0..2));
    let gone = Observed {
        takes_changes: false,
        ..failed("CLIENT_ERROR", &[(allow, "ENTITY_NOT_FOUND", "Policy missing")])
    };
    let cases = [
        ("PREPARING", next_step(&two, &seen("PREPARING"), 0)),
        ("APPLYING", next_step(&two, &seen("APPLYING"), POLLS_MAX - 1)),
        ("APPLYING for long", next_step(&two, &seen("APPLYING"), POLLS_MAX)),
        ("SUCCEEDED", next_step(&two, &seen("SUCCEEDED"), 0)),
        ("CANCELLED", next_step(&two, &seen("CANCELLED"), 0)),
        ("FAILED without a code", next_step(&two, &seen("FAILED"), 0)),
        ("SERVER_FAULT", next_step(&two, &failed("SERVER_FAULT", &[]), 0)),
        (
            "SERVER_FAULT again and again",
            next_step(&PlannedSet { sends: SENDS_AGAIN_MAX, ..two.clone() }, &failed("SERVER_FAULT", &[]), 0),
        ),
        ("CLIENT_ERROR, two in it", next_step(&two, &failed("CLIENT_ERROR", &[]), 0)),
        (
            "CLIENT_ERROR, one in it",
            next_step(
                &one,
                &failed("CLIENT_ERROR", &[(allow, "NO_SUCH_PRODUCT", "prod-0000\n is not here")]),
                0,
            ),
        ),
        ("CLIENT_ERROR, the policy is gone", next_step(&two, &gone, 0)),
        (
            "CLIENT_ERROR, in use",
            next_step(
                &one,
                &failed("CLIENT_ERROR", &[("AssociateAudience", "ENTITY_IN_USE", "Try again later")]),
                0,
            ),
        ),
        (
            "CLIENT_ERROR, in use, and something else",
            next_step(
                &two,
                &failed(
                    "CLIENT_ERROR",
                    &[
                        ("AssociateAudience", "ENTITY_IN_USE", "Try again later"),
                        (allow, "NO_SUCH_PRODUCT", "no"),
                    ],
                ),
                0,
            ),
        ),
        (
            "CLIENT_ERROR, not allowed",
            next_step(&one, &failed("CLIENT_ERROR", &[(allow, "CALLER_NOT_AUTHORIZED", "no")]), 0),
        ),
        (
            "CLIENT_ERROR, a principal of another organization",
            next_step(
                &one,
                &failed("CLIENT_ERROR", &[("AssociateAudience", "CALLER_NOT_AUTHORIZED", "no")]),
                0,
            ),
        ),
        ("another failure", next_step(&two, &failed("SOLAR_FLARE", &[]), 0)),
        ("another status", next_step(&two, &seen("PONDERING"), 0)),
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|(case, next)| format!("{case}: {}", serde_json::to_string(next).unwrap()))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Seed defect P5: the token was made once, and every retry got the failed set back.
#[test]
fn what_is_sent_again_has_a_new_token_and_what_is_sent_twice_the_same() {
    let mut work = work(60);
    let mut tokens = std::collections::BTreeSet::new();
    let ends = [
        (Next::SendAgain, seen("FAILED")),
        (Next::Split(set(0..25).atoms, set(25..50).atoms), seen("FAILED")),
        (Next::Applied, seen("SUCCEEDED")),
        (Next::Applied, seen("SUCCEEDED")),
    ];
    for (next, observed) in ends {
        let sent = work.next().unwrap();
        assert_eq!(work.next().unwrap(), sent);
        assert_eq!(work.clone().conclude(Next::Wait, &seen("APPLYING")), work);
        assert!(tokens.insert(sent.token));
        work = work.conclude(next, &observed);
    }
    assert_eq!((work.generation, work.sets.len(), work.sets_applied), (11, 1, 2));
}

/// Another run with the same wish must not find what an earlier one did.
#[test]
fn the_generation_makes_an_old_wish_a_new_set() {
    let atoms = set(0..2).atoms;
    let experience = experience_id(TARGET);
    let token = |generation| ChangeSet::of(&experience, &atoms, 1, generation).token;
    assert_ne!(token(1), token(2));
    assert_ne!(token(1), ChangeSet::of(&experience_id("exp-other"), &atoms, 1, 1).token);
    let denied: Vec<Atom> = atoms.iter().map(|atom| Atom::Deny(atom.product().unwrap().clone())).collect();
    assert_ne!(token(1), ChangeSet::of(&experience, &denied, 1, 1).token);
}

#[test]
fn a_set_that_is_still_at_work_keeps_its_token_for_the_next_run() {
    let slow = work(3);
    let token = slow.next().unwrap().token;
    let left = slow.conclude(Next::Hold(Hold::TooSlow), &seen("APPLYING"));
    assert_eq!((left.next(), left.generation), (None, 7));
    assert_eq!(Work { generation: left.generation, ..work(3) }.next().unwrap().token, token);
    let cancelled = work(3).conclude(Next::Hold(Hold::Cancelled), &seen("CANCELLED"));
    assert_eq!((cancelled.next(), cancelled.generation), (None, 8));
}

/// Trap of AWS-FACTS 13.3: one bad id failed everything, and everything was all there was.
#[test]
fn a_message_that_names_the_bad_product_saves_sets_and_proves_nothing() {
    let big = set(0..100);
    let errors = [("AllowProductProcurement", "NO_SUCH_PRODUCT", "prod-0042 is not here")];
    let Next::Split(first, second) = next_step(&big, &failed("CLIENT_ERROR", &errors), 0) else {
        panic!("no split")
    };
    assert_eq!(
        (first.len(), second),
        (1, big.atoms.iter().filter(|atom| **atom != first[0]).cloned().collect())
    );
    // A part is halved, whatever is said of it.
    let part = PlannedSet { is_part: true, ..big };
    let Next::Split(first, _) = next_step(&part, &failed("CLIENT_ERROR", &errors), 0) else {
        panic!("no split")
    };
    assert_eq!(first.len(), 50);
}

#[test]
fn a_bad_setting_is_cut_off_from_the_products_at_once() {
    let mut atoms = set(0..50).atoms;
    atoms.push(
        serde_json::from_str(
            r#"{"branding": {"create": false, "branding": {"logo_url": "https://example.com/x.gif"}}}"#,
        )
        .unwrap(),
    );
    let set = PlannedSet { atoms, sends: 0, is_part: false };
    let errors = [("UpdateBrandingSettings", "INVALID_IMAGE", "Image verification failed")];
    let Next::Split(products, rest) = next_step(&set, &failed("CLIENT_ERROR", &errors), 0) else {
        panic!("no split")
    };
    assert_eq!((products.len(), rest.len()), (50, 1));
}

#[test]
fn many_refusals_leave_the_rest_to_the_next_run() {
    let refused = |count: usize| {
        let mut work = work(count);
        work.sets = (0..count).map(|number| set(number..number + 1)).collect();
        while work.next().is_some() {
            work = work.conclude(Next::Refuse("no".into()), &seen("FAILED"));
        }
        (work.refused.len(), work.held)
    };
    assert_eq!(refused(200), (REFUSALS_MAX, Some(Hold::TooManyRefused)));
    assert_eq!(refused(REFUSALS_MAX), (REFUSALS_MAX, None), "there is no rest");
}

#[test]
fn waits_for_the_change_sets_of_others_and_finds_its_own() {
    let wanted = work(3).next().unwrap();
    let open =
        |id: &str, name: Option<&str>| OpenSet { id: id.parse().unwrap(), name: name.map(str::to_owned) };
    let others = [open("cs-b", Some("by hand")), open("cs-a", None)];
    let waiting = InUse::Wait(vec!["cs-a".parse().unwrap(), "cs-b".parse().unwrap()]);
    assert_eq!(when_in_use(&wanted, &others, 0), waiting);
    assert_eq!(when_in_use(&wanted, &[], 3), InUse::Wait(Vec::new()), "it may just have ended");
    let ours = [others[0].clone(), open("cs-c", Some(&wanted.name))];
    assert_eq!(when_in_use(&wanted, &ours, IN_USE_WAITS_MAX), InUse::Follow("cs-c".parse().unwrap()));
    let InUse::Hold(hold) = when_in_use(&wanted, &others, IN_USE_WAITS_MAX) else { panic!("waits for ever") };
    assert!(hold.to_string().contains("cs-a, cs-b"));
}

#[test]
fn work_survives_the_way_through_a_file() {
    let work =
        work(120).conclude(Next::Refuse("no".into()), &seen("FAILED")).hold(Hold::NotAuthorized("no".into()));
    assert_eq!(serde_json::from_str::<Work>(&serde_json::to_string(&work).unwrap()).unwrap(), work);
}
