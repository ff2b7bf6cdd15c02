//! Reads a cloud assembly, the folder that `cdk synth` writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::LocalError;
use crate::options::REGION;

/// The stacks of an assembly.
pub(super) struct Assembly {
    pub(super) stacks: Vec<SynthesizedStack>,
}

/// A stack, where its template is uploaded to, and the files that it needs.
pub(super) struct SynthesizedStack {
    pub(super) name: String,
    pub(super) template_url: String,
    pub(super) assets: Vec<Asset>,
}

/// A file or folder and where it goes.
pub(super) struct Asset {
    pub(super) path: PathBuf,
    pub(super) zipped: bool,
    pub(super) bucket: String,
    pub(super) key: String,
}

#[derive(Deserialize)]
struct Manifest {
    artifacts: BTreeMap<String, Artifact>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Artifact {
    #[serde(rename = "aws:cloudformation:stack")]
    Stack {
        properties: StackProperties,
        #[serde(default)]
        dependencies: Vec<String>,
    },
    #[serde(rename = "cdk:asset-manifest")]
    Assets { properties: AssetsProperties },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StackProperties {
    stack_name: Option<String>,
    stack_template_asset_object_url: String,
}

#[derive(Deserialize)]
struct AssetsProperties {
    file: String,
}

#[derive(Deserialize)]
struct AssetManifest {
    #[serde(default)]
    files: BTreeMap<String, FileAsset>,
}

#[derive(Deserialize)]
struct FileAsset {
    source: Source,
    destinations: BTreeMap<String, Destination>,
}

#[derive(Deserialize)]
struct Source {
    path: String,
    packaging: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    bucket_name: String,
    object_key: String,
}

impl Assembly {
    /// Reads the manifest of the folder and the asset manifests that its stacks name, as they are in an account.
    pub(super) fn read(folder: &Path, account: &str) -> Result<Self, LocalError> {
        let manifest: Manifest = read_json(&folder.join("manifest.json"))?;
        let mut stacks = Vec::new();
        for (id, artifact) in &manifest.artifacts {
            let Artifact::Stack { properties, dependencies } = artifact else { continue };
            let url = resolve(&properties.stack_template_asset_object_url, account);
            let mut assets = Vec::new();
            for needed in dependencies {
                if let Some(Artifact::Assets { properties }) = manifest.artifacts.get(needed) {
                    let listed: AssetManifest = read_json(&folder.join(&properties.file))?;
                    assets
                        .extend(listed.files.into_values().flat_map(|file| assets_of(folder, account, file)));
                }
            }
            let name = properties.stack_name.as_ref().unwrap_or(id).clone();
            stacks.push(SynthesizedStack { name, template_url: template_url(&url), assets });
        }
        Ok(Self { stacks })
    }

    /// The stack of this name.
    pub(super) fn stack(self, folder: &Path, name: &str) -> Result<SynthesizedStack, LocalError> {
        let found = self.stacks.into_iter().find(|stack| stack.name == name);
        found.ok_or_else(|| LocalError::assembly(folder, &format!("it has no stack {name}")))
    }
}

fn assets_of(folder: &Path, account: &str, file: FileAsset) -> Vec<Asset> {
    let Source { path, packaging } = file.source;
    file.destinations
        .into_values()
        .map(|destination| Asset {
            path: folder.join(&path),
            zipped: packaging == "zip",
            bucket: resolve(&destination.bucket_name, account),
            key: resolve(&destination.object_key, account),
        })
        .collect()
}

/// The bucket into which CDK stages what it deploys.
pub(super) fn staging_bucket(account: &str) -> String {
    format!("cdk-hnb659fds-assets-{account}-{REGION}")
}

/// Fills in what CDK leaves open in an environment-agnostic stack.
fn resolve(text: &str, account: &str) -> String {
    text.replace("${AWS::AccountId}", account)
        .replace("${AWS::Region}", REGION)
        .replace("${AWS::Partition}", "aws")
}

/// CDK names the template as `s3://BUCKET/KEY`; CloudFormation wants an address.
fn template_url(location: &str) -> String {
    match location.strip_prefix("s3://") {
        Some(object) => format!("https://s3.{REGION}.amazonaws.com/{object}"),
        None => location.to_owned(),
    }
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LocalError> {
    let text = fs::read(path).map_err(|error| LocalError::assembly(path, &error))?;
    serde_json::from_slice(&text).map_err(|error| LocalError::assembly(path, &error))
}
