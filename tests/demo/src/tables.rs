//! The tables that the demo ends with.

use std::io::{IsTerminal, stdout};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, presets};
use domain::report::{ActionResult, Report, Row};

use crate::calls::{CallRow, Counts, rows};

/// The width of a table that goes into a file.
const FILE_WIDTH: u16 = 150;

/// Account x product: what was done, how it ended, and why.
pub(crate) fn outcomes(report: &Report) -> String {
    let mut table = empty_table(&["account", "product", "done", "result", "why"]);
    let mut before = None;
    for row in &report.outcomes {
        let account = if before == Some(&row.account) { String::new() } else { account_cell(row) };
        before = Some(&row.account);
        table.add_row([
            Cell::new(account),
            Cell::new(product_cell(row)),
            Cell::new(done_word(row)),
            result_cell(row),
            Cell::new(&row.reason),
        ]);
    }
    table.to_string()
}

/// Calls per service and operation.
pub(crate) fn calls(counts: &Counts) -> String {
    let mut table = empty_table(&["service", "operation", "calls", ""]);
    for CallRow { service, operation, count, mutating } in rows(counts) {
        let mark =
            if mutating { Cell::new("changes something").fg(Color::Yellow) } else { Cell::new("reads") };
        table.add_row([Cell::new(service), Cell::new(operation), Cell::new(format!("{count:>5}")), mark]);
    }
    table.to_string()
}

fn empty_table(titles: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !stdout().is_terminal() {
        table.set_width(FILE_WIDTH);
    }
    table.set_header(titles.iter().map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    table
}

fn account_cell(row: &Row) -> String {
    let name = if row.account_name.is_empty() { "(left)" } else { &row.account_name };
    format!("{} {name}", row.account)
}

fn product_cell(row: &Row) -> String {
    if row.product_name.is_empty() { row.license.to_string() } else { row.product_name.clone() }
}

/// What was done, as a person says it; the report's own word when there is no better one.
fn done_word(row: &Row) -> String {
    let word = serde_json::to_value(row.action)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default();
    match word.as_str() {
        "create" => "shared".into(),
        "activate" => "activated".into(),
        "accept" => "accepted".into(),
        "delete" => "taken back".into(),
        "none" => "nothing to do".into(),
        "skip" => "left alone".into(),
        _ => word,
    }
}

fn result_cell(row: &Row) -> Cell {
    let (word, color) = match row.result {
        ActionResult::Done => ("done", Color::Green),
        ActionResult::Failed => ("FAILED", Color::Red),
        ActionResult::Waiting => ("waiting", Color::Yellow),
        ActionResult::Skipped => ("skipped", Color::DarkGrey),
    };
    let text = row.class.map_or_else(|| word.to_owned(), |class| format!("{word} ({class:?})"));
    Cell::new(text).fg(color)
}
