//! The fields of a table of the file, each with its path and place; what is not as it should be goes to the mistakes.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistakes, did_you_mean, most_like, one_of};

/// Whether this is a text of 1 to `max` characters on one line, without spaces around it.
pub(super) fn is_one_line(text: &str, max: usize) -> bool {
    // As JavaScript trims, by whose rules the schema is read: a byte order mark is a space as well.
    let is_space = |character: char| character.is_whitespace() || character == '\u{feff}';
    !text.is_empty()
        && text.trim_matches(is_space) == text
        && text.chars().count() <= max
        && !text.chars().any(char::is_control)
}

/// A table.
pub(super) struct Fields<'a, 'i> {
    table: &'a DeTable<'i>,
    path: String,
    span: Range<usize>,
    /// Known keys that the author most likely meant by an unknown one.
    meant: Vec<&'static str>,
}

/// A value in a table or a list.
pub(super) struct Field<'a, 'i> {
    pub(super) path: String,
    value: &'a Spanned<DeValue<'i>>,
}

impl<'a, 'i> Fields<'a, 'i> {
    /// Looks at a table; keys other than the known ones are mistakes.
    pub(super) fn of(
        table: &'a DeTable<'i>,
        span: Range<usize>,
        path: String,
        known: &[&'static str],
        mistakes: &mut Mistakes<'_>,
    ) -> Self {
        let mut fields = Self { table, path, span, meant: Vec::new() };
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let meant = most_like(key.get_ref(), known.iter().copied());
            fields.meant.extend(meant);
            mistakes.add_found(
                key.span().start,
                &fields.path_of(key.get_ref()),
                "an unknown key",
                one_of(known),
                meant.map(|meant| format!("did you mean {meant}?")),
            );
        }
        fields
    }

    /// A field, if the file has it.
    pub(super) fn get(&self, key: &str) -> Option<Field<'a, 'i>> {
        let (_, value) = self.table.iter().find(|(known, _)| known.get_ref().as_ref() == key)?;
        Some(Field { path: self.path_of(key), value })
    }

    /// Tells that one of these is missing, the first for choice, unless a mistyped key is most likely it.
    pub(super) fn is_missing(&self, keys: &[&str], expected: &str, mistakes: &mut Mistakes<'_>) {
        let Some(key) = keys.first().filter(|_| !self.meant.iter().any(|meant| keys.contains(meant))) else {
            return;
        };
        mistakes.add_found(self.span.start, &self.path_of(key), "nothing", expected, None);
    }

    /// Tells of a table that says nothing.
    pub(super) fn says_nothing(&self, expected: &str, suggestion: &str, mistakes: &mut Mistakes<'_>) {
        mistakes.add_found(self.span.start, &self.path, "nothing", expected, Some(suggestion.to_owned()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

impl<'a, 'i> Field<'a, 'i> {
    pub(super) fn span(&self) -> Range<usize> {
        self.value.span()
    }

    /// The value, when it is a text.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.value.get_ref().as_str()
    }

    /// The value, when it is true or false.
    pub(super) fn truth(&self) -> Option<bool> {
        self.value.get_ref().as_bool()
    }

    /// Tells that the value is not what it should be.
    pub(super) fn is_not(&self, expected: &str, suggestion: Option<String>, mistakes: &mut Mistakes<'_>) {
        mistakes.add(self.span(), &self.path, expected, suggestion);
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(
        &self,
        spellings: &[(&'static str, T)],
        mistakes: &mut Mistakes<'_>,
    ) -> Option<T> {
        let known =
            self.text().and_then(|text| spellings.iter().find(|(word, _)| *word == text)).map(|(_, it)| *it);
        if known.is_none() {
            let words: Vec<_> = spellings.iter().map(|(word, _)| *word).collect();
            let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let quoted: Vec<_> = quoted.iter().map(String::as_str).collect();
            let suggestion = self.text().and_then(|text| did_you_mean(text, words));
            self.is_not(&one_of(&quoted), suggestion, mistakes);
        }
        known
    }

    /// A whole number of 0 to `max`.
    pub(super) fn whole_number(&self, max: u32, mistakes: &mut Mistakes<'_>) -> Option<u32> {
        let number = self
            .value
            .get_ref()
            .as_integer()
            .and_then(|integer| u32::from_str_radix(integer.as_str(), integer.radix()).ok())
            .filter(|number| *number <= max);
        if number.is_none() {
            let quoted = self.text().is_some_and(|text| text.parse::<u32>().is_ok());
            let suggestion = quoted.then(|| "leave out the quotes".to_owned());
            self.is_not(&format!("a whole number, 0 to {max}"), suggestion, mistakes);
        }
        number
    }

    /// A table with these keys.
    pub(super) fn table(
        &self,
        known: &[&'static str],
        expected: &str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Fields<'a, 'i>> {
        let Some(table) = self.value.get_ref().as_table() else {
            self.is_not(expected, None, mistakes);
            return None;
        };
        Some(Fields::of(table, self.span(), self.path.clone(), known, mistakes))
    }

    /// The entries of a list that is not empty.
    pub(super) fn list(&self, expected: &str, mistakes: &mut Mistakes<'_>) -> Option<Vec<Field<'a, 'i>>> {
        let Some(entries) = self.value.get_ref().as_array() else {
            self.is_not(expected, None, mistakes);
            return None;
        };
        if entries.is_empty() {
            let nothing = "an empty list says nothing; leave it out";
            self.is_not(expected, Some(nothing.to_owned()), mistakes);
        }
        let path = |index: usize| format!("{}[{index}]", self.path);
        Some(entries.iter().enumerate().map(|(index, value)| Field { path: path(index), value }).collect())
    }

    /// A list of ids, names or words, each once. `read` takes one, or gives a hint if it has one.
    pub(super) fn set<T: Ord>(
        &self,
        expected: &str,
        read: impl Fn(&str) -> Result<T, Option<String>>,
        mistakes: &mut Mistakes<'_>,
    ) -> BTreeSet<T> {
        let of_these = format!("a list, each entry {expected}");
        if let Some(text) = self.text().filter(|text| read(text).is_ok()) {
            self.is_not(&of_these, Some(format!("put it in brackets: [\"{text}\"]")), mistakes);
            return BTreeSet::new();
        }
        let entries = self.list(&of_these, mistakes).unwrap_or_default();
        let mut set = BTreeSet::new();
        for entry in entries {
            match entry.text().ok_or(None).and_then(&read) {
                Ok(value) => {
                    if !set.insert(value) {
                        let twice = "leave out one of the two".to_owned();
                        entry.is_not("each entry once", Some(twice), mistakes);
                    }
                }
                Err(hint) => entry.is_not(expected, hint.or_else(|| entry.hint()), mistakes),
            }
        }
        set
    }

    /// What the author may have meant by an entry that is no text, or not the right one.
    fn hint(&self) -> Option<String> {
        if let Some(integer) = self.value.get_ref().as_integer() {
            return Some(format!("put it in quotes: \"{}\"", integer.as_str()));
        }
        let text = self.text()?;
        let last = text.rsplit('/').next().filter(|_| text.starts_with("arn:"));
        match last {
            Some(id) => Some(format!("write the id alone: \"{id}\"")),
            None if text.starts_with("r-") => {
                Some("the root is the whole organization: write accounts = \"all\"".to_owned())
            }
            None if text.trim() != text => Some("leave out the spaces around it".to_owned()),
            None => None,
        }
    }
}
