//! What a child of `share-licenses` works on, and how far it is.

use domain::{life_cycle::Wish, plan::Decision, work::Item};
use local::Child;
use sim::{GrantStatus, GrantView};

use crate::{changes::Part, live::Far};

/// The account, and what is to be done for it.
pub(crate) fn describe(child: &Child) -> Part {
    let Some(item) = item_of(child) else { return Part::unknown(child) };
    Part {
        label: format!("{} {}", item.account, item.account_name),
        work: work_of(&item),
        length: item.actions.len(),
        execution: child.execution.clone(),
    }
}

/// How many actions of a child are as wanted already, seen from outside the run.
pub(crate) fn far(child: &Child, grants: &[GrantView]) -> Option<Far> {
    let item = item_of(child)?;
    let is_shared = |license: &str| {
        grants.iter().any(|grant| {
            grant.license == license
                && grant.account.as_deref() == Some(item.account.as_str())
                && grant.status == GrantStatus::Active
        })
    };
    let as_wanted = |license: &str, wish: Wish| is_shared(license) == (wish == Wish::Shared);
    let done =
        item.actions.iter().filter(|action| as_wanted(action.share.license.as_str(), action.wish)).count();
    Some(Far { done, length: item.actions.len() })
}

/// The item of a child, or nothing when the child's input is none of ours.
fn item_of(child: &Child) -> Option<Item> {
    serde_json::from_value(child.input.clone()).ok()
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
