//! Marks: what a run leaves on the lease when it cannot answer its request itself.
//!
//! A mark is a line of text in a set, so that two are never mixed up and a third party can read them. It begins with the
//! name of the run that left it, which no other run has: so a mark that was answered is not taken for a later one.
//!
//! | mark | what it asks to look at |
//! |---|---|
//! | `<run>` | everything |
//! | `<run> everything <id>,<id>` | everything, and the tags of these accounts at their source |
//! | `<run> accounts <id>,<id>` | these accounts |
//! | `<run> retry <id>,<id>` | these accounts, and what is held there is tried again |
//! | `<run> retry` | everything, and what is in quarantine is tried again |
//! | `<run> products <sku>,<sku>` | these products |
//! | `<run> <id>` | the older form of `everything` with one account |
//! | anything else | everything |

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::identifier::{AccountId, ExecutionArn};
use crate::limits::{MARK_BYTES_MAX, MARKS_BYTES_MAX};
use crate::run::RunRequest;
use crate::scope::Scope;

/// A request to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The name of the run that left it.
    pub run: String,
    /// What to look at.
    pub scope: Scope,
    /// Whether somebody acted, so that what is held in the named accounts, or in quarantine, is to be tried again.
    pub retry: bool,
}

impl Mark {
    /// The mark of a run that was started with `request`. What a person allowed for that run alone (`allow_empty`) is not
    /// handed on.
    pub fn of(run: &ExecutionArn, request: &RunRequest) -> Self {
        let scope = Scope::of(request);
        let retry = request.try_again || !request.leave_held && matches!(scope, Scope::Accounts(_));
        Self { run: run.name().to_owned(), scope, retry }
    }

    /// Reads a mark. What is not understood is a request to look at everything.
    pub fn parse(text: &str) -> Self {
        let (run, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (kind, names) = rest.split_once(' ').unwrap_or((rest, ""));
        let scope = match kind {
            "retry" if names.is_empty() => Some(Scope::Everything(BTreeSet::new())),
            "everything" => names_of(names).map(Scope::Everything),
            "accounts" | "retry" => names_of(names).map(Scope::Accounts),
            "products" => names_of(names).map(Scope::Products),
            account => account.parse().ok().map(|account: AccountId| Scope::Everything([account].into())),
        };
        let retry = kind == "retry" && scope.is_some();
        let scope = scope.unwrap_or_else(|| Scope::Everything(BTreeSet::new()));
        Self { run: run.to_owned(), scope, retry }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, names) = match &self.scope {
            Scope::Accounts(accounts) if self.retry => ("retry", listed(accounts)),
            Scope::Accounts(accounts) => ("accounts", listed(accounts)),
            Scope::Products(products) => ("products", listed(products)),
            Scope::Everything(accounts) => ("everything", listed(accounts)),
        };
        match names {
            Some(names) => write!(formatter, "{} {kind} {names}", self.run),
            None if self.retry && matches!(self.scope, Scope::Everything(_)) => {
                write!(formatter, "{} retry", self.run)
            }
            None => formatter.write_str(&self.run),
        }
    }
}

/// The names as one word; none if that would be too long or could not be read back.
fn listed<T: fmt::Display>(names: &BTreeSet<T>) -> Option<String> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let clear = names.iter().all(|name| !name.contains([',', ' ']));
    Some(names.join(",")).filter(|text| clear && !text.is_empty() && text.len() <= MARK_BYTES_MAX)
}

fn names_of<T: FromStr + Ord>(names: &str) -> Option<BTreeSet<T>> {
    names.split(',').map(|name| name.parse().ok()).collect()
}

/// What a round looks at that answers marks, and which of them it answers.
///
/// Those that try again what is held go first and by themselves: merged with others they could only become a look at
/// everything, which tries nothing again.
pub(super) fn answer(marks: &BTreeSet<String>) -> (RunRequest, BTreeSet<String>) {
    let (retries, others) = apart(marks);
    let leave_held = retries.is_empty();
    let chosen = if leave_held { others } else { retries };
    let reason = "somebody asked to look again while a run was at work".to_owned();
    let scope = merged(&chosen).unwrap_or_else(|| Scope::Everything(BTreeSet::new()));
    let try_again = !leave_held && matches!(scope, Scope::Everything(_));
    (RunRequest { leave_held, try_again, ..scope.request(reason) }, chosen)
}

/// What a look at everything answers: all marks but those that try again what is held; and the accounts to look closer at.
pub(super) fn answered_by_everything(
    request: RunRequest,
    marks: &BTreeSet<String>,
) -> (RunRequest, BTreeSet<String>) {
    let (_, others) = apart(marks);
    let mine = Scope::Everything(request.look_closer.clone());
    let scope = merged(&others).map_or(mine.clone(), |theirs| mine.and(theirs));
    let look_closer = scope.request(String::new()).look_closer;
    (RunRequest { look_closer, ..request }, others)
}

/// The same marks, or if they have become too much for the table and the state of a run, two at most in the name of `run`
/// that ask for no less.
pub(super) fn bounded(marks: BTreeSet<String>, run: &ExecutionArn) -> BTreeSet<String> {
    if marks.iter().map(String::len).sum::<usize>() <= MARKS_BYTES_MAX {
        return marks;
    }
    let (retries, others) = apart(&marks);
    [(retries, true), (others, false)]
        .into_iter()
        .filter_map(|(marks, retry)| {
            let scope = Scope::of(&merged(&marks)?.request(String::new()));
            Some(Mark { run: run.name().to_owned(), scope, retry }.to_string())
        })
        .collect()
}

/// Marks that try again what is held, and all others.
fn apart(marks: &BTreeSet<String>) -> (BTreeSet<String>, BTreeSet<String>) {
    marks.iter().cloned().partition(|mark| Mark::parse(mark).retry)
}

fn merged(marks: &BTreeSet<String>) -> Option<Scope> {
    marks.iter().map(|mark| Mark::parse(mark).scope).reduce(Scope::and)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(number: usize) -> ExecutionArn {
        format!("arn:aws:states:us-east-1:111111111111:execution:m:run-{number}").parse().unwrap()
    }

    fn accounts(ids: std::ops::Range<usize>) -> BTreeSet<AccountId> {
        ids.map(|id| format!("{id:012}").parse().unwrap()).collect()
    }

    fn event_about(account: usize) -> RunRequest {
        let accounts = accounts(account..account + 1);
        RunRequest { leave_held: true, ..Scope::Accounts(accounts).request(String::new()) }
    }

    #[test]
    fn a_mark_comes_back_as_it_was_left() {
        let products = || ["prod-a", "prod-b"].map(|sku| sku.parse().unwrap()).into();
        for scope in [
            Scope::Everything(BTreeSet::new()),
            Scope::Everything(accounts(1..3)),
            Scope::Accounts(accounts(1..501)),
            Scope::Products(products()),
        ] {
            for leave_held in [true, false] {
                let request = RunRequest { leave_held, ..scope.clone().request(String::new()) };
                let mark = Mark::of(&run(7), &request);
                assert_eq!((&mark.run, &mark.scope), (&"run-7".to_owned(), &scope));
                assert_eq!(Mark::parse(&mark.to_string()), mark);
            }
        }
    }

    #[test]
    fn who_tries_again_what_is_in_quarantine_has_a_round_that_does() {
        let again = RunRequest { try_again: true, ..RunRequest::default() };
        let marks: BTreeSet<String> =
            [Mark::of(&run(1), &again), Mark::of(&run(2), &again), Mark::of(&run(3), &RunRequest::default())]
                .map(|mark| mark.to_string())
                .into();
        assert!(marks.contains("run-1 retry") && marks.contains("run-3"), "{marks:?}");

        let (first, seen) = answer(&marks);
        assert_eq!((first.try_again, first.leave_held, seen.len()), (true, false, 2));
        let (second, _) = answer(&marks.difference(&seen).cloned().collect());
        assert_eq!((second.try_again, second.leave_held), (false, true));
    }

    #[test]
    fn a_mark_of_the_first_version_is_everything_and_closer_at_its_account() {
        let old = Mark::parse("run-1 000000000001");
        assert_eq!(old.scope, Scope::Everything(accounts(1..2)));
    }

    #[test]
    fn what_is_not_understood_or_cannot_be_written_down_is_everything() {
        let everything = Scope::Everything(BTreeSet::new());
        for text in ["run-1 accounts 42", "run-1 products ", "run-1 in words of later", "run-1 retry 1,x", ""]
        {
            let mark = Mark::parse(text);
            assert_eq!((mark.scope, mark.retry), (everything.clone(), false), "{text}");
        }
        let long = (0..20).map(|number| format!("{number}{}", "x".repeat(1_000)).parse().unwrap()).collect();
        for skus in [["a, b".parse().unwrap()].into(), long] {
            let mark = Mark { run: "run-1".to_owned(), scope: Scope::Products(skus), retry: false };
            assert_eq!(mark.to_string(), "run-1");
        }
    }

    /// A nudge every 20 seconds while a run is at work for 20 hours.
    #[test]
    fn the_marks_of_a_long_run_stay_small_and_ask_for_no_less() {
        let mut marks = BTreeSet::new();
        for number in 0..3_600 {
            let request = match number {
                1_000 => RunRequest { leave_held: false, ..event_about(9_000) },
                _ => event_about(number % 400),
            };
            marks.insert(Mark::of(&run(number), &request).to_string());
            marks = bounded(marks, &run(number));
            assert!(marks.iter().map(String::len).sum::<usize>() <= MARKS_BYTES_MAX, "{number}");
        }

        let (first, seen) = answer(&marks);
        assert_eq!((first.only.accounts, first.leave_held), (accounts(9_000..9_001), false));
        let (second, rest) = answer(&marks.difference(&seen).cloned().collect());
        assert_eq!((second.only.accounts, second.leave_held), (accounts(0..400), true));
        assert_eq!(seen.len() + rest.len(), marks.len());
    }

    #[test]
    fn more_accounts_than_a_mark_holds_are_everything() {
        let mut marks = BTreeSet::new();
        for number in 0..3_600 {
            marks.insert(Mark::of(&run(number), &event_about(number)).to_string());
            marks = bounded(marks, &run(number));
        }
        let (request, seen) = answer(&marks);
        assert_eq!((request.only.accounts.len(), request.look_closer.len()), (0, 500));
        assert_eq!(seen, marks);
    }
}
