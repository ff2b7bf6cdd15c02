//! Rules for sources: small rooms, a first sentence, no words and names that only postpone a decision.

use super::files::File;

/// The point where a file has to be split.
const LINES_MAX: usize = 400;

/// What counts as a source.
const SOURCE_ENDINGS: &[&str] = &[".rs", ".ts", ".mjs", ".py", ".j2", ".css"];

/// Words that postpone work or hide dead code. Written in two halves, so that this file does not find itself.
const FORBIDDEN_WORDS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("allow(", "dead_code)"),
    concat!("#[", "ignore"),
];

/// File names that say nothing about what is in the file.
const FORBIDDEN_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

/// The code that runs in Lambda, where waiting is paid for: waiting is a Wait state's work.
const WORKERS: &str = "workers/";

/// All findings of these rules.
pub(super) fn findings(files: &[File]) -> Vec<String> {
    let sources = files.iter().filter(|file| SOURCE_ENDINGS.iter().any(|ending| file.is(ending)));
    sources
        .flat_map(|file| [length(file), opening(file), name(file), words(file), sleeps(file)].concat())
        .collect()
}

fn sleeps(file: &File) -> Vec<String> {
    let works = file.path.starts_with(WORKERS) && file.path.contains("/src/");
    let lines = file.text.lines().enumerate().filter(|(_, line)| works && line.contains("sleep("));
    lines
        .map(|(index, _)| format!("{}:{}: a worker sleeps; let a Wait state wait", file.path, index + 1))
        .collect()
}

fn length(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    let long = lines > LINES_MAX;
    long.then(|| {
        format!(
            "{}: {lines} lines, at most {LINES_MAX} are allowed; split it by what its parts are for",
            file.path
        )
    })
    .into_iter()
    .collect()
}

fn opening(file: &File) -> Vec<String> {
    let opens = !file.is(".rs") || file.text.starts_with("//! ");
    (!opens)
        .then(|| {
            format!(
                "{}:1: the first line is not `//! ` and a sentence on what the module is for; write it",
                file.path
            )
        })
        .into_iter()
        .collect()
}

fn name(file: &File) -> Vec<String> {
    let stems = file.path.split('/').map(|part| part.split('.').next().unwrap_or(part));
    stems
        .filter(|stem| FORBIDDEN_NAMES.contains(stem))
        .map(|stem| {
            format!("{}: `{stem}` says nothing about what is in it; name it after what it is for", file.path)
        })
        .collect()
}

fn words(file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for word in FORBIDDEN_WORDS.iter().filter(|word| line.contains(**word)) {
            findings.push(format!(
                "{}:{}: `{word}` postpones something; do it, or leave it out",
                file.path,
                index + 1
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{super::files::file, *};

    #[test]
    fn a_file_of_400_lines_passes_and_one_of_401_does_not() {
        let lines = |count: usize| format!("//! Opens.\n{}", "\n".repeat(count - 1));
        assert!(findings(&[file("a.rs", &lines(400))]).is_empty());
        assert!(findings(&[file("a.rs", &lines(401))])[0].contains("401 lines"));
    }

    #[test]
    fn a_module_without_an_opening_sentence_is_named() {
        assert!(findings(&[file("a.rs", "use std::fs;\n")])[0].contains("a.rs:1"));
        assert!(findings(&[file("a.ts", "import x;\n")]).is_empty());
    }

    #[test]
    fn a_name_that_says_nothing_is_refused_as_file_and_as_folder() {
        assert_eq!(findings(&[file("src/utils.rs", "//! Opens.\n")]).len(), 1);
        assert_eq!(findings(&[file("src/helpers/grant.ts", "")]).len(), 1);
        assert!(findings(&[file("src/common_ground.rs", "//! Opens.\n")]).is_empty());
    }

    #[test]
    fn a_postponed_thing_is_named_with_its_line() {
        let text = format!("//! Opens.\n// {} later\n", FORBIDDEN_WORDS[0]);
        assert!(findings(&[file("a.rs", &text)])[0].starts_with("a.rs:2:"));
    }

    #[test]
    fn a_worker_that_sleeps_is_named_and_a_test_may_wait() {
        let text = "//! Opens.\ntokio::time::sleep(x).await;\n";
        assert!(findings(&[file("workers/steps/src/a.rs", text)])[0].contains("a.rs:2: a worker sleeps"));
        assert!(findings(&[file("tests/local/src/a.rs", text)]).is_empty());
    }

    #[test]
    fn data_is_not_held_to_the_rules_of_sources() {
        assert!(findings(&[file("worlds/large.json", &"\n".repeat(5_000))]).is_empty());
    }
}
