//! Account x product: what was done, how it ended, and why.

use comfy_table::{Cell, Color};
use domain::report::{ActionResult, Report, Row};

use crate::tables::{Medium, empty_table};

/// The action of a row that is none of ours to change.
const LEAVE_ALONE: &str = "leave alone";

/// The outcome of every account and product.
pub(crate) fn outcomes(report: &Report, medium: Medium) -> String {
    let mut table = empty_table(&["account", "product", "action", "result", "why"], medium);
    let mut before = None;
    for row in &report.outcomes {
        let account = if before == Some(&row.account) { String::new() } else { account_cell(row) };
        before = Some(&row.account);
        table.add_row([
            Cell::new(account),
            Cell::new(product_cell(row)),
            Cell::new(action_word(row)),
            result_cell(row, report.run.plan_only),
            Cell::new(&row.reason),
        ]);
    }
    table.trim_fmt()
}

fn account_cell(row: &Row) -> String {
    let name = if row.account_name.is_empty() { "(left)" } else { &row.account_name };
    format!("{} {name}", row.account)
}

fn product_cell(row: &Row) -> String {
    if row.product_name.is_empty() { row.license.to_string() } else { row.product_name.clone() }
}

/// The action, as a person says it; the report's own word when there is no better one.
fn action_word(row: &Row) -> String {
    let word = serde_json::to_value(row.action)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default();
    match word.as_str() {
        "create" => "share".into(),
        "activate" => "activate".into(),
        "accept" => "accept".into(),
        "delete" => "take back".into(),
        "skip" => LEAVE_ALONE.into(),
        _ => word,
    }
}

/// Whether a run that was to end after the plan would have done something here.
pub(crate) fn is_planned(row: &Row) -> bool {
    row.result == ActionResult::Skipped && row.class.is_none() && action_word(row) != LEAVE_ALONE
}

fn result_cell(row: &Row, plan_only: bool) -> Cell {
    let (word, color) = match row.result {
        ActionResult::Skipped if plan_only && is_planned(row) => ("planned", Color::Cyan),
        ActionResult::Done => ("done", Color::Green),
        ActionResult::Failed => ("FAILED", Color::Red),
        ActionResult::Waiting => ("waiting", Color::Yellow),
        ActionResult::Skipped => ("skipped", Color::DarkGrey),
    };
    let text = row.class.map_or_else(|| word.to_owned(), |class| format!("{word} ({class:?})"));
    Cell::new(text).fg(color)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::licenses::sample;

    #[test]
    fn each_account_and_product_says_what_was_done_and_why() {
        insta::assert_snapshot!(outcomes(&sample::act().report, Medium::File));
    }
}
