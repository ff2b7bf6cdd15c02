//! Deploying a second time, while a run is under way.

#![allow(clippy::unwrap_used)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use local::{Deployment, LocalAws, Options, Status, rebuilt};
use serde_json::{Value, json};
use tempfile::TempDir;

const ASSEMBLY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hello");

/// The small stack with a published version of its worker, and a version and an alias of its machine.
fn released() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["manifest.json", "Hello.assets.json", "hello.asl.json"] {
        fs::copy(Path::new(ASSEMBLY).join(file), folder.path().join(file)).unwrap();
    }
    fs::create_dir(folder.path().join("worker")).unwrap();
    fs::write(folder.path().join("worker/bootstrap"), "as it was synthesized").unwrap();
    let template = fs::read(Path::new(ASSEMBLY).join("Hello.template.json")).unwrap();
    let mut template: Value = serde_json::from_slice(&template).unwrap();
    let published = json!({"FunctionName": {"Ref": "Worker"}});
    template["Resources"]["WorkerVersion"] =
        json!({"Type": "AWS::Lambda::Version", "DeletionPolicy": "Retain", "Properties": published});
    template["Resources"]["Machine"]["Properties"]["DefinitionSubstitutions"]["Worker"] =
        json!({"Ref": "WorkerVersion"});
    let revision = json!({"Fn::GetAtt": ["Machine", "StateMachineRevisionId"]});
    template["Resources"]["Version"] = json!({
        "Type": "AWS::StepFunctions::StateMachineVersion", "UpdateReplacePolicy": "Retain",
        "Properties": {"StateMachineArn": {"Ref": "Machine"}, "StateMachineRevisionId": revision},
    });
    template["Resources"]["Alias"] = json!({
        "Type": "AWS::StepFunctions::StateMachineAlias", "Properties": {"Name": "live", "RoutingConfiguration": [
            {"StateMachineVersionArn": {"Ref": "Version"}, "Weight": 100},
        ]},
    });
    template["Outputs"]["Alias"] = json!({"Value": {"Ref": "Alias"}});
    fs::write(folder.path().join("Hello.template.json"), template.to_string()).unwrap();
    folder
}

/// A build of the worker that answers its name as the greeting, and an error until the file `ready` is beside it.
fn built(folder: &TempDir, build: &str) -> PathBuf {
    let echo = fs::read_to_string(Path::new(ASSEMBLY).join("echo-bootstrap.py")).unwrap();
    let refuses = format!(
        "    if not os.path.exists({:?}):\n        \
         urllib.request.urlopen(f\"{{RUNTIME}}/{{request}}/error\", data=b'{{\"errorType\": \"NotReady\"}}')\n        \
         continue\n    answer = {{",
        folder.path().join("ready"),
    );
    let path = folder.path().join(build);
    let build = format!("\"{build}\"");
    fs::write(&path, echo.replace("    answer = {", &refuses).replace("os.environ[\"GREETING\"]", &build))
        .unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    path
}

async fn greeting(aws: &LocalAws, execution: &str) -> Value {
    let ended = aws.follow(execution).ended().await.unwrap();
    assert_eq!(ended.status, Status::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    ended.output.unwrap()["worker"]["greeting"].clone()
}

async fn start(aws: &LocalAws, deployment: &Deployment) -> String {
    aws.start_run(deployment.output("Alias").unwrap(), &json!({})).await.unwrap()
}

#[tokio::test]
async fn a_run_goes_on_with_the_worker_that_it_began_with() {
    let aws = LocalAws::start(&Options::default()).await.unwrap();
    let (assembly, builds, again) = (released(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = aws.hub().deploy("Hello", assembly.path(), &built(&builds, "first")).await.unwrap();

    let work = json!([{"well": true}]).to_string().into_bytes();
    aws.put_object(first.output("StateBucket").unwrap(), "work.json", work).await.unwrap();
    let before = start(&aws, &first).await;
    assert_eq!(aws.follow(&before).ended().await.unwrap().error.as_deref(), Some("NotReady"));

    rebuilt(assembly.path(), again.path()).unwrap();
    let second = aws.hub().deploy("Hello", again.path(), &built(&builds, "second")).await.unwrap();
    fs::write(builds.path().join("ready"), "").unwrap();

    let after = start(&aws, &second).await;
    assert_eq!(greeting(&aws, &after).await, "second");
    aws.redrive(&before).await.unwrap();
    assert_eq!(greeting(&aws, &before).await, "first");
    assert_eq!(greeting(&aws, &start(&aws, &first).await).await, "second", "the alias is on the new version");
}
