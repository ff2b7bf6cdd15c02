//! What changed between two looks at a run: the part of the live progress that shows nothing yet.

use std::collections::HashMap;

use local::{Child, Progress, Status};

/// Something worth a line or a bar.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Change {
    /// The run went on to another state.
    Entered(String),
    /// A child began.
    Began(Part),
    /// A child ended; `failed` carries the error's name.
    Ended { part: Part, failed: Option<String> },
}

/// What one child works on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Part {
    /// The child execution: an account, for one, comes back in every pass that has something left for it.
    pub(crate) execution: String,
    /// What it is called.
    pub(crate) label: String,
    /// What is to be done, such as `create 2, delete 1`; empty when that is not known at its beginning.
    pub(crate) work: String,
    /// How many steps that are.
    pub(crate) length: usize,
}

impl Part {
    /// A child whose input is none of ours, by the name of its execution.
    pub(crate) fn unknown(child: &Child) -> Self {
        let name = child.execution.rsplit(':').next().unwrap_or_default();
        Self { label: name.to_owned(), work: "work".into(), length: 1, execution: child.execution.clone() }
    }
}

/// Remembers the last look.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    state: Option<String>,
    children: HashMap<String, Status>,
}

impl Watcher {
    /// The changes since the last look, in the order in which they are to be shown. `describe` says what a child works on.
    pub(crate) fn note(&mut self, progress: &Progress, describe: impl Fn(&Child) -> Part) -> Vec<Change> {
        let (mut ended, mut changes) = (Vec::new(), Vec::new());
        if progress.state != self.state {
            self.state.clone_from(&progress.state);
            changes.extend(progress.state.clone().map(Change::Entered));
        }
        for child in &progress.children {
            let before = self.children.insert(child.execution.clone(), child.status.clone());
            let is_new = before.is_none();
            if is_new {
                changes.push(Change::Began(describe(child)));
            }
            if child.status != Status::Running && before.is_none_or(|before| before == Status::Running) {
                let failed = (child.status != Status::Succeeded)
                    .then(|| child.error.clone().unwrap_or_else(|| format!("{:?}", child.status)));
                // What was at work before ended before the run went on.
                let list = if is_new { &mut changes } else { &mut ended };
                list.push(Change::Ended { part: describe(child), failed });
            }
        }
        ended.extend(changes);
        ended
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use serde_json::Value;

    use super::*;

    fn child(name: &str, status: Status) -> Child {
        let error = (status == Status::Failed).then(|| "AccountFailed".to_owned());
        Child {
            execution: format!("arn:execution:{name}"),
            pass: 1,
            input: Value::Null,
            status,
            started: SystemTime::UNIX_EPOCH,
            stopped: None,
            error,
            cause: None,
        }
    }

    fn look(state: &str, children: Vec<Child>) -> Progress {
        Progress { status: Status::Running, state: Some(state.into()), children }
    }

    #[test]
    fn a_second_look_at_the_same_changes_nothing() {
        let mut watcher = Watcher::default();
        let progress = look("Apply", vec![child("one", Status::Running)]);
        assert_eq!(watcher.note(&progress, Part::unknown).len(), 2);
        assert_eq!(watcher.note(&progress, Part::unknown), []);
    }

    #[test]
    fn a_child_that_came_and_went_between_two_looks_began_and_ended() {
        let mut watcher = Watcher::default();
        let changes = watcher.note(&look("Apply", vec![child("one", Status::Succeeded)]), Part::unknown);
        assert!(matches!(&changes[1], Change::Began(part) if part.label == "one"), "{changes:?}");
        assert!(matches!(&changes[2], Change::Ended { failed: None, .. }), "{changes:?}");
    }

    #[test]
    fn a_failed_child_carries_the_name_of_its_error() {
        let mut watcher = Watcher::default();
        watcher.note(&look("Apply", vec![child("one", Status::Running)]), Part::unknown);
        let changes = watcher.note(&look("Apply", vec![child("one", Status::Failed)]), Part::unknown);
        assert!(matches!(&changes[0], Change::Ended { failed: Some(name), .. } if name == "AccountFailed"));
    }
}
