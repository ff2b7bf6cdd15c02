//! What changed between two looks at a run: the part of the live progress that shows nothing yet.

use std::collections::HashMap;

use domain::{plan::Decision, work::Item};
use local::{Child, Progress, Status};

/// Something worth a line or a bar.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Change {
    /// The run went on to another state.
    Entered(String),
    /// An account's child began.
    Began(Account),
    /// An account's child ended; `failed` carries the error's name.
    Ended { account: Account, failed: Option<String> },
}

/// An account that is being worked on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Account {
    /// The child execution: an account comes back in every pass that has something left for it.
    pub(crate) execution: String,
    /// Its id and name.
    pub(crate) label: String,
    /// What is to be done, such as `create 2, delete 1`.
    pub(crate) work: String,
    /// How many actions that are.
    pub(crate) actions: usize,
}

/// Remembers the last look.
#[derive(Debug, Default)]
pub(crate) struct Watcher {
    state: Option<String>,
    children: HashMap<String, Status>,
}

impl Watcher {
    /// The changes since the last look, in the order in which they are to be shown.
    pub(crate) fn note(&mut self, progress: &Progress) -> Vec<Change> {
        let mut changes = Vec::new();
        if progress.state != self.state {
            self.state.clone_from(&progress.state);
            changes.extend(progress.state.clone().map(Change::Entered));
        }
        for child in &progress.children {
            let before = self.children.insert(child.execution.clone(), child.status.clone());
            if before.is_none() {
                changes.push(Change::Began(account(child)));
            }
            if child.status != Status::Running && before.is_none_or(|before| before == Status::Running) {
                let failed = (child.status != Status::Succeeded)
                    .then(|| child.error.clone().unwrap_or_else(|| format!("{:?}", child.status)));
                changes.push(Change::Ended { account: account(child), failed });
            }
        }
        changes
    }
}

/// The item of a child, or nothing when the child's input is none of ours.
pub(crate) fn item_of(child: &Child) -> Option<Item> {
    serde_json::from_value(child.input.clone()).ok()
}

fn account(child: &Child) -> Account {
    let execution = child.execution.clone();
    let Some(item) = item_of(child) else {
        let name = child.execution.rsplit(':').next().unwrap_or_default();
        return Account { label: name.to_owned(), work: "work".into(), actions: 1, execution };
    };
    Account {
        label: format!("{} {}", item.account, item.account_name),
        work: work_of(&item),
        actions: item.actions.len(),
        execution,
    }
}

/// `create 2, delete 1`, in the order in which it is done.
fn work_of(item: &Item) -> String {
    let words = [
        (Decision::Create, "create"),
        (Decision::Accept, "accept"),
        (Decision::Activate, "activate"),
        (Decision::Wait, "wait for"),
        (Decision::Delete, "delete"),
    ];
    let counted = words.into_iter().map(|(decision, word)| {
        (word, item.actions.iter().filter(|action| action.planned == decision).count())
    });
    let parts: Vec<String> =
        counted.filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}")).collect();
    if parts.is_empty() { "look".into() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use serde_json::{Value, json};

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
        assert_eq!(watcher.note(&progress).len(), 2);
        assert_eq!(watcher.note(&progress), []);
    }

    #[test]
    fn an_account_that_came_and_went_between_two_looks_began_and_ended() {
        let mut watcher = Watcher::default();
        let changes = watcher.note(&look("Apply", vec![child("one", Status::Succeeded)]));
        assert!(matches!(&changes[1], Change::Began(account) if account.label == "one"), "{changes:?}");
        assert!(matches!(&changes[2], Change::Ended { failed: None, .. }), "{changes:?}");
    }

    #[test]
    fn a_failed_account_carries_the_name_of_its_error() {
        let mut watcher = Watcher::default();
        watcher.note(&look("Apply", vec![child("one", Status::Running)]));
        let changes = watcher.note(&look("Apply", vec![child("one", Status::Failed)]));
        assert!(matches!(&changes[0], Change::Ended { failed: Some(name), .. } if name == "AccountFailed"));
    }

    #[test]
    fn an_input_that_is_no_item_still_has_a_label() {
        let mut strange = child("one", Status::Running);
        strange.input = json!({"anything": 1});
        assert_eq!(account(&strange).label, "one");
    }
}
