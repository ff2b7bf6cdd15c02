//! What the tables have in common that the demo ends with.

use std::io::{IsTerminal, stdout};

use comfy_table::{Attribute, Cell, Color, ContentArrangement, LineStyle, Table, TableStyle};

use crate::calls::{CallRow, Counts, rows};

/// The width of a table that goes into a file.
const FILE_WIDTH: u16 = 150;

/// A line below the titles and none between the rows: the tables are long.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Where a table goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Medium {
    /// A terminal: its own width, with colors.
    Terminal,
    /// A file or a pipe: a fixed width, without colors.
    File,
}

impl Medium {
    /// What standard output is.
    pub(crate) fn of_output() -> Self {
        if stdout().is_terminal() { Self::Terminal } else { Self::File }
    }
}

/// Calls per service and operation.
pub(crate) fn calls(counts: &Counts, medium: Medium) -> String {
    let mut table = empty_table(&["service", "operation", "calls", ""], medium);
    for CallRow { service, operation, count, mutating } in rows(counts) {
        let mark =
            if mutating { Cell::new("changes something").fg(Color::Yellow) } else { Cell::new("reads") };
        table.add_row([Cell::new(service), Cell::new(operation), Cell::new(format!("{count:>5}")), mark]);
    }
    table.trim_fmt()
}

/// A table with its titles.
pub(crate) fn empty_table(titles: &[&str], medium: Medium) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    if medium == Medium::File {
        table.set_width(FILE_WIDTH).force_no_tty();
    }
    table.set_header(titles.iter().map(|title| Cell::new(title).add_attribute(Attribute::Bold)));
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_change_something_are_marked() {
        let counts = [
            ("license-manager.CreateGrant", 2),
            ("license-manager.DeleteGrant", 1),
            ("license-manager.ListDistributedGrants", 9),
            ("organizations.ListAccounts", 8),
        ];
        let counts = counts.map(|(name, count)| (name.to_owned(), count)).into();
        insta::assert_snapshot!(calls(&counts, Medium::File));
    }
}
