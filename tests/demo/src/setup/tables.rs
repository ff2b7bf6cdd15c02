//! The tables of the scenario: what is missing, and who may buy.

use comfy_table::{Cell, Color};
use domain::setup::finding::{Finding, Severity};

use super::act::Buyer;
use crate::tables::{Medium, empty_table};

/// What is not in place, the gravest first.
pub(crate) fn findings(findings: &[Finding], medium: Medium) -> String {
    let mut table = empty_table(&["id", "severity", "what", "fix"], medium);
    for finding in findings {
        let (word, color) = severity(finding.severity);
        table.add_row([
            Cell::new(finding.id),
            Cell::new(word).fg(color),
            Cell::new(&finding.what),
            Cell::new(&finding.remedy),
        ]);
    }
    table.trim_fmt()
}

/// Who may buy, and who may not.
pub(crate) fn buyers(buyers: &[Buyer], medium: Medium) -> String {
    let mut table = empty_table(&["account", "who", "buying in AWS Marketplace"], medium);
    for buyer in buyers {
        let verdict = if buyer.may_buy {
            Cell::new("as its own permissions allow").fg(Color::Green)
        } else {
            Cell::new("denied by the guard rail").fg(Color::Yellow)
        };
        table.add_row([Cell::new(&buyer.account), Cell::new(&buyer.who), verdict]);
    }
    table.trim_fmt()
}

/// Whether the ledger says that AWS took a call.
pub(crate) fn is_done(result: &str) -> bool {
    result.starts_with("ok")
}

/// A severity as a person says it.
pub(crate) fn severity(severity: Severity) -> (&'static str, Color) {
    match severity {
        Severity::Blocking => ("blocking", Color::Red),
        Severity::Warning => ("warning", Color::Yellow),
        Severity::Information => ("information", Color::DarkGrey),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::sample;

    #[test]
    fn each_finding_says_what_is_missing_and_what_is_done_about_it() {
        insta::assert_snapshot!(findings(&sample::check().found, Medium::File));
    }

    #[test]
    fn each_account_says_who_may_buy_in_it() {
        insta::assert_snapshot!(buyers(&sample::acts().then.unwrap().buyers, Medium::File));
    }
}
