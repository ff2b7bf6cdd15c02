//! The settings of a member stack.

use std::collections::BTreeSet;

use super::samples::experience_id;
use domain::experience::settings::MemberSettings;
use serde_json::{Value, json};

fn settings(value: Value) -> MemberSettings {
    serde_json::from_value(value).unwrap()
}

#[test]
fn one_entry_follows_with_every_experience_there_is() {
    let settings = settings(json!({"follows": [{"source": "exp-m"}]}));
    settings.check().unwrap();
    let listed: BTreeSet<_> = ["exp-b", "exp-a"].map(experience_id).into();
    let assignments = settings.assignments(&listed);
    let told: Vec<String> = assignments
        .iter()
        .map(|assignment| format!("{} {} {}", assignment.experience, assignment.follows, assignment.found))
        .collect();
    assert_eq!(told, ["exp-a exp-m true", "exp-b exp-m true"]);
    assert!(!settings.mirror.status && !settings.mirror.requests && !settings.mirror.branding);
}

#[test]
fn named_experiences_follow_theirs_and_one_that_is_not_there_is_told() {
    let settings = settings(json!({"follows": [
        {"source": "exp-m1", "experiences": ["exp-a"]},
        {"source": "exp-m2", "experiences": ["exp-lost", "exp-b"]}
    ]}));
    settings.check().unwrap();
    let listed: BTreeSet<_> = ["exp-a", "exp-b", "exp-c"].map(experience_id).into();
    let found: Vec<_> = settings
        .assignments(&listed)
        .into_iter()
        .map(|one| (one.experience.to_string(), one.found))
        .collect();
    assert_eq!(
        found,
        [("exp-a".to_owned(), true), ("exp-b".to_owned(), true), ("exp-lost".to_owned(), false)]
    );
}

#[test]
fn contradictions_are_refused_with_what_to_do() {
    let audiences = json!({"o-central": ["o-member"]});
    let refused: Vec<String> = [
        json!({"follows": []}),
        json!({"follows": [{"source": "exp-m1"}, {"source": "exp-m2", "experiences": ["exp-a"]}]}),
        json!({"follows": [{"source": "exp-m1", "experiences": ["exp-a"]}, {"source": "exp-m2", "experiences": ["exp-a"]}]}),
        json!({"follows": [{"source": "exp-m1", "audiences": audiences}]}),
    ]
    .into_iter()
    .map(|value| settings(value).check().unwrap_err().to_string())
    .collect();
    insta::assert_snapshot!(refused.join("\n"));
    for misspelled in [
        json!({"follows": [{"source": "exp-m", "experience": ["exp-a"]}]}),
        json!({"follows": [{"source": "exp-m", "experiences": ["exp-a "]}]}),
        json!({"follows": [], "mirror": {"name": true}}),
    ] {
        assert!(serde_json::from_value::<MemberSettings>(misspelled).is_err());
    }
}

#[test]
fn audiences_belong_to_the_one_experience_they_are_given_for() {
    let settings = settings(json!({"follows": [
        {"source": "exp-m", "experiences": ["exp-a"], "audiences": {"o-central": ["o-member"]}}
    ]}));
    settings.check().unwrap();
    assert_eq!(settings.counterparts(&experience_id("exp-a")).len(), 1);
    assert!(settings.counterparts(&experience_id("exp-b")).is_empty());
}
