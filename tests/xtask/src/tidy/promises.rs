//! Rule for SEMANTICS.md: the tests that it names exist, so that a promise does not outlive what carries it.

use super::files::File;

/// The file with the promises.
const SEMANTICS: &str = "SEMANTICS.md";

/// All findings of this rule.
pub(super) fn findings(files: &[File]) -> Vec<String> {
    let tests: Vec<&str> = files
        .iter()
        .filter(|file| file.is(".rs"))
        .flat_map(|file| file.text.split("fn ").skip(1))
        .filter_map(|rest| rest.split('(').next())
        .collect();
    let promises = files.iter().filter(|file| file.path == SEMANTICS);
    let named =
        promises.flat_map(|file| file.text.split('`').skip(1).step_by(2)).filter(|word| is_test(word));
    named
        .filter(|name| match name.strip_suffix('*') {
            Some(start) => !tests.iter().any(|test| test.starts_with(start)),
            None => !tests.contains(name),
        })
        .map(|name| format!("{SEMANTICS}: there is no test `{name}`; name the one that carries the promise"))
        .collect()
}

/// Tests are sentences: three words or more, joined by underscores.
fn is_test(word: &str) -> bool {
    word.matches('_').count() >= 3
        && word
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_*".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::{super::files::file, *};

    #[test]
    fn a_test_that_is_named_and_does_not_exist_is_found() {
        let text =
            "| P1 | `keeps_what_is_ours` and `converges_under_faults_*`, `not_a_test`, `it_is_not_there` |";
        let tests = "fn keeps_what_is_ours() {}\nasync fn converges_under_faults_1() {}";
        let found = findings(&[file(SEMANTICS, text), file("a.rs", tests)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`it_is_not_there`"));
    }
}
