//! Deploys synthesized stacks as they are, each to its account: the way `cdk deploy` does it, on the local AWS.
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

use assembly::Assembly;
use serde_json::json;

use crate::LocalError;
use crate::clients::Clients;

const BOOTSTRAP_STACK: &str = "CDKToolkit";
/// The version that a template's own rule asks for; it accepts this and every higher one.
const BOOTSTRAP_VERSION: &str = "30";

/// A deployed stack.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The account that it is in.
    pub account: String,
    /// Its name.
    pub stack: String,
    /// Its outputs by name.
    pub outputs: BTreeMap<String, String>,
}

impl Deployment {
    /// An output.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }
}

/// What is to be deployed.
pub(crate) struct Source<'a> {
    /// The folder that `cdk synth` wrote.
    pub(crate) assembly: &'a Path,
    /// The code of the functions.
    pub(crate) bootstrap: &'a Path,
    /// Where copies of the code are kept.
    pub(crate) folder: &'a Path,
}

/// Uploads the assets of a stack of an assembly and creates it, or updates the one that is there.
pub(crate) async fn deploy(
    clients: &Clients,
    account: &str,
    name: &str,
    source: &Source<'_>,
) -> Result<Deployment, LocalError> {
    let synthesized = Assembly::read(source.assembly, account)?.stack(source.assembly, name)?;
    stack::deploy(clients, BOOTSTRAP_STACK, stack::Template::Body(&bootstrap_template(account))).await?;
    assets::upload(clients, &synthesized.assets, source.bootstrap, source.folder).await?;
    let outputs = stack::deploy(clients, name, stack::Template::Url(&synthesized.template_url)).await?;
    Ok(Deployment { account: account.to_owned(), stack: name.to_owned(), outputs })
}

/// Creates a stack from a template that needs no assets, or updates it.
pub(crate) async fn deploy_beside(
    clients: &Clients,
    account: &str,
    name: &str,
    template: &serde_json::Value,
) -> Result<Deployment, LocalError> {
    let outputs = stack::deploy(clients, name, stack::Template::Body(&template.to_string())).await?;
    Ok(Deployment { account: account.to_owned(), stack: name.to_owned(), outputs })
}

/// Deletes the stack.
pub(crate) async fn destroy(clients: &Clients, deployment: &Deployment) -> Result<(), LocalError> {
    stack::delete(clients, &deployment.stack).await
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
