//! What two rules may not say together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::mistake::Mistakes;
use super::read_rule::RuleRead;
use super::{Products, RuleSettings};

/// A way to name a product, the same in every rule that uses it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Mention<'a> {
    All,
    Sku(&'a str),
    Name(&'a str),
}

impl std::fmt::Display for Mention<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => formatter.write_str("all products"),
            Self::Sku(text) | Self::Name(text) => write!(formatter, "\"{text}\""),
        }
    }
}

/// Tells of rules with one name, of rules that say the same, and of products of which two rules say different things.
pub(super) fn between_rules(rules: &[RuleRead], mistakes: &mut Mistakes<'_>) {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut said: BTreeMap<(Mention<'_>, &str), (&RuleRead, Range<usize>)> = BTreeMap::new();
    for (index, read) in rules.iter().enumerate() {
        if let Some(twin) = rules[..index].iter().find(|earlier| earlier.rule == read.rule) {
            let line = mistakes.line(twin.span.start);
            mistakes.add_found(
                read.span.start,
                &read.path,
                format!("what the rule of line {line} says already"),
                "each rule once",
                Some("leave out one of the two".to_owned()),
            );
            continue;
        }
        if let Some(name) = &read.rule.name
            && let Some(line) = names.insert(name, mistakes.line(read.span.start))
        {
            mistakes.add_found(
                read.span.start,
                &format!("{}.name", read.path),
                format!("the name \"{name}\", which the rule of line {line} has"),
                "a name of its own",
                None,
            );
        }
        for (setting, span) in &read.settings_at {
            for mention in mentions(&read.rule.products) {
                let shown = mention.to_string();
                let (earlier, place) = said.entry((mention, setting)).or_insert_with(|| (read, span.clone()));
                if !same(setting, &earlier.rule.settings, &read.rule.settings) {
                    let line = mistakes.line(place.start);
                    mistakes.add(
                        span.clone(),
                        &format!("{}.{setting}", read.path),
                        format!("what line {line} says of {shown}"),
                        Some(format!("say {setting} of a product once")),
                    );
                }
            }
        }
    }
}

fn mentions(products: &Products) -> Vec<Mention<'_>> {
    match products {
        Products::All => vec![Mention::All],
        Products::These { skus, names } => skus
            .iter()
            .map(|sku| Mention::Sku(sku.as_str()))
            .chain(names.iter().map(|name| Mention::Name(name.as_str())))
            .collect(),
    }
}

fn same(setting: &str, one: &RuleSettings, other: &RuleSettings) -> bool {
    match setting {
        "share_as" => one.share_as == other.share_as,
        "activation_override" => one.activation_override == other.activation_override,
        _ => one.operations == other.operations,
    }
}
