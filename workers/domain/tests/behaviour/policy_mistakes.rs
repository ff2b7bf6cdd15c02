//! What is wrong with a policy file, as its author reads it: all of it at once.

use domain::policy::Policy;

fn told(text: &str) -> String {
    Policy::parse(text).unwrap_err().to_string()
}

/// The one mistake of a file.
fn only(text: &str) -> String {
    let error = Policy::parse(text).unwrap_err();
    let [mistake] = error.mistakes() else { panic!("{error}") };
    mistake.to_string()
}

#[test]
fn a_file_with_many_mistakes_is_told_all_of_them_at_once() {
    let file = r#"version = 2
untaged = "leave"
pending_closure = "Keep"

[guard]
revocation_max = 3
revocations_percent_max = 200

[except]
accounts = [222222222222, "33333333333", "444444444444", "444444444444"]
organizational_units = ["r-ab12", "arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111"]

[[rules]]
name = "Scanners"
products = { skus = ["prod-1"] }
accounts = "all"
tagged = true
share_as = "ou"

[[rules]]
name = "Scanners"
products = { skus = ["prod-1", "Keel Container Scanner"], names = ["*"] }
organizational_units = []
share_as = "organisation"
operations = ["CreateGrant", "CheckoutLicence"]

[[rules]]
products = { skus = ["prod-1"] }
acounts = ["555555555555"]
share_as = "account"

[[rules]]
accounts = "everyone"
activation_override = true
"#;
    insta::assert_snapshot!(told(file));
}

#[test]
fn a_file_that_is_no_toml_is_told_every_place_where_it_is_not() {
    insta::assert_snapshot!(told(
        "untagged = leave\n[guard\nrevocations_max = 3\n[[rules]]\nproducts = \"all\n"
    ));
}

#[test]
fn a_key_that_stands_twice_is_a_mistake() {
    insta::assert_snapshot!(told("untagged = \"leave\"\nuntagged = \"revoke\"\n"));
}

#[test]
fn two_rules_may_not_say_different_things_of_a_product() {
    let rule = |products: &str, says: &str| {
        format!("[[rules]]\nproducts = {products}\naccounts = [\"222222222222\"]\n{says}\n")
    };
    for products in ["\"all\"", "{ skus = [\"prod-1\"] }", "{ names = [\"Keel *\"] }"] {
        for (one, other) in [
            ("share_as = \"auto\"", "share_as = \"account\""),
            ("activation_override = \"keep\"", "activation_override = \"replace\""),
            ("operations = [\"CreateToken\"]", "operations = [\"CreateToken\", \"CheckoutLicense\"]"),
        ] {
            let message = only(&(rule(products, one) + &rule(products, other)));
            assert!(message.contains("line 8") && message.contains("what line 4 says"), "{message}");
            let silent = rule(products, one) + &rule(products, "name = \"Another\"");
            assert!(Policy::parse(&silent).is_ok(), "{silent}");
        }
    }
}

#[test]
fn a_rule_that_stands_twice_is_a_mistake() {
    let rule = "[[rules]]\nproducts = \"all\"\ntagged = true\n";
    assert!(only(&(rule.to_owned() + rule)).contains("what the rule of line 1 says already"));
}

#[test]
fn an_account_may_be_given_something_and_be_excepted() {
    let rule = "[[rules]]\nproducts = \"all\"\naccounts = [\"222222222222\"]\n";
    assert!(Policy::parse(&format!("[except]\naccounts = [\"222222222222\"]\n{rule}")).is_ok());
}

#[test]
fn a_rule_says_what_it_gives_and_to_whom() {
    assert!(only("[[rules]]\nproducts = \"all\"\n").contains("who gets it"));
    assert!(only("[[rules]]\ntagged = true\n").contains("rules[0].products"));
    assert!(only("[[rules]]\nproducts = {}\ntagged = true\n").contains("products = \"all\""));
    assert!(only("[[rules]]\nproducts = \"all\"\ntagged = false\n").contains("leave tagged out"));
}

#[test]
fn an_empty_list_is_never_taken_for_everything() {
    for text in [
        "rules = []\n",
        "[except]\n",
        "[except]\naccounts = []\n",
        "[[rules]]\nproducts = { skus = [] }\ntagged = true\n",
        "[[rules]]\nproducts = \"all\"\naccounts = []\n",
        "[[rules]]\nproducts = \"all\"\ntagged = true\noperations = []\n",
    ] {
        assert!(only(text).contains("leave"), "{text}");
    }
}

#[test]
fn columns_count_characters_and_lines_end_in_either_way() {
    let message = only("# Käse\r\nuntagged = \"leave\" # é\r\nguard = { \"ä\" = 1 }\r\n");
    assert!(message.starts_with("line 3, column 11, guard.ä: found an unknown key"), "{message}");
}
