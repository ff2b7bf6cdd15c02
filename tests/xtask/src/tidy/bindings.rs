//! Rules for the names in a state machine that lead out of it or through it: steps, substitutions, variables.
//!
//! The linter follows the names of states. It knows neither the workers nor the stack, and takes a variable on trust.

use std::collections::BTreeSet;

use serde_json::Value;

use super::files::File;

/// The folder with the state machines.
const MACHINES: &str = "statemachines/";

/// The folder with the functions, one file each; each names its own steps.
const FUNCTIONS: &str = "workers/lambda/src/functions/";

/// The folder of the stack, which fills in what only a deployment knows.
const STACK: &str = "cdk/lib/";

/// A field of the context that not every engine has: read without care it ends the run there.
const NOT_EVERYWHERE: &str = "RedriveCount";

/// All findings of these rules.
pub(super) fn findings(files: &[File]) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(MACHINES) && file.is(".asl.json")) {
        // What is no JSON is told by the rules beside these.
        let Ok(machine) = serde_json::from_str::<Value>(&file.text) else { continue };
        let mut found = Vec::new();
        steps(&machine, files, &mut found);
        substitutions(&file.text, files, &mut found);
        variables(&machine, &mut found);
        findings.extend(found.into_iter().map(|finding| format!("{}: {finding}", file.path)));
    }
    findings
}

/// A payload's step is one of the function that is called.
fn steps(value: &Value, files: &[File], findings: &mut Vec<String>) {
    let step = value.pointer("/Payload/step").and_then(Value::as_str);
    let function = value["FunctionName"].as_str().and_then(|name| name.strip_prefix("${"));
    if let (Some(step), Some(function)) = (step, function.and_then(|name| name.strip_suffix("Function}"))) {
        let path = path_of(function);
        let arm = format!("\"{step}\" =>");
        if !files.iter().any(|file| file.path == path && file.text.contains(&arm)) {
            findings.push(format!("`{step}` is no step of {path}; name one of its steps"));
        }
    }
    inner(value).for_each(|inner| steps(inner, files, findings));
}

/// The file of a function: `SetupLook` is in `setup_look.rs`.
fn path_of(function: &str) -> String {
    let mut path = FUNCTIONS.to_owned();
    for (index, letter) in function.char_indices() {
        if letter.is_uppercase() && index > 0 {
            path.push('_');
        }
        path.extend(letter.to_lowercase());
    }
    path + ".rs"
}

/// What stands for something of the deployment is filled in by the stack.
fn substitutions(text: &str, files: &[File], findings: &mut Vec<String>) {
    let names: BTreeSet<&str> =
        text.split("${").skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
    for name in names {
        let known = match name.strip_suffix("Function") {
            Some(function) => {
                let path = path_of(function);
                files.iter().any(|file| file.path == path)
            }
            None => files
                .iter()
                .any(|file| file.path.starts_with(STACK) && words(&file.text).any(|it| it == name)),
        };
        if !known {
            findings.push(format!(
                "nothing fills in `${{{name}}}`; name it in {STACK}, or a function of the workers"
            ));
        }
    }
}

/// Each variable that is read is assigned, and the other way round. A child of a Distributed Map has variables of its own.
fn variables(machine: &Value, findings: &mut Vec<String>) {
    let (mut read, mut assigned) = (BTreeSet::new(), BTreeSet::new());
    walk(machine, &mut read, &mut assigned, findings);
    for name in read.difference(&assigned) {
        findings.push(format!("`${name}` is read and never assigned; assign it, or read something else"));
    }
    for name in assigned.difference(&read) {
        findings.push(format!("`${name}` is assigned and never read; remove it"));
    }
}

fn walk(
    value: &Value,
    read: &mut BTreeSet<String>,
    assigned: &mut BTreeSet<String>,
    findings: &mut Vec<String>,
) {
    assigned.extend(value["Assign"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    if let Some(expression) = value.as_str().filter(|text| text.starts_with("{%")) {
        read.extend(variables_in(expression).map(str::to_owned));
        if expression.contains(NOT_EVERYWHERE) && !expression.contains("$exists(") {
            findings.push(format!("`{NOT_EVERYWHERE}` is read without `$exists`; not every engine has it"));
        }
    }
    if value.pointer("/ProcessorConfig/Mode").and_then(Value::as_str) == Some("DISTRIBUTED") {
        return variables(&value["States"], findings);
    }
    inner(value).for_each(|inner| walk(inner, read, assigned, findings));
}

/// What a JSONata expression reads: words behind a `$` that are neither a function, nor what a function of the expression is
/// given, nor the engine's own.
fn variables_in(expression: &str) -> impl Iterator<Item = &str> {
    let functions = expression.split("function(").skip(1);
    let given: BTreeSet<&str> =
        functions.flat_map(|rest| words(rest.split_once(')').map_or(rest, |(given, _)| given))).collect();
    expression.split('$').skip(1).filter_map(move |rest| {
        let end = rest.find(|letter: char| !is_of_a_word(letter)).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let is_read =
            !name.is_empty() && name != "states" && !given.contains(name) && !after.starts_with('(');
        is_read.then_some(name)
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !is_of_a_word(letter))
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn inner(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(fields) => Box::new(fields.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::files::file, *};

    fn findings_for(states: &str) -> Vec<String> {
        findings(&[
            file("workers/lambda/src/functions/diff.rs", r#"match step { "settle" => settle(), }"#),
            file("cdk/lib/share.ts", "const substitutions = { StateBucket: bucket };"),
            file("statemachines/a.asl.json", &format!(r#"{{"States":{{{states}}}}}"#)),
        ])
    }

    fn task(step: &str, request: &str) -> String {
        format!(
            r#""T":{{"Arguments":{{"FunctionName":"${{DiffFunction}}","Payload":{{"step":"{step}","request":"{request}"}}}}}}"#
        )
    }

    #[test]
    fn a_step_belongs_to_the_function_that_is_called() {
        assert!(findings_for(&task("settle", "")).is_empty(), "{:?}", findings_for(&task("settle", "")));
        assert!(findings_for(&task("unsettle", ""))[0].contains("`unsettle` is no step of workers/lambda"));
    }

    #[test]
    fn a_function_of_several_words_is_in_the_file_of_these_words() {
        let calls = task("look", "").replace("DiffFunction", "SetupLookFunction");
        let machine = format!(r#"{{"States":{{{calls}}}}}"#);
        let files =
            |name: &str| [file(name, r#""look" => look(),"#), file("statemachines/a.asl.json", &machine)];
        assert_eq!(findings(&files("workers/lambda/src/functions/setup_look.rs")), [""; 0]);
        assert_eq!(findings(&files("workers/lambda/src/functions/setuplook.rs")).len(), 2);
    }

    #[test]
    fn every_substitution_is_filled_in() {
        assert!(findings_for(r#""S":{"Bucket":"${StateBucket}"}"#).is_empty());
        for name in ["Bucket", "LeaseFunction"] {
            let findings = findings_for(&format!(r#""S":{{"Bucket":"${{{name}}}"}}"#));
            assert!(findings[0].contains(&format!("${{{name}}}")), "{findings:?}");
        }
    }

    #[test]
    fn a_variable_is_assigned_before_anything_reads_it() {
        let reads = task("settle", "{% $merge([$run, $states.input.pass]) %}");
        assert!(findings_for(&reads)[0].contains("`$run` is read and never assigned"));
        let assigns = r#""A":{"Choices":[{"Assign":{"run":"{% $states.input %}"}}]}"#;
        assert!(findings_for(assigns)[0].contains("`$run` is assigned and never read"));
        assert!(findings_for(&format!("{reads},{assigns}")).is_empty());
    }

    #[test]
    fn what_a_function_of_the_expression_is_given_is_no_variable() {
        let sifts =
            task("settle", "{% $sift($states.input, function($value, $field) { $field != 'Arn' }) %}");
        assert!(findings_for(&sifts).is_empty(), "{:?}", findings_for(&sifts));
    }

    #[test]
    fn a_child_of_a_distributed_map_does_not_see_the_variables_of_its_parent() {
        let inside = |mode: &str| {
            format!(
                r#""A":{{"Assign":{{"run":1}}}},{},"M":{{"ItemProcessor":{{"ProcessorConfig":{{"Mode":"{mode}"}},
                    "States":{{{}}}}}}}"#,
                task("settle", "{% $run %}"),
                task("settle", "{% $run %}"),
            )
        };
        assert!(findings_for(&inside("INLINE")).is_empty());
        assert_eq!(findings_for(&inside("DISTRIBUTED")).len(), 1);
    }

    #[test]
    fn what_not_every_engine_has_is_read_with_care() {
        let count = "$states.context.Execution.RedriveCount";
        assert_eq!(findings_for(&task("settle", &format!("{{% {count} %}}"))).len(), 1);
        assert!(findings_for(&task("settle", &format!("{{% $exists({count}) ? {count} : 0 %}}"))).is_empty());
    }
}
