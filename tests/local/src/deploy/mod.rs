//! Deploys the synthesized stacks as they are: the way `cdk deploy` does it, on the local AWS.
//!
//! A template is never changed. What CDK's bootstrap stack would have made (the staging bucket and the version
//! parameter) is made by a stack of the same name.

mod assembly;
mod assets;
mod rebuilt;
mod stack;

pub use rebuilt::rebuilt;

use std::collections::BTreeMap;
use std::path::Path;

use assembly::{Assembly, SynthesizedStack};
use serde_json::json;

use crate::LocalError;
use crate::clients::Clients;

const BOOTSTRAP_STACK: &str = "CDKToolkit";
/// The version that a template's own rule asks for; it accepts this and every higher one.
const BOOTSTRAP_VERSION: &str = "30";

/// The stacks that were deployed, in the order in which they were created.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Each stack with its outputs.
    pub stacks: Vec<Stack>,
}

/// One deployed stack.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Its outputs by name.
    pub outputs: BTreeMap<String, String>,
}

impl Deployment {
    /// An output of any of the stacks.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.stacks.iter().find_map(|stack| stack.outputs.get(name)).map(String::as_str)
    }
}

/// Uploads the assets of an assembly and creates its stacks, or updates those that are there.
pub(crate) async fn deploy(
    clients: &Clients,
    account: &str,
    synthesized: &Path,
    bootstrap: &Path,
    folder: &Path,
) -> Result<Deployment, LocalError> {
    let assembly = Assembly::read(synthesized, account)?;
    stack::deploy(clients, BOOTSTRAP_STACK, stack::Template::Body(&bootstrap_template(account))).await?;
    assets::upload(clients, &assembly, bootstrap, folder).await?;
    let mut stacks = Vec::new();
    for SynthesizedStack { name, template_url } in &assembly.stacks {
        let outputs = stack::deploy(clients, name, stack::Template::Url(template_url)).await?;
        stacks.push(Stack { name: name.clone(), outputs });
    }
    Ok(Deployment { stacks })
}

/// Creates a stack from a template that needs no assets, or updates it.
pub(crate) async fn deploy_beside(
    clients: &Clients,
    name: &str,
    template: &serde_json::Value,
) -> Result<(), LocalError> {
    stack::deploy(clients, name, stack::Template::Body(&template.to_string())).await.map(|_| ())
}

/// Deletes the stacks, the last one first.
pub(crate) async fn destroy(clients: &Clients, deployment: &Deployment) -> Result<(), LocalError> {
    for deployed in deployment.stacks.iter().rev() {
        stack::delete(clients, &deployed.name).await?;
    }
    Ok(())
}

fn bootstrap_template(account: &str) -> String {
    json!({"Resources": {
        "StagingBucket": {
            "Type": "AWS::S3::Bucket",
            "Properties": {"BucketName": assembly::staging_bucket(account)},
        },
        "Version": {
            "Type": "AWS::SSM::Parameter",
            "Properties": {
                "Type": "String",
                "Name": "/cdk-bootstrap/hnb659fds/version",
                "Value": BOOTSTRAP_VERSION,
            },
        },
    }})
    .to_string()
}
