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
        (Machine::ShareLicenses, json!({"approve": "run-1"}), ["`approve`", "policy.toml"]),
        (Machine::ShareLicenses, json!({"reject": "run-1/exp-1"}), ["`reject`", "policy.toml"]),
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
        assert_eq!(asked(Machine::SyncExperiences, input), Ok(Asked::Answer { to, decision, reason }));
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
        assert!(error.starts_with("`approve` goes with nothing but `reason`; leave out"), "{error}");
        assert!(error.contains(&format!("`{field}`")), "{error}");
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
