//! Rules for state machines: their error names are the closed set of the workers, and `States.ALL` says why.

use std::collections::BTreeSet;

use serde_json::Value;

use super::files::File;

/// The file with the closed set.
const ERRORS: &str = "workers/steps/src/error.rs";

/// The folder with the state machines; those of tests elsewhere may do as they like.
const MACHINES: &str = "statemachines/";

/// Names in that file which end a run or a child. Nothing catches them: the name is for people and for a redrive.
const UNCAUGHT: &[&str] =
    &["AccountFailed", "AccountsFailed", "ExperienceFailed", "ExperiencesFailed", "SetupIncomplete"];

/// The function that may call Organizations, as machines name it.
const OBSERVER: &str = "${ObserveFunction}";

/// Names that the platform raises begin so.
const PLATFORM: &[&str] = &["States.", "Lambda.", "S3.", "StepFunctions.", "EventBridge.", "Scheduler."];

/// All findings of these rules.
pub(super) fn findings(files: &[File]) -> Vec<String> {
    let known =
        files.iter().find(|file| file.path == ERRORS).map(|file| names_in(&file.text)).unwrap_or_default();
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with(MACHINES) && file.is(".asl.json")) {
        match serde_json::from_str(&file.text) {
            Ok(machine) => walk(&machine, file, &known, &mut used, &mut findings),
            Err(error) => {
                findings.push(format!("{}:{}: no JSON: {error}; correct it", file.path, error.line()));
            }
        }
    }
    for name in known.iter().filter(|name| !used.contains(*name) && !UNCAUGHT.contains(&name.as_str())) {
        findings.push(format!(
            "{ERRORS}: no state machine handles `{name}`; handle it in statemachines/, or remove it"
        ));
    }
    findings
}

fn walk(
    value: &Value,
    file: &File,
    known: &BTreeSet<String>,
    used: &mut BTreeSet<String>,
    findings: &mut Vec<String>,
) {
    match value {
        Value::Object(fields) => {
            let handlers =
                ["Retry", "Catch"].into_iter().filter_map(|field| fields.get(field)?.as_array()).flatten();
            for handler in handlers {
                judge(handler, fields.contains_key("Comment"), file, known, used, findings);
            }
            if let Some(inside) = fields.get("ItemProcessor") {
                observers(inside, file, findings);
            }
            fields.values().for_each(|field| walk(field, file, known, used, findings));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, file, known, used, findings)),
        _ => {}
    }
}

/// Organizations is read once, before the Map: parallel children that each ask it are throttled from some 250 accounts on.
fn observers(inside_a_map: &Value, file: &File, findings: &mut Vec<String>) {
    if inside_a_map.to_string().contains(OBSERVER) {
        findings.push(format!(
            "{}: `{OBSERVER}` is called inside a Map; read before the Map, and once",
            file.path
        ));
    }
}

fn judge(
    handler: &Value,
    state_says_why: bool,
    file: &File,
    known: &BTreeSet<String>,
    used: &mut BTreeSet<String>,
    findings: &mut Vec<String>,
) {
    let names = handler["ErrorEquals"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for name in names {
        used.insert(name.to_owned());
        if name == "States.ALL" && !state_says_why && handler.get("Comment").is_none() {
            findings.push(format!(
                "{}: `States.ALL` without a Comment that says why; add it to the entry",
                file.path
            ));
        }
        if !known.contains(name) && !PLATFORM.iter().any(|start| name.starts_with(start)) {
            findings.push(format!(
                "{}: `{name}` in an ErrorEquals is not in {ERRORS}; use a name from there",
                file.path
            ));
        }
    }
}

/// The error names of the closed set: every string literal of the file that is one capitalized word. Its tests do not count.
fn names_in(source: &str) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or(source);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let literals = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    literals.filter(|literal| is_error_name(literal)).map(str::to_owned).collect()
}

fn is_error_name(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_uppercase())
        && text.chars().skip(1).all(|letter| letter.is_ascii_alphabetic())
        && text.chars().any(|letter| letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{super::files::file, *};

    const SOURCE: &str = r#"
        //! Says "Nothing" here.
        fn name() { match self { A => "Busy", B => "Gone", C => "AccountsFailed" } }
        #[error("Something went wrong")]
        #[cfg(test)] mod tests { const X: &str = "Other"; }
    "#;

    fn findings_for(states: &str) -> Vec<String> {
        findings(&[
            file(ERRORS, SOURCE),
            file("statemachines/a.asl.json", &format!(r#"{{"States":{{{states}}}}}"#)),
        ])
    }

    #[test]
    fn the_closed_set_is_read_from_the_source() {
        let names: Vec<String> = names_in(SOURCE).into_iter().collect();
        assert_eq!(names, ["AccountsFailed", "Busy", "Gone"]);
    }

    #[test]
    fn a_machine_that_handles_the_closed_set_passes() {
        let states = r#""One":{"Retry":[{"ErrorEquals":["Busy","Lambda.Unknown"]}],"Catch":[{"ErrorEquals":["Gone"]}]}"#;
        assert!(findings_for(states).is_empty(), "{:?}", findings_for(states));
    }

    #[test]
    fn an_unknown_name_is_found_inside_a_map() {
        let states =
            r#""Map":{"ItemProcessor":{"States":{"In":{"Catch":[{"ErrorEquals":["Busy","Gone","Bsuy"]}]}}}}"#;
        assert!(findings_for(states)[0].contains("`Bsuy`"));
    }

    #[test]
    fn a_class_that_no_machine_handles_is_named() {
        assert!(findings_for(r#""One":{"Retry":[{"ErrorEquals":["Busy"]}]}"#)[0].contains("`Gone`"));
    }

    #[test]
    fn organizations_is_not_called_inside_a_map() {
        let task = r#""Task":{"Arguments":{"FunctionName":"${ObserveFunction}"},"Catch":[{"ErrorEquals":["Busy","Gone"]}]}"#;
        assert!(findings_for(task).is_empty());
        let map = format!(r#""Map":{{"ItemProcessor":{{"States":{{{task}}}}}}}"#);
        assert!(findings_for(&map)[0].contains("inside a Map"));
    }

    #[test]
    fn catching_everything_needs_a_reason() {
        let catching = |more: &str| {
            findings_for(&format!(
                r#""One":{{"Retry":[{{"ErrorEquals":["Busy","Gone"]}}],"Catch":[{{"ErrorEquals":["States.ALL"]{more}}}]}}"#
            ))
        };
        assert_eq!(catching("").len(), 1);
        assert!(catching(r#","Comment":"The child reports it.""#).is_empty());
    }
}
