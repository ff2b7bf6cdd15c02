//! Which requests mean something to which state machine.

use domain::approval::Decision;
use domain::door::{Asked, Machine, admit};
use domain::run::RunRequest;
use serde_json::{Value, json};

fn asked(machine: Machine, input: Value) -> Result<Asked, String> {
    admit(machine, serde_json::from_value::<RunRequest>(input).unwrap()).map_err(|error| error.to_string())
}

#[test]
fn each_machine_takes_what_means_something_to_it() {
    for (machine, input) in [
        (Machine::ShareLicenses, json!({"only": {"products": ["prod-a"]}, "look_closer": ["200000000001"]})),
        (Machine::SyncExperiences, json!({"try_again": true, "reason": "the product is there again"})),
        (Machine::SyncExperiences, json!({"follow_up": true, "leave_held": true})),
    ] {
        let request = serde_json::from_value(input.clone()).unwrap();
        assert_eq!(asked(machine, input), Ok(Asked::Run(request)));
    }
    for machine in [Machine::ShareLicenses, Machine::SyncExperiences] {
        for input in [json!({}), json!({"plan_only": true, "allow_empty": true}), json!({"pause": false})] {
            assert!(matches!(asked(machine, input), Ok(Asked::Run(_))));
        }
    }
}

#[test]
fn what_means_nothing_to_a_machine_is_refused_by_name_with_what_to_do() {
    for (machine, input, told) in [
        (Machine::ShareLicenses, json!({"try_again": true}), ["`try_again`", "name the accounts in `only`"]),
        (Machine::SyncExperiences, json!({"change_mode": true}), ["`change_mode`", "share-licenses"]),
        (Machine::Retire, json!({"adopt": {"names": ["old *"]}}), ["`adopt`", "leave it out"]),
        (
            Machine::SyncExperiences,
            json!({"only": {"accounts": ["200000000001"]}}),
            ["`only`", "leave it out"],
        ),
        (Machine::SyncExperiences, json!({"only": {"products": ["prod-a"]}}), ["`only`", "leave it out"]),
        (
            Machine::SyncExperiences,
            json!({"look_closer": ["200000000001"]}),
            ["`look_closer`", "leave it out"],
        ),
    ] {
        let error = asked(machine, input).unwrap_err();
        assert!(told.iter().all(|text| error.contains(text)), "{error}");
    }
}

#[test]
fn an_answer_is_handed_on_with_its_reason() {
    for (field, decision) in [("approve", Decision::Approve), ("reject", Decision::Reject)] {
        let input = json!({field: "schedule-1/exp-1", "reason": "agreed", "v": 1});
        let to = "schedule-1/exp-1".parse().unwrap();
        let reason = "agreed".to_owned();
        let answer = Ok(Asked::Answer { to, decision, reason });
        for machine in [Machine::ShareLicenses, Machine::SyncExperiences] {
            assert_eq!(asked(machine, input.clone()), answer);
        }
    }
}

#[test]
fn an_answer_goes_with_nothing_but_a_reason() {
    for (more, field) in [
        (json!({"plan_only": true}), "plan_only"),
        (json!({"pause": false}), "pause"),
        (json!({"try_again": true}), "try_again"),
        (json!({"allow_empty": true}), "allow_empty"),
        (json!({"leave_held": true}), "leave_held"),
        (json!({"follow_up": true}), "follow_up"),
        (json!({"reject": "run-1"}), "reject"),
    ] {
        let mut input = json!({"approve": "run-1"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let error = asked(Machine::SyncExperiences, input).unwrap_err();
        assert!(error.starts_with(&format!("`{field}` does not go with `approve`; leave it out")), "{error}");
    }
}

#[test]
fn a_wish_to_adopt_says_what_and_stands_alone() {
    let adopt = |what: Value| asked(Machine::ShareLicenses, json!({"adopt": what}));
    for what in [
        json!({"named_after_account": true}),
        json!({"accounts": ["200000000001"], "products": ["prod-a"]}),
        json!({"names": ["Grant for *"]}),
    ] {
        assert!(matches!(adopt(what), Ok(Asked::Run(_))));
    }
    let error = adopt(json!({})).unwrap_err();
    assert!(error.starts_with("`adopt` does not say what"), "{error}");
    let input =
        json!({"adopt": {"named_after_account": true}, "plan_only": true, "reason": "the script is gone"});
    assert!(matches!(asked(Machine::ShareLicenses, input), Ok(Asked::Run(_))));
    for field in ["allow_empty", "change_mode", "leave_held"] {
        let input = json!({"adopt": {"named_after_account": true}, field: true});
        let error = asked(Machine::ShareLicenses, input).unwrap_err();
        assert!(error.starts_with(&format!("`{field}` does not go with `adopt`")), "{error}");
    }
}

#[test]
fn an_answer_to_nothing_and_a_request_that_is_wrong_anywhere_are_refused() {
    let error = asked(Machine::SyncExperiences, json!({"approve": "a run"})).unwrap_err();
    assert!(error.starts_with("`approve`: `a run` is not"), "{error}");
    let error = asked(Machine::SyncExperiences, json!({"reject": "run-1", "v": 2})).unwrap_err();
    assert!(error.contains("`v` is 2"), "{error}");
}

#[test]
fn a_machine_that_does_not_say_its_name_shares_licenses() {
    assert_eq!(Machine::default(), Machine::ShareLicenses);
    assert_eq!(json!(Machine::SyncExperiences), json!("sync-experiences"));
}
