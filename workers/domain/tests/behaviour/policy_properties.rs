//! What holds for every policy, tried on thousands of random ones.

use std::collections::BTreeSet;

use domain::account::{Account, TagSource};
use domain::grant::Operation;
use domain::life_cycle::Wish;
use domain::policy::{
    ActivationOverride, GuardLimits, PendingClosure, Places, Policy, Products, Receivers, Rule, RuleSettings,
    ShareAs, Untagged, unmatched,
};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::policy_schema::{SAMPLE, json, validator};
use crate::support::{account, account_id, cases, license};

fn unit(number: u64) -> String {
    format!("ou-ab12-{number:08}")
}

fn places() -> impl Strategy<Value = Places> {
    let accounts = prop::collection::btree_set(1..5_u64, 0..3);
    let units = prop::collection::btree_set(1..5_u64, 0..3);
    (accounts, units).prop_map(|(accounts, units)| Places {
        accounts: accounts.into_iter().map(account_id).collect(),
        organizational_units: units.into_iter().map(|number| unit(number).parse().unwrap()).collect(),
    })
}

fn receivers() -> impl Strategy<Value = Receivers> {
    prop_oneof![
        1 => Just(Receivers::All),
        4 => (places(), any::<bool>()).prop_map(|(places, tagged)| {
            let tagged = tagged || places.is_empty();
            Receivers::Any { places, tagged }
        }),
    ]
}

fn products() -> impl Strategy<Value = Products> {
    let skus = prop::collection::btree_set(1..5_u64, 0..3);
    let names = prop::collection::btree_set(
        prop::sample::select(vec!["Product *", "*duct 2", "P*1", "product 3", "Zoë's \"best\" \\ *"]),
        0..3,
    );
    prop_oneof![
        1 => Just(Products::All),
        4 => (skus, names).prop_filter_map("names something", |(skus, names)| {
            (!skus.is_empty() || !names.is_empty()).then(|| Products::These {
                skus: skus.into_iter().map(|number| format!("prod-{number}").parse().unwrap()).collect(),
                names: names.into_iter().map(|name| name.parse().unwrap()).collect(),
            })
        }),
    ]
}

fn settings() -> impl Strategy<Value = RuleSettings> {
    let share_as =
        prop::sample::select(vec![ShareAs::Account, ShareAs::OrgUnit, ShareAs::Organization, ShareAs::Auto]);
    let activation_override =
        prop::sample::select(vec![ActivationOverride::Keep, ActivationOverride::Replace]);
    let operations = prop::collection::btree_set(
        prop::sample::select(Operation::KNOWN[1..].to_vec()).prop_map(Operation::from),
        1..4,
    );
    (prop::option::of(share_as), prop::option::of(activation_override), prop::option::of(operations))
        .prop_map(|(share_as, activation_override, operations)| RuleSettings {
            share_as,
            activation_override,
            operations,
        })
}

/// Rules as a file may have them: no two of one name, and of each setting one rule at the most.
fn rules() -> impl Strategy<Value = BTreeSet<Rule>> {
    let rule = (any::<bool>(), products(), receivers(), settings());
    prop::collection::vec(rule, 0..5).prop_map(|rules| {
        let mut said = RuleSettings::default();
        let rules =
            rules.into_iter().enumerate().map(|(index, (named, products, receivers, mut settings))| {
                settings.share_as = settings.share_as.filter(|it| said.share_as.replace(*it).is_none());
                settings.activation_override =
                    settings.activation_override.filter(|it| said.activation_override.replace(*it).is_none());
                settings.operations =
                    settings.operations.filter(|it| said.operations.replace(it.clone()).is_none());
                Rule { name: named.then(|| format!("Rule {index}")), products, receivers, settings }
            });
        rules.collect()
    })
}

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    let tag_key = prop_oneof![3 => Just("marketplace-licence"), 1 => Just("licences: \"ours\"")];
    let closure = prop::sample::select(vec![PendingClosure::Keep, PendingClosure::Revoke]);
    let guard = (any::<u32>(), 0..=100_u32).prop_map(|(revocations_max, revocations_percent_max)| {
        GuardLimits { revocations_max, revocations_percent_max }
    });
    (tag_key, any::<bool>(), closure, guard, places(), rules()).prop_map(
        |(tag_key, leave, pending_closure, guard, except, rules)| Policy {
            tag_key: tag_key.to_owned(),
            untagged: if leave { Untagged::Leave } else { Untagged::Revoke },
            pending_closure,
            guard,
            except,
            rules,
        },
    )
}

fn any_account() -> impl Strategy<Value = Account> {
    let states =
        vec!["ACTIVE", "ACTIVE", "SUSPENDED", "CLOSED", "PENDING_CLOSURE", "PENDING_ACTIVATION", "NEW"];
    let tags = vec![Some("true"), Some("false"), None, Some("prod-1 prod-3"), Some("maybe")];
    let path = prop::option::of(prop::collection::vec(1..5_u64, 0..3));
    (1..5_u64, prop::sample::select(states), prop::sample::select(tags), path).prop_map(
        |(number, state, tag, path)| {
            let mut account = account(number, state, tag, TagSource::Account);
            account.path = path.map_or_else(String::new, |units| {
                let units: String = units.into_iter().map(|number| unit(number) + "/").collect();
                format!("o-a1b2c3d4e5/r-ab12/{units}")
            });
            account
        },
    )
}

/// The same file with every list turned by some places.
fn turned(value: toml::Value, by: usize) -> toml::Value {
    match value {
        toml::Value::Array(mut entries) => {
            let by = by % entries.len().max(1);
            entries.rotate_left(by);
            toml::Value::Array(entries.into_iter().map(|entry| turned(entry, by)).collect())
        }
        toml::Value::Table(table) => {
            toml::Value::Table(table.into_iter().map(|(key, value)| (key, turned(value, by))).collect())
        }
        other => other,
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "[[rules]]\n",
        "[rules]\n",
        "[guard]\n",
        "[except]\n",
        "name",
        "products",
        "accounts",
        "tagged",
        "share_as",
        "operations",
        "version",
        "rules",
        " = ",
        "\"all\"",
        "\"",
        "'''",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\r\n",
        "true",
        "1",
        "-1",
        "0x",
        "9999999999999999999999",
        "1e400",
        "1979-05-27T07:32:00Z",
        "#",
        "\\u",
        "\u{0}",
        "ü",
        "\u{feff}",
        ".",
        "\"222222222222\"",
        "\"ou-ab12-11111111\"",
    ])
}

/// The sample with a piece taken out and another put in.
fn damaged(at: usize, length: usize, piece: &str) -> String {
    let characters: Vec<_> = SAMPLE.chars().collect();
    let at = at % characters.len();
    let end = (at + length).min(characters.len());
    characters[..at].iter().copied().chain(piece.chars()).chain(characters[end..].iter().copied()).collect()
}

/// Reads anything without a panic; what is wrong is told at a place in the file.
fn is_read_calmly(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    let Err(error) = Policy::parse(text) else { return Ok(()) };
    prop_assert!(!error.mistakes().is_empty());
    let lines: Vec<_> = text.split('\n').collect();
    for mistake in error.mistakes() {
        prop_assert!((1..=lines.len()).contains(&mistake.line), "{mistake}");
        prop_assert!(
            (1..=lines[mistake.line - 1].chars().count() + 1).contains(&mistake.column),
            "{mistake}"
        );
        prop_assert!(!mistake.found.is_empty() && !mistake.expected.is_empty(), "{mistake}");
        prop_assert!(!mistake.to_string().contains('\n'), "{mistake}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn a_policy_survives_the_way_through_its_file(policy in policy()) {
        let text = policy.to_toml();
        prop_assert_eq!(Policy::parse(&text).map_err(|error| error.to_string()), Ok(policy), "{}", text);
    }

    #[test]
    fn the_order_of_entries_never_matters(policy in policy(), by in 0..7_usize) {
        let file = turned(toml::from_str(&policy.to_toml()).unwrap(), by);
        prop_assert_eq!(Policy::parse(&toml::to_string(&file).unwrap()).unwrap(), policy);
    }

    #[test]
    fn what_is_excepted_is_never_wanted(
        policy in policy(), account in any_account(), product in 1..6_u64, by_unit in any::<bool>(),
    ) {
        let mut policy = policy;
        let unit = account.path.split('/').find(|step| step.starts_with("ou-"));
        match unit.filter(|_| by_unit) {
            Some(unit) => policy.except.organizational_units.insert(unit.parse().unwrap()),
            None => policy.except.accounts.insert(account.id.clone()),
        };
        let selection = policy.explain(&account, &license(product));
        prop_assert_eq!(selection.wish, Some(Wish::Revoked));
        prop_assert!(selection.because.to_string().contains("excepts"));
    }

    #[test]
    fn nothing_is_shared_without_a_rule_that_says_so(
        policy in policy(), account in any_account(), product in 1..6_u64,
    ) {
        let license = license(product);
        let selection = policy.explain(&account, &license);
        prop_assert!(!selection.because.to_string().contains('\n'));
        if selection.wish == Some(Wish::Shared) {
            prop_assert_eq!(account.state.as_str(), "ACTIVE");
            let alone = policy.rules.iter().any(|rule| {
                let only = Policy { rules: [rule.clone()].into(), ..policy.clone() };
                only.explain(&account, &license).wish == Some(Wish::Shared)
            });
            prop_assert!(alone || policy.rules.is_empty());
        }
    }

    #[test]
    fn one_more_rule_never_takes_a_product_away(
        policy in policy(), more in receivers(), account in any_account(), product in 1..6_u64,
    ) {
        let mut wider = policy.clone();
        if wider.rules.is_empty() {
            return Ok(());
        }
        wider.rules.insert(Rule {
            name: None, products: Products::All, receivers: more, settings: RuleSettings::default(),
        });
        if policy.explain(&account, &license(product)).wish == Some(Wish::Shared) {
            prop_assert_eq!(wider.explain(&account, &license(product)).wish, Some(Wish::Shared));
        }
    }

    #[test]
    fn without_rules_and_lists_all_products_get_one_answer(
        policy in policy(), account in any_account(), product in 1..6_u64, other in 1..6_u64,
    ) {
        let policy = Policy { rules: BTreeSet::new(), tag_key: Policy::default().tag_key, ..policy };
        if account.tags.values().all(|value| !value.starts_with("prod-")) {
            let answer = |product| policy.explain(&account, &license(product));
            prop_assert_eq!(answer(product), answer(other));
        }
    }

    #[test]
    fn the_warnings_do_not_depend_on_the_order_of_what_was_seen(
        policy in policy(), accounts in prop::collection::vec(any_account(), 0..5), products in 0..4_u64,
    ) {
        let licenses: Vec<_> = (0..products).map(license).collect();
        let told = unmatched(&policy, &accounts, &licenses);
        let (accounts, licenses): (Vec<_>, Vec<_>) =
            (accounts.into_iter().rev().collect(), licenses.into_iter().rev().collect());
        prop_assert_eq!(unmatched(&policy, &accounts, &licenses), told);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".*") {
        is_read_calmly(&text)?;
    }

    #[test]
    fn any_words_of_the_format_are_read_without_a_panic(tokens in prop::collection::vec(token(), 0..24)) {
        is_read_calmly(&tokens.concat())?;
    }

    #[test]
    fn a_damaged_sample_is_read_without_a_panic(
        at in any::<usize>(), length in 0..20_usize, piece in prop_oneof![token().prop_map(str::to_owned), ".{0,3}"],
    ) {
        is_read_calmly(&damaged(at, length, &piece))?;
    }
}

#[test]
fn every_policy_that_can_be_read_is_valid_by_the_schema() {
    let validator = validator();
    proptest!(cases(10_000), |(policy in policy())| {
        let text = policy.to_toml();
        prop_assert!(validator.is_valid(&json(&text)), "{}", text);
    });
}

/// Of one damaged value the schema and the parser think alike, unless it takes two rules to see what is wrong.
#[test]
fn a_damaged_sample_that_can_be_read_is_valid_by_the_schema() {
    let validator = validator();
    proptest!(cases(10_000), |(at in any::<usize>(), length in 0..4_usize, piece in token())| {
        let text = damaged(at, length, piece);
        if Policy::parse(&text).is_ok() {
            prop_assert!(validator.is_valid(&json(&text)), "{}", text);
        }
    });
}
