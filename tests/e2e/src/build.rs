//! A build of the stacks: what `cargo xtask` made, and others that differ from it in what a story is about.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::StoryError;

/// Templates, definition and worker, ready to be deployed.
#[derive(Debug)]
pub struct Build {
    pub(crate) assembly: PathBuf,
    pub(crate) bootstrap: PathBuf,
    /// Where everything is that differs.
    folder: TempDir,
}

impl Build {
    /// As `cargo xtask` built it for the local AWS.
    ///
    /// # Errors
    /// When there is no room for other files beside it.
    pub fn as_built() -> Result<Self, StoryError> {
        Self::of("cdk/local")
    }

    /// As `cargo xtask` built it, with everything on that is off by default: the report of drift, and the rule for the
    /// session of AWS Marketplace. Setup has other settings there: no purchase orders, and the guard rail everywhere.
    ///
    /// # Errors
    /// When there is no room for other files beside it.
    pub fn with_all_settings() -> Result<Self, StoryError> {
        Self::of("cdk/local-with-all-settings")
    }

    fn of(assembly: &str) -> Result<Self, StoryError> {
        let target = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target"));
        Ok(Self {
            assembly: target.join(assembly),
            bootstrap: target.join("package/dev/bootstrap"),
            folder: tempfile::tempdir().map_err(StoryError::Build)?,
        })
    }

    /// The same with another definition of the state machine that shares licenses.
    ///
    /// # Errors
    /// When the definition is not there.
    pub fn with_definition(self, change: impl FnOnce(&mut Value)) -> Result<Self, StoryError> {
        self.with_definition_of("share-licenses", change)
    }

    /// The same with another definition of this state machine.
    ///
    /// # Errors
    /// When the definition is not there.
    pub fn with_definition_of(
        mut self,
        machine: &'static str,
        change: impl FnOnce(&mut Value),
    ) -> Result<Self, StoryError> {
        let into = self.new_folder()?;
        let mut files = json_files(&self.assembly)?;
        let (path, key) = definition(&files, machine).ok_or(StoryError::Definition(machine))?;
        let text = fs::read_to_string(self.assembly.join(&path)).map_err(StoryError::Build)?;
        let mut definition = parsed(&text).ok_or(StoryError::Definition(machine))?;
        change(&mut definition);
        let changed = into.join(format!("changed-{machine}.asl.json"));
        fs::write(&changed, definition.to_string()).map_err(StoryError::Build)?;
        for (name, text) in &mut files {
            // Whole JSON strings only.
            *text = text
                .replace(&format!("{path:?}"), &format!("{changed:?}"))
                .replace(&format!("{key:?}"), &format!("\"changed-{key}\""));
            fs::write(into.join(name), text).map_err(StoryError::Build)?;
        }
        self.assembly = into;
        Ok(self)
    }

    /// The same with another template of this stack.
    ///
    /// # Errors
    /// When the template is not there.
    pub fn with_template(mut self, stack: &str, change: impl FnOnce(&mut Value)) -> Result<Self, StoryError> {
        let into = self.new_folder()?;
        let template = format!("{stack}.template.json");
        let mut change = Some(change);
        for (name, text) in json_files(&self.assembly)? {
            let change = if name == template { change.take() } else { None };
            let text = match (change, parsed(&text)) {
                (Some(change), Some(mut template)) => {
                    change(&mut template);
                    template.to_string()
                }
                _ => text,
            };
            fs::write(into.join(name), text).map_err(StoryError::Build)?;
        }
        self.assembly = into;
        if change.is_none() { Ok(self) } else { Err(StoryError::Template(template)) }
    }

    /// The template of this stack.
    ///
    /// # Errors
    /// When it is not there.
    pub fn template(&self, stack: &str) -> Result<Value, StoryError> {
        let name = format!("{stack}.template.json");
        let text = fs::read_to_string(self.assembly.join(&name)).map_err(StoryError::Build)?;
        parsed(&text).ok_or(StoryError::Template(name))
    }

    /// The same with another value of a variable, in every function of this stack that has it.
    ///
    /// # Errors
    /// When the template is not there.
    pub fn with_variable(
        self,
        stack: &str,
        name: &str,
        change: impl Fn(&str) -> String,
    ) -> Result<Self, StoryError> {
        let pointer = format!("/Properties/Environment/Variables/{name}");
        self.with_template(stack, |template| {
            let resources =
                template["Resources"].as_object_mut().into_iter().flat_map(|all| all.values_mut());
            for variable in resources.filter_map(|resource| resource.pointer_mut(&pointer)) {
                *variable = change(variable.as_str().unwrap_or_default()).into();
            }
        })
    }

    /// The same with another statement in the policies of a role, by its `Sid`.
    ///
    /// # Errors
    /// When the template is not there, or the role has no such statement.
    pub fn with_statement(
        self,
        stack: &str,
        (role, sid): (&str, &str),
        change: impl Fn(&mut Value),
    ) -> Result<Self, StoryError> {
        let mut changed = 0;
        let build = self.with_template(stack, |template| {
            let resources =
                template["Resources"].as_object_mut().into_iter().flat_map(|all| all.values_mut());
            let roles = resources.filter(|resource| resource["Properties"]["RoleName"] == role);
            let policies = roles.filter_map(|role| role.pointer_mut("/Properties/Policies")?.as_array_mut());
            let statements = policies
                .flatten()
                .filter_map(|policy| policy.pointer_mut("/PolicyDocument/Statement")?.as_array_mut());
            for statement in statements.flatten().filter(|statement| statement["Sid"] == sid) {
                change(statement);
                changed += 1;
            }
        })?;
        if changed == 0 {
            Err(StoryError::Template(format!("{sid} of {role} in {stack}")))
        } else {
            Ok(build)
        }
    }

    /// The same without one action that a role is granted.
    ///
    /// # Errors
    /// As [`Build::with_statement`].
    pub fn without_right(
        self,
        stack: &str,
        (role, sid): (&str, &str),
        action: &str,
    ) -> Result<Self, StoryError> {
        self.with_statement(stack, (role, sid), |statement| {
            let granted = &mut statement["Action"];
            match granted.as_array_mut() {
                Some(actions) => actions.retain(|granted| granted != action),
                // Everybody may do this, so nothing is left of the statement.
                None => *granted = "sts:GetCallerIdentity".into(),
            }
        })
    }

    /// The same after another build of the workers, so that deploying it publishes new versions of them.
    ///
    /// # Errors
    /// When the assembly is not complete.
    pub fn built_again(mut self) -> Result<Self, StoryError> {
        let into = self.new_folder()?;
        local::rebuilt(&self.assembly, &into)?;
        self.assembly = into;
        Ok(self)
    }

    /// The same with a worker that notes each of its starts.
    ///
    /// # Errors
    /// When the worker cannot be written.
    pub fn noting_starts(mut self) -> Result<Self, StoryError> {
        let path = self.folder.path().join("bootstrap");
        let script = format!(
            "#!/bin/sh\necho \"$AWS_LAMBDA_FUNCTION_NAME:$AWS_LAMBDA_FUNCTION_VERSION\" >>'{}'\nexec '{}'\n",
            self.notes().display(),
            self.bootstrap.display(),
        );
        fs::write(&path, script).map_err(StoryError::Build)?;
        fs::set_permissions(&path, Permissions::from_mode(0o755)).map_err(StoryError::Build)?;
        self.bootstrap = path;
        Ok(self)
    }

    /// The functions that were started with this worker so far, each with its version: `name:version`.
    #[must_use]
    pub fn started(&self) -> BTreeSet<String> {
        let notes = fs::read_to_string(self.notes()).unwrap_or_default();
        notes.lines().map(str::to_owned).collect()
    }

    fn notes(&self) -> PathBuf {
        self.folder.path().join("starts")
    }

    fn new_folder(&self) -> Result<PathBuf, StoryError> {
        let folder = tempfile::tempdir_in(self.folder.path()).map_err(StoryError::Build)?;
        Ok(folder.keep())
    }
}

/// The files of an assembly that name each other.
fn json_files(assembly: &Path) -> Result<Vec<(String, String)>, StoryError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(assembly).map_err(StoryError::Build)? {
        let path = entry.map_err(StoryError::Build)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".json") {
            files.push((name, fs::read_to_string(&path).map_err(StoryError::Build)?));
        }
    }
    Ok(files)
}

/// Where the definition of a machine is, and under which key it is uploaded.
fn definition(files: &[(String, String)], machine: &str) -> Option<(String, String)> {
    let file = format!("{machine}.asl.json");
    let listings = files.iter().filter(|(name, _)| name.ends_with(".assets.json"));
    listings.filter_map(|(_, listed)| parsed(listed)).find_map(|listed| {
        let is_it =
            |asset: &&Value| asset["source"]["path"].as_str().is_some_and(|path| path.ends_with(&file));
        let asset = listed["files"].as_object()?.values().find(is_it)?;
        let destination = asset["destinations"].as_object()?.values().next()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some((text(&asset["source"]["path"])?, text(&destination["objectKey"])?))
    })
}

fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}
