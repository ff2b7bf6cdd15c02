//! The schema that editors complete by says what the parser says.

use domain::policy::Policy;
use jsonschema::Validator;
use serde_json::Value;

pub(crate) const SAMPLE: &str = include_str!("../../../../tests/worlds/policy.toml");

pub(crate) fn validator() -> Validator {
    let schema: Value = serde_json::from_str(include_str!("../../../../cdk/policy.schema.json")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

#[test]
fn the_sample_is_a_policy_for_both() {
    let policy = Policy::parse(SAMPLE).unwrap();
    assert!(validator().is_valid(&json(SAMPLE)));
    assert_eq!(policy.rules.len(), 3);
    assert_eq!(Policy::parse(&policy.to_toml()).unwrap(), policy);
}

/// Beside each world of which the rules are more than the tag stands its policy.
#[test]
fn the_policy_beside_a_world_is_one_for_both_and_names_what_is_there() {
    let worlds = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/worlds");
    let mut found = 0;
    for entry in std::fs::read_dir(worlds).unwrap() {
        let path = entry.unwrap().path();
        let Some(world) = path.to_str().unwrap().strip_suffix(".policy.toml").map(str::to_owned) else {
            continue;
        };
        let text = std::fs::read_to_string(&path).unwrap();
        let policy = Policy::parse(&text).unwrap();
        assert!(validator().is_valid(&json(&text)), "{}", path.display());
        assert!(!policy.rules.is_empty());
        let world = std::fs::read_to_string(format!("{world}.json")).unwrap();
        let named = text.split('"').filter(|word| word.starts_with("ou-") || word.starts_with("prod-"));
        for id in named {
            assert!(world.contains(id), "{id} of {}", path.display());
        }
        found += 1;
    }
    assert!(found >= 2);
}

/// Each key of the sample, with a letter too many.
#[test]
fn a_key_that_one_does_not_know_the_other_does_not_know() {
    let validator = validator();
    let mut tried = 0;
    for (number, line) in SAMPLE.lines().enumerate() {
        let is_key = line.starts_with(|first: char| first.is_ascii_lowercase());
        let Some((key, _)) = line.split_once(" = ").filter(|_| is_key) else { continue };
        let text: Vec<_> = SAMPLE
            .lines()
            .enumerate()
            .map(
                |(at, line)| {
                    if at == number { line.replacen(key, &format!("{key}s"), 1) } else { line.to_owned() }
                },
            )
            .collect();
        let text = text.join("\n");
        let error = Policy::parse(&text).unwrap_err().to_string();
        assert!(error.contains(&format!("line {}, column 1,", number + 1)), "{error}");
        assert!(error.contains(&format!("did you mean {key}?")), "{error}");
        assert!(!validator.is_valid(&json(&text)), "{text}");
        tried += 1;
    }
    assert!(tried >= 17, "{tried}");
}

#[test]
fn what_is_wrong_with_one_value_is_wrong_for_both() {
    let validator = validator();
    let rule = |rest: &str| format!("[[rules]]\nproducts = \"all\"\n{rest}\n");
    let product = |products: &str| format!("[[rules]]\nproducts = {products}\ntagged = true\n");
    let mut texts = vec![
        "version = 2".to_owned(),
        "version = \"1\"".to_owned(),
        "tag_key = \"\"".to_owned(),
        "tag_key = \" licences\"".to_owned(),
        format!("tag_key = \"{}\"", "k".repeat(129)),
        "untagged = \"Revoke\"".to_owned(),
        "pending_closure = \"leave\"".to_owned(),
        "guard = 3".to_owned(),
        "[guard]\nrevocations_max = -1".to_owned(),
        "[guard]\nrevocations_max = 4294967296".to_owned(),
        "[guard]\nrevocations_percent_max = 101".to_owned(),
        "[guard]\nrevocations_percent_max = 10.5".to_owned(),
        "[except]".to_owned(),
        "[except]\naccounts = []".to_owned(),
        "[except]\naccounts = \"all\"".to_owned(),
        "[except]\naccounts = [\"22222222222\"]".to_owned(),
        "[except]\norganizational_units = [\"ou-AB12-11111111\"]".to_owned(),
        "[except]\norganizational_units = [\"ou-ab12-1111111\"]".to_owned(),
        "[except]\norganizational_units = [\"ou-ab12-11111111\", \"ou-ab12-11111111\"]".to_owned(),
        "rules = []".to_owned(),
        "rules = [1]".to_owned(),
        rule("").repeat(2),
        rule("tagged = true").repeat(2),
        rule(""),
        rule("tagged = false"),
        rule("tagged = \"true\""),
        rule("accounts = \"everyone\""),
        rule("accounts = \"all\"\ntagged = true"),
        rule("accounts = \"all\"\norganizational_units = [\"ou-ab12-11111111\"]"),
        rule("tagged = true\nname = \"\""),
        rule("tagged = true\nname = \"two\\nlines\""),
        rule("tagged = true\nshare_as = \"everyone\""),
        rule("tagged = true\nactivation_override = true"),
        rule("tagged = true\noperations = [\"CreateGrant\"]"),
        rule("tagged = true\noperations = [\"Checkout\"]"),
        "[[rules]]\ntagged = true".to_owned(),
    ];
    for products in [
        "\"none\"",
        "{}",
        "[\"prod-1\"]",
        "{ skus = [] }",
        "{ skus = [\"Keel Scanner\"] }",
        "{ skus = [\"prod-1\", \"prod-1\"] }",
        "{ names = [\"*\"] }",
        "{ names = [\"Keel \"] }",
        "{ names = [3] }",
    ] {
        texts.push(product(products));
    }
    for text in texts {
        assert!(Policy::parse(&text).is_err(), "{text}");
        assert!(!validator.is_valid(&json(&text)), "{text}");
    }
}

/// What no schema can say: it compares entries of different rules.
#[test]
fn contradictions_between_rules_are_known_to_the_parser_only() {
    let rule = |says: &str| format!("[[rules]]\nproducts = \"all\"\ntagged = true\n{says}\n");
    for (one, other) in [
        ("share_as = \"auto\"", "share_as = \"ou\""),
        ("name = \"One\"", "name = \"One\"\nshare_as = \"ou\""),
    ] {
        let text = rule(one) + &rule(other);
        assert!(Policy::parse(&text).is_err(), "{text}");
        assert!(validator().is_valid(&json(&text)), "{text}");
    }
}
