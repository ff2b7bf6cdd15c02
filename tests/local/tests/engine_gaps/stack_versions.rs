//! The patch `stack_versions`, and updating what is deployed.

use local::Engine;
use serde_json::{Value, json};

use crate::machine::{deploy, ended, start, template};

/// A machine that fails at first and then says a word, with a retained version and an alias on it.
fn released(word: &str) -> Value {
    let mut template = template(&json!({"QueryLanguage": "JSONata", "StartAt": "Only", "States": {"Only": {
        "Type": "Pass", "End": true, "Output":
            format!("{{% $states.context.Execution.RedriveCount = 0 ? $error('not yet') : '{word}' %}}"),
    }}}));
    let revision = json!({"Fn::GetAtt": ["Machine", "StateMachineRevisionId"]});
    template["Resources"]["Version"] = json!({
        "Type": "AWS::StepFunctions::StateMachineVersion",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {"StateMachineArn": {"Ref": "Machine"}, "StateMachineRevisionId": revision},
    });
    template["Resources"]["Alias"] = json!({
        "Type": "AWS::StepFunctions::StateMachineAlias",
        "Properties": {"Name": "live", "RoutingConfiguration": [
            {"StateMachineVersionArn": {"Ref": "Version"}, "Weight": 100},
        ]},
    });
    template["Outputs"]["Version"] = json!({"Value": {"Fn::GetAtt": ["Version", "Arn"]}});
    template["Outputs"]["Alias"] = json!({"Value": {"Ref": "Alias"}});
    template
}

#[tokio::test]
async fn the_stock_engine_deploys_no_version() {
    let error = deploy(&start(Engine::Stock).await, &released("first")).await.unwrap_err().to_string();
    assert!(error.contains("StateMachineVersion"), "the patch stack_versions can go: {error}");
}

#[tokio::test]
async fn a_run_keeps_its_version_when_a_new_one_is_deployed() {
    let aws = start(Engine::Patched).await;
    let first = deploy(&aws, &released("first")).await.unwrap();
    let machine = first.output("Machine").unwrap();
    assert_eq!(first.output("Version").unwrap(), format!("{machine}:1"));
    assert_eq!(first.output("Alias").unwrap(), format!("{machine}:live"));
    let before = aws.start_run(first.output("Alias").unwrap(), &json!({})).await.unwrap();
    ended(&aws, &before).await;

    let second = deploy(&aws, &released("second")).await.unwrap();
    assert_eq!(second.output("Version").unwrap(), format!("{machine}:2"));
    assert_eq!(second.output("Alias"), first.output("Alias"));
    let after = aws.start_run(second.output("Alias").unwrap(), &json!({})).await.unwrap();
    ended(&aws, &after).await;

    for (execution, word) in [(before, "first"), (after, "second")] {
        aws.redrive(&execution).await.unwrap();
        assert_eq!(ended(&aws, &execution).await.output, Some(json!(word)));
    }
}

#[tokio::test]
async fn deploying_the_same_again_changes_nothing() {
    let aws = start(Engine::Patched).await;
    let first = deploy(&aws, &released("same")).await.unwrap();
    let again = deploy(&aws, &released("same")).await.unwrap();
    assert_eq!(again.output("Version"), first.output("Version"));
}
