//! Draws the state machines: `statemachines/README.md` is made from the `*.asl.json` beside it, never by hand.

use std::{collections::VecDeque, fmt::Write as _, fs};

use serde_json::Value;

use crate::{failure::Failure, workspace::Workspace};

/// The file that is made.
const README: &str = "statemachines/README.md";

const HEAD: &str = "# The state machines\n\n\
    One file a machine, in JSONata; each Task is one step of `workers/steps`. This page is made by `cargo xtask synth`.\n";

/// Writes the page anew.
///
/// # Errors
/// When a machine cannot be read or the page not written.
pub(crate) fn write(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.path(README);
    let page = page(&mut machines(workspace)?);
    fs::write(&path, page).map_err(Failure::file("write", &path))
}

/// What is wrong with the page as it is, if something is.
///
/// # Errors
/// When a machine cannot be read.
pub(crate) fn findings(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let drawn = page(&mut machines(workspace)?);
    let stale = fs::read_to_string(workspace.path(README)).ok() != Some(drawn);
    Ok(if stale {
        vec![format!("{README}: not what the machines are; run `cargo xtask synth`")]
    } else {
        Vec::new()
    })
}

/// The machines, by file name and text.
fn machines(workspace: &Workspace) -> Result<Vec<(String, String)>, Failure> {
    let folder = workspace.path("statemachines");
    let mut machines = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Failure::file("read", &folder))? {
        let path = entry.map_err(Failure::file("read", &folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".asl.json") {
            machines.push((name, fs::read_to_string(&path).map_err(Failure::file("read", &path))?));
        }
    }
    Ok(machines)
}

/// The page for machines given by file name and text. What is no JSON is left to the linter, which tells it better.
fn page(machines: &mut [(String, String)]) -> String {
    machines.sort();
    let mut page = HEAD.to_owned();
    for (name, text) in machines {
        let Ok(machine) = serde_json::from_str::<Value>(text) else { continue };
        let comment = machine.get("Comment").and_then(Value::as_str).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {name}\n\n{comment}\n\n```mermaid\nstateDiagram-v2\n");
        Drawing { page: &mut page, states_drawn: 0 }.machine(&machine, 1);
        page.push_str("```\n");
    }
    page
}

/// A diagram in the making; states are named by number, since Mermaid's names are single words.
struct Drawing<'a> {
    page: &'a mut String,
    states_drawn: usize,
}

impl Drawing<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.page, "{}{text}", "  ".repeat(depth));
    }

    fn machine(&mut self, machine: &Value, depth: usize) {
        let states = in_order(machine);
        let first = self.states_drawn;
        self.states_drawn += states.len();
        let place = |name: &str| states.iter().position(|(key, _)| *key == name);
        let number = |name: &str| place(name).map(|place| format!("s{}", first + place));
        for (name, state) in &states {
            let Some(own) = number(name) else { continue };
            self.state(name, &own, state, depth);
        }
        if let Some(start) = machine.get("StartAt").and_then(Value::as_str).and_then(number) {
            self.line(depth, &format!("[*] --> {start}"));
        }
        for (name, state) in &states {
            let Some(own) = number(name) else { continue };
            for (next, label) in transitions(state) {
                let next = next.map_or_else(|| Some("[*]".to_owned()), number).unwrap_or_default();
                let label = if label.is_empty() { String::new() } else { format!(" : {label}") };
                self.line(depth, &format!("{own} --> {next}{label}"));
            }
        }
    }

    fn state(&mut self, name: &str, own: &str, state: &Value, depth: usize) {
        let inside: Vec<&Value> = match state.get("Branches").and_then(Value::as_array) {
            Some(branches) => branches.iter().collect(),
            None => state.get("ItemProcessor").into_iter().collect(),
        };
        let kind = match state.get("Type").and_then(Value::as_str) {
            Some("Map") => " (each)",
            Some("Parallel") => " (side by side)",
            _ => "",
        };
        if inside.is_empty() {
            return self.line(depth, &format!("state \"{name}\" as {own}"));
        }
        self.line(depth, &format!("state \"{name}{kind}\" as {own} {{"));
        for (place, machine) in inside.iter().enumerate() {
            if place > 0 {
                self.line(depth + 1, "--");
            }
            self.machine(machine, depth + 1);
        }
        self.line(depth, "}");
    }
}

/// The states of a machine as a run comes by them, so that the drawing begins where the run does.
fn in_order(machine: &Value) -> Vec<(&str, &Value)> {
    let states = machine.get("States");
    let mut order: Vec<(&str, &Value)> = Vec::new();
    let mut next = VecDeque::from_iter(machine.get("StartAt").and_then(Value::as_str));
    while let Some(name) = next.pop_front() {
        let Some(state) = states.and_then(|states| states.get(name)) else { continue };
        if order.iter().all(|(seen, _)| *seen != name) {
            order.push((name, state));
            next.extend(transitions(state).into_iter().filter_map(|(next, _)| next));
        }
    }
    order
}

/// Where a state goes on, and when; `None` is the end.
fn transitions(state: &Value) -> Vec<(Option<&str>, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut ways: Vec<(Option<&str>, String)> = Vec::new();
    if let Some(choices) = state.get("Choices").and_then(Value::as_array) {
        for choice in choices {
            let condition = text(choice.get("Condition").unwrap_or(&Value::Null));
            // The word that is compared with says it all: {% $states.input.next = 'create' %}
            let word = condition.split('\'').nth(1).unwrap_or_default().replace('_', " ");
            ways.push((choice.get("Next").and_then(Value::as_str), word));
        }
    }
    if let Some(default) = state.get("Default").and_then(Value::as_str) {
        ways.push((Some(default), "otherwise".to_owned()));
    }
    if let Some(next) = state.get("Next").and_then(Value::as_str) {
        ways.push((Some(next), String::new()));
    }
    let ends = state.get("End") == Some(&Value::Bool(true))
        || matches!(state.get("Type").and_then(Value::as_str), Some("Succeed" | "Fail"));
    if ends {
        ways.push((None, String::new()));
    }
    if let Some(next) = state.pointer("/Catch/0/Next").and_then(Value::as_str) {
        ways.push((Some(next), "error".to_owned()));
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_drawn_with_its_choices_and_what_is_inside() {
        let machine = r#"{"Comment":"Says hello.","StartAt":"Each","States":{
            "Each":{"Type":"Map","ItemProcessor":{"StartAt":"Ask","States":{"Ask":{"Type":"Task","End":true,
                "Catch":[{"ErrorEquals":["Bug"],"Next":"Ask"}]}}},"Next":"More?"},
            "More?":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.next = 'look_again' %}","Next":"Each"}],
                "Default":"Done"},
            "Done":{"Type":"Succeed"}}}"#;
        let page = page(&mut [("hello.asl.json".to_owned(), machine.to_owned())]);
        let drawing = page.split("stateDiagram-v2\n").nth(1).unwrap();
        assert_eq!(
            drawing,
            "  state \"Each (each)\" as s0 {\n    state \"Ask\" as s3\n    [*] --> s3\n    s3 --> [*]\n    \
             s3 --> s3 : error\n  }\n  state \"More?\" as s1\n  state \"Done\" as s2\n  [*] --> s0\n  s0 --> s1\n  \
             s1 --> s0 : look again\n  s1 --> s2 : otherwise\n  s2 --> [*]\n```\n"
        );
        assert!(page.contains("Says hello."));
    }
}
