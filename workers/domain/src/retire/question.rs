//! What a person is asked before anything is taken back, and what the answer covers.

use std::collections::BTreeSet;

use crate::approval::{QuestionName, Record};
use crate::guard::{Verdict, covers};
use crate::identifier::ExecutionArn;
use crate::plan::{Line, Plan};
use crate::run::RunRequest;

/// Whether everything that the plan takes back was approved. What AWS is deleting already needs no approval.
pub fn judge(plan: &Plan<'_>, approved: &BTreeSet<String>) -> Verdict {
    let asked = covers(plan, &RunRequest::default());
    let new = asked.difference(approved).count();
    if new == 0 {
        return Verdict::Go;
    }
    let lines = || plan.lines.iter().filter(|line| line.is_revocation());
    let accounts: BTreeSet<_> = lines().map(|line| line.account).collect();
    let licenses: BTreeSet<_> = lines().map(|line: &Line<'_>| line.license).collect();
    let earlier = match asked.len() - new {
        0 => String::new(),
        approved => format!(", {approved} of which were approved before"),
    };
    Verdict::Ask(vec![format!(
        "Marketplace Steward is to be retired: it takes back all {} grants that it gave of {} licenses to {} \
         accounts{earlier}, and its rules and schedules are stopped",
        asked.len(),
        licenses.len(),
        accounts.len(),
    )])
}

/// The question whether all that the plan takes back may be taken back; delivered again it is the same one.
pub fn record(run: &ExecutionArn, name: QuestionName, plan: &Plan<'_>, reasons: Vec<String>) -> Record {
    Record::new(run, name, reasons, covers(plan, &RunRequest::default()))
}

/// Why nothing (more) was taken back after a question. `untouched` says that nothing had been before.
pub fn refusal(record: Option<&Record>, untouched: bool) -> String {
    let how = match record.and_then(|record| record.answered.as_ref()) {
        Some(answered) => format!("it was {answered}"),
        None => "nobody answered within a day".to_owned(),
    };
    if untouched {
        format!(
            "{how}; nothing was written, and runs go on unless an operator paused them; to ask anew, redrive this run or start \
             another one"
        )
    } else {
        format!(
            "{how}; what was approved before is taken back, and all runs stay paused; to ask anew, redrive this run, \
             and to go on sharing instead, start marketplace-steward-share-licenses with {{\"pause\": false}}"
        )
    }
}
