//! Adds up the closing lines of the test runner, one per test program, to one line of the same form.

use std::fmt;

/// The sum of all closing lines that were seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Totals {
    failed_programs: u32,
    passed: u32,
    failed: u32,
    ignored: u32,
    seconds: f64,
}

impl Totals {
    /// Nothing was run yet.
    pub(super) const NONE: Self = Self { failed_programs: 0, passed: 0, failed: 0, ignored: 0, seconds: 0.0 };

    /// Adds a line if it is a closing line of the runner, such as
    /// `test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s`.
    pub(super) fn add(&mut self, line: &str) {
        let Some((_, result)) = line.split_once("test result: ") else { return };
        let number_before = |word: &str| {
            let before = result.split(&[';', '.'][..]).find_map(|piece| piece.trim().strip_suffix(word))?;
            before.trim().parse::<u32>().ok()
        };
        self.failed_programs += u32::from(!result.contains("ok"));
        self.passed += number_before(" passed").unwrap_or(0);
        self.failed += number_before(" failed").unwrap_or(0);
        self.ignored += number_before(" ignored").unwrap_or(0);
        let seconds = result
            .split_once("finished in ")
            .and_then(|(_, rest)| rest.trim().trim_end_matches('s').parse().ok());
        self.seconds += seconds.unwrap_or(0.0);
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { failed_programs, passed, failed, ignored, seconds } = self;
        let result = if *failed_programs == 0 && *failed == 0 { "ok" } else { "FAILED" };
        write!(
            formatter,
            "test result: {result}. {passed} passed; {failed} failed; {ignored} ignored; 0 measured; 0 filtered out; \
             finished in {seconds:.2}s"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_add_up_to_one_of_the_same_form() {
        let mut totals = Totals::NONE;
        totals.add("running 3 tests");
        totals.add(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.50s",
        );
        totals.add(
            "test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.25s",
        );
        let line =
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.75s";
        assert_eq!(totals.to_string(), line);
    }

    #[test]
    fn one_failed_program_fails_the_sum() {
        let mut totals = Totals::NONE;
        totals.add("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.50s");
        totals.add(
            "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.50s",
        );
        assert!(totals.to_string().starts_with("test result: FAILED. 4 passed; 2 failed;"), "{totals}");
    }

    #[test]
    fn colors_do_not_hide_a_result() {
        let mut totals = Totals::NONE;
        totals.add("test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.50s");
        assert!(totals.to_string().starts_with("test result: ok. 3 passed"), "{totals}");
    }
}
