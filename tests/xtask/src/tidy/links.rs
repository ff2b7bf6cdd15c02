//! Rules for links in Markdown: what they point at in this repository exists.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::files::File;

/// All findings of these rules.
pub(super) fn findings(files: &[File]) -> Vec<String> {
    let paths: BTreeSet<&str> = files.iter().flat_map(|file| ancestors(&file.path)).collect();
    let pages = files.iter().filter(|file| file.is(".md"));
    pages.flat_map(|page| broken_in(page, files, &paths)).collect()
}

fn broken_in(page: &File, files: &[File], paths: &BTreeSet<&str>) -> Vec<String> {
    let mut findings = Vec::new();
    for (target, line) in links(&page.text) {
        let (path, heading) =
            target.split_once('#').map_or((target.as_str(), None), |(path, heading)| (path, Some(heading)));
        let path = if path.is_empty() { Some(page.path.clone()) } else { resolve(&page.path, path) };
        let Some(path) = path.filter(|path| path.is_empty() || paths.contains(path.as_str())) else {
            findings.push(format!(
                "{}:{line}: there is no `{target}` in this repository; correct the link",
                page.path
            ));
            continue;
        };
        let there = files.iter().find(|file| file.path == path && file.is(".md"));
        if let (Some(heading), Some(there)) = (heading, there)
            && !headings(&there.text).contains(heading)
        {
            findings.push(format!(
                "{}:{line}: `{path}` has no heading `#{heading}`; correct the link",
                page.path
            ));
        }
    }
    findings
}

/// A path and all folders it is in.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.char_indices().filter(|(_, letter)| *letter == '/').map(|(index, _)| &path[..index]);
    folders.chain([path])
}

/// Where a link leads, as a path below the top folder, or nothing when it leaves it.
fn resolve(page: &str, target: &str) -> Option<String> {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The links and pictures of a page that lead into this repository, with their lines.
fn links(text: &str) -> Vec<(String, usize)> {
    let events = Parser::new(text).into_offset_iter();
    events
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some((dest_url, range.start))
            }
            _ => None,
        })
        .filter(|(target, _)| !target.contains("://") && !target.starts_with("mailto:"))
        .map(|(target, start)| (target.to_string(), text[..start].matches('\n').count() + 1))
        .collect()
}

/// The anchors of a page, formed as the usual hosts do: lower case, no punctuation, spaces to dashes.
fn headings(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => anchors.extend(heading.take()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.extend(words.chars().filter_map(anchor_letter));
                }
            }
            _ => {}
        }
    }
    anchors
}

fn anchor_letter(letter: char) -> Option<char> {
    match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        letter if letter.is_alphanumeric() => letter.to_lowercase().next(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::files::file, *};

    #[test]
    fn links_to_files_folders_and_headings_pass() {
        let page =
            "[a](docs/B.md) [b](docs/) [c](#the-run-twice) [d](https://example.com)\n\n## The run, twice\n";
        let files = [file("README.md", page), file("docs/B.md", "[up](../README.md#the-run-twice)")];
        assert!(findings(&files).is_empty(), "{:?}", findings(&files));
    }

    #[test]
    fn a_link_to_nothing_is_named_with_its_line() {
        assert!(findings(&[file("README.md", "One.\n\n[a](gone.md)\n")])[0].starts_with("README.md:3:"));
    }

    #[test]
    fn a_heading_that_was_renamed_is_found() {
        let files = [file("README.md", "[a](B.md#old)"), file("B.md", "# New")];
        assert!(findings(&files)[0].contains("no heading `#old`"));
    }

    #[test]
    fn code_is_no_link() {
        assert!(findings(&[file("README.md", "`[a](gone.md)`\n\n```\n[a](gone.md)\n```\n")]).is_empty());
    }

    #[test]
    fn a_link_out_of_the_repository_is_refused() {
        assert_eq!(findings(&[file("README.md", "[a](../other/README.md)")]).len(), 1);
    }
}
