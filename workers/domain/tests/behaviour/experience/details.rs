//! What is read of the Catalog's answers, and what is refused.

use domain::experience::details::{Described, audience, branding, experience, procurement_policy};
use domain::experience::entity::ObservedExperience;
use serde_json::{Value, json};

fn described(answer: Value) -> Described {
    serde_json::from_value(answer).unwrap()
}

/// AWS-FACTS 9.7: an experience, with both forms of its details.
fn experience_answer(document: &Value) -> Described {
    described(json!({
        "EntityType": "Experience@1.0",
        "EntityIdentifier": "exp-abc@6",
        "EntityArn": "arn:aws:aws-marketplace:us-east-1:111111111111:AWSMarketplace/Experience/exp-abc",
        "LastModifiedDate": "2026-11-22T01:00:00Z",
        "Details": document.to_string(),
        "DetailsDocument": document,
    }))
}

fn policy_answer(document: &Value) -> Described {
    described(json!({
        "EntityType": "ProcurementPolicy@1.0",
        "EntityIdentifier": "procpolicy-def@12",
        "DetailsDocument": document,
    }))
}

fn statement(effect: &str, ids: &Value) -> Value {
    json!({"Effect": effect, "Resources": [{"Type": "Product", "Ids": ids}]})
}

#[test]
fn reads_the_samples_of_the_facts_sheet() {
    let one = experience(&experience_answer(&json!({
        "Name": "Default", "Description": "…", "Status": "Enabled", "Integration": "integ-1",
        "ProcurementPolicies": ["procpolicy-def"], "BrandingSettings": ["brandsettings-ghi"],
        "DiscoveryPolicies": ["discopolicy-1"]
    })));
    let policy = procurement_policy(&described(json!({
        "EntityType": "ProcurementPolicy@1.0", "EntityIdentifier": "procpolicy-def@12",
        "Details": "{\"Name\":\"…\",\"Statements\":[{\"Effect\":\"Allow\",\"Resources\":[{\"Type\":\"Product\",\"Ids\":[\"prod-a\",\"prod-b\"]}]},{\"Effect\":\"Deny\",\"Resources\":[{\"Type\":\"Product\",\"Ids\":[\"prod-c\"]}]}],\"Configuration\":{\"PolicyResourceRequests\":\"Allow\"}}"
    })));
    let people = audience(&described(json!({
        "EntityType": "Audience@1.0", "EntityIdentifier": "aud-1@1",
        "Details": "{\"Name\":\"…\",\"Principals\":[\"ou-ab12-cdef3456\"],\"ExperienceId\":\"exp-abc\"}"
    })));
    let look = branding(&described(json!({
        "EntityType": "BrandingSettings@1.0", "EntityIdentifier": "brandsettings-ghi@2",
        "DetailsDocument": {"Name": "…", "Configuration": {"Title": "Example", "Information": " ", "ThemeColor": "#0e7f74"}}
    })));
    insta::assert_debug_snapshot!((one.unwrap(), policy.unwrap(), people.unwrap(), look.unwrap()));
}

/// Each id may sit in a resource of its own, with notes; statements of one effect may come more than once.
#[test]
fn flattens_every_statement_and_resource_of_a_policy() {
    let policy = procurement_policy(&policy_answer(&json!({"Statements": [
        {"Effect": "Allow", "Resources": [
            {"Type": "Product", "Ids": ["prod-b"], "Notes": "Useful product"},
            {"Type": "Product", "Ids": ["prod-a", "prod-b"]}
        ]},
        statement("Deny", &json!(["prod-c"])),
        statement("Allow", &json!(["prod-d"])),
        {"Effect": "Deny", "Resources": []}
    ]})))
    .unwrap();
    let products = policy.products.unwrap();
    let names = |ids: &std::collections::BTreeSet<_>| {
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&products.allowed), "prod-a prod-b prod-d");
    assert_eq!(names(&products.denied), "prod-c");
}

#[test]
fn tells_a_policy_without_a_list_from_an_empty_one() {
    for absent in [json!({"Name": "New"}), json!({"Name": "New", "Statements": null})] {
        assert_eq!(procurement_policy(&policy_answer(&absent)).unwrap().products, None);
    }
    let empty = procurement_policy(&policy_answer(&json!({"Statements": []}))).unwrap().products.unwrap();
    assert!(empty.allowed.is_empty() && empty.denied.is_empty());
}

/// Seed defect P11: `ProcurementPolicies[0]` of an experience without a policy.
#[test]
fn an_experience_may_have_no_policy() {
    for none in [
        json!({}),
        json!({"ProcurementPolicies": []}),
        json!({"ProcurementPolicies": null}),
        json!({"ProcurementPolicies": [""]}),
    ] {
        let mut document = none;
        document["Name"] = json!("New");
        document["Status"] = json!("Disabled");
        assert_eq!(experience(&experience_answer(&document)).unwrap().policy, None);
    }
}

/// Seed defect P12: an experience that an administrator may edit is as live as one of which nothing is said.
#[test]
fn an_editable_experience_is_live_and_any_other_admin_status_is_not() {
    let with = |admin_status: Value| {
        experience(&experience_answer(&json!({
            "Name": "Default", "Status": "Enabled", "AdminStatus": admin_status, "ProcurementPolicies": ["procpolicy-def@3"]
        })))
        .unwrap()
        .closed_to_changes()
    };
    assert_eq!(with(json!(null)), None);
    assert_eq!(with(json!("Editable")), None);
    assert!(with(json!("Restricted")).unwrap().to_string().contains("archived (`Restricted`)"));
}

#[test]
fn prefers_the_document_and_falls_back_to_the_text() {
    let name = |document: Value, details: Value| {
        experience(&described(json!({
            "EntityType": "Experience@1.0", "EntityIdentifier": "exp-abc",
            "DetailsDocument": document, "Details": details
        })))
        .map(|experience| experience.name)
    };
    let text = json!("{\"Name\":\"Text\",\"Status\":\"Enabled\"}");
    assert_eq!(name(json!({"Name": "Document", "Status": "Enabled"}), text.clone()).unwrap(), "Document");
    for absent in [json!(null), json!({})] {
        assert_eq!(name(absent, text.clone()).unwrap(), "Text");
    }
    assert!(name(json!(null), json!(null)).unwrap_err().to_string().contains("without details"));
}

#[test]
fn a_policy_that_is_not_the_one_of_the_experience_is_refused() {
    let one = experience(&experience_answer(&json!({
        "Name": "Default", "Status": "Enabled", "ProcurementPolicies": ["procpolicy-other"]
    })))
    .unwrap();
    let policy = procurement_policy(&policy_answer(&json!({"Statements": []}))).unwrap();
    let error =
        ObservedExperience::new(one.clone(), Some(policy.clone()), None, &[]).unwrap_err().to_string();
    assert!(error.contains("exp-abc") && error.contains("the next run reads it again"), "{error}");
    assert!(ObservedExperience::new(one.clone(), None, None, &[]).is_err());
    // A policy that was made while it was read.
    let without = domain::experience::entity::Experience { policy: None, ..one };
    let error = ObservedExperience::new(without, Some(policy), None, &[]).unwrap_err().to_string();
    assert!(error.contains("names no policy, and the policy procpolicy-def was read"), "{error}");
}

/// Where, what, and what to do: each of these is an error and never an empty list.
#[test]
fn refuses_what_it_cannot_understand_by_name() {
    let policies = [
        json!({"Statements": "all"}),
        json!({"Statements": [{"Resources": []}]}),
        json!({"Statements": [{"Effect": "AllowIf", "Resources": []}]}),
        json!({"Statements": [{"Effect": "Allow"}]}),
        json!({"Statements": [{"Effect": "Allow", "Resources": [{"Type": "Vendor", "Ids": ["v-1"]}]}]}),
        json!({"Statements": [{"Effect": "Allow", "Resources": [{"Type": "Product"}]}]}),
        json!({"Statements": [statement("Allow", &json!(["prod-a", 7]))]}),
        json!({"Statements": [statement("Allow", &json!(["prod-a", ""]))]}),
        json!({"Statements": [statement("Allow", &json!(["prod-a"])), statement("Deny", &json!(["prod-a"]))]}),
        json!({"Statements": [], "Configuration": "Allow"}),
        json!([]),
    ];
    let mut refused: Vec<String> = policies
        .iter()
        .map(|document| procurement_policy(&policy_answer(document)).unwrap_err().to_string())
        .collect();
    let experiences = [
        json!({"Status": "Enabled"}),
        json!({"Name": "Default"}),
        json!({"Name": "Default", "Status": "Enabled", "ProcurementPolicies": ["procpolicy-1", "procpolicy-2"]}),
        json!({"Name": "Default", "Status": "Enabled", "ProcurementPolicies": ["procpolicy-1@x"]}),
    ];
    refused.extend(
        experiences.iter().map(|document| experience(&experience_answer(document)).unwrap_err().to_string()),
    );
    for (kind, identifier, details) in [
        ("ProcurementPolicy@1.0", "exp-abc@6", "{}"),
        ("Experience@2.0", "exp-abc@6", "{}"),
        ("Experience@10.0", "exp-abc@6", "{}"),
        ("Experience@1.0", "exp-abc@6", "{\"Name\":\"cut of"),
        ("Experience@1.0", "abc@6", "{\"Name\":\"Default\",\"Status\":\"Enabled\"}"),
    ] {
        let answer =
            described(json!({"EntityType": kind, "EntityIdentifier": identifier, "Details": details}));
        refused.push(experience(&answer).unwrap_err().to_string());
    }
    insta::assert_snapshot!(refused.join("\n"));
}
