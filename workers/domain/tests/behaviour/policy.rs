//! What a policy file says: who gets what and why, what is wrong with it, and what it names in vain.

use domain::account::{Account, TagSource};
use domain::grant::Operation;
use domain::license::License;
use domain::policy::{
    ActivationOverride, GuardLimits, Policy, ShareAs, TAG_KEY, Unmatched, Untagged, unmatched,
};

use crate::support::{account, license};

/// The unit that [`account`] puts accounts in.
const UNIT: &str = "ou-ab12-11111111";

fn read(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn tagged(number: u64, tag: Option<&str>) -> Account {
    account(number, "ACTIVE", tag, TagSource::Account)
}

/// The answer as one line: what is wanted, and why.
fn answer(policy: &Policy, account: &Account, license: &License) -> String {
    let selection = policy.explain(account, license);
    format!("{:?}: {}", selection.wish, selection.because)
}

#[test]
fn without_rules_the_tag_decides_for_every_product() {
    let policy = read("untagged = \"leave\"\n");
    assert_eq!(policy, Policy { untagged: Untagged::Leave, ..Policy::default() });
    let lines: Vec<_> =
        [Some("true"), Some("false"), None, Some("ture"), Some("prod-1 prod-7"), Some("prod-7")]
            .into_iter()
            .map(|tag| format!("{tag:?} -> {}", answer(&policy, &tagged(2, tag), &license(1))))
            .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// Not every SKU begins as those of today do.
#[test]
fn a_tag_may_list_a_product_of_any_sku() {
    let mut old = license(1);
    old.product = "brightline-render-2024".parse().unwrap();
    let both = tagged(2, Some("brightline-render-2024 prod-7"));
    assert!(answer(&Policy::default(), &both, &old).starts_with("Some(Shared)"));
    assert!(answer(&Policy::default(), &both, &license(7)).starts_with("Some(Shared)"));
    assert!(answer(&Policy::default(), &both, &license(8)).starts_with("None"), "it may be a slip");
}

#[test]
fn files_of_before_the_rules_read_as_they_did() {
    assert_eq!(read(""), Policy::default());
    let policy = read("untagged = \"leave\"\n[guard]\nrevocations_max = 3\n");
    assert_eq!(policy.guard, GuardLimits { revocations_max: 3, ..GuardLimits::default() });
}

#[test]
fn every_way_to_select_an_account_says_its_reason() {
    let policy = read(&format!(
        "[except]\naccounts = [\"000000000009\"]\n\
         [[rules]]\nname = \"Pilots\"\nproducts = {{ skus = [\"prod-1\"] }}\naccounts = [\"000000000002\"]\ntagged = true\n\
         [[rules]]\nproducts = {{ names = [\"product 2\"] }}\norganizational_units = [\"{UNIT}\"]\n\
         [[rules]]\nname = \"Base\"\nproducts = {{ names = [\"*duct 3\"] }}\naccounts = \"all\"\n"
    ));
    let mut lines = Vec::new();
    for (number, tag) in [(2, None), (3, Some("true")), (4, Some("false")), (9, Some("true"))] {
        for product in 1..=4 {
            let said = answer(&policy, &tagged(number, tag), &license(product));
            lines.push(format!("account {number} {tag:?}, product {product} -> {said}"));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_is_excepted_gets_nothing_whoever_else_names_it() {
    let policy = read(&format!(
        "[except]\norganizational_units = [\"{UNIT}\"]\n\
         [[rules]]\nproducts = \"all\"\naccounts = [\"000000000002\"]\n"
    ));
    assert_eq!(
        answer(&policy, &tagged(2, Some("true")), &license(1)),
        format!("Some(Revoked): policy.toml excepts {UNIT}, in which the account is, whatever its rules say")
    );
}

#[test]
fn an_account_whose_unit_is_not_known_is_left_alone_where_units_decide() {
    let mut lost = tagged(2, None);
    lost.path = String::new();
    let rule = format!("[[rules]]\nproducts = \"all\"\norganizational_units = [\"{UNIT}\"]\n");
    assert!(answer(&read(&rule), &lost, &license(1)).starts_with("None: AWS did not tell"));
    let except = format!("[except]\norganizational_units = [\"{UNIT}\"]\n");
    assert!(answer(&read(&except), &lost, &license(1)).starts_with("None: AWS did not tell"));
    let listed = format!("{rule}accounts = [\"000000000002\"]\n");
    assert!(answer(&read(&listed), &lost, &license(1)).starts_with("Some(Shared)"));
}

#[test]
fn an_account_about_to_close_keeps_its_grants_unless_the_policy_says_otherwise() {
    let closing = account(2, "PENDING_CLOSURE", Some("true"), TagSource::Account);
    let keep = answer(&Policy::default(), &closing, &license(1));
    assert_eq!(keep, "None: the account is about to close; decided when it has");
    let revoke = answer(&read("pending_closure = \"revoke\"\n"), &closing, &license(1));
    assert_eq!(
        revoke,
        "Some(Revoked): the account is about to close, and policy.toml does not wait for that"
    );
}

#[test]
fn what_is_said_of_a_sku_goes_before_what_is_said_of_a_name_and_of_all() {
    let policy = read(
        "[[rules]]\nproducts = \"all\"\naccounts = \"all\"\nshare_as = \"organization\"\noperations = [\"CreateToken\"]\n\
         [[rules]]\nproducts = { names = [\"Product *\"] }\naccounts = \"all\"\nactivation_override = \"replace\"\n\
         [[rules]]\nproducts = { skus = [\"prod-1\"] }\naccounts = \"all\"\nshare_as = \"auto\"\n",
    );
    let settings = policy.settings(&license(1)).unwrap();
    assert_eq!(settings.share_as, ShareAs::Auto);
    assert_eq!(settings.activation_override, ActivationOverride::Replace);
    assert_eq!(settings.operations, Some([Operation::CreateToken].into()));
    assert_eq!(policy.settings(&license(2)).unwrap().share_as, ShareAs::Organization);
    let defaults = Policy::default().settings(&license(1)).unwrap();
    assert_eq!(
        (defaults.share_as, defaults.activation_override),
        (ShareAs::Account, ActivationOverride::Keep)
    );
}

#[test]
fn a_product_of_which_two_patterns_say_different_things_is_left_alone() {
    let policy = read(
        "[[rules]]\nproducts = { names = [\"Product *\"] }\naccounts = \"all\"\nshare_as = \"auto\"\n\
         [[rules]]\nproducts = { names = [\"* 1\"] }\naccounts = \"all\"\nshare_as = \"account\"\n",
    );
    let selection = policy.explain(&tagged(2, None), &license(1));
    assert_eq!(selection.wish, None);
    assert!(selection.because.needs_attention());
    assert!(selection.because.to_string().contains("share_as"), "{}", selection.because);
    assert!(answer(&policy, &tagged(2, None), &license(2)).starts_with("Some(Shared)"));
}

#[test]
fn what_is_named_in_vain_is_told_once() {
    let policy = read(&format!(
        "tag_key = \"licences\"\n\
         [except]\naccounts = [\"000000000077\"]\norganizational_units = [\"{UNIT}\"]\n\
         [[rules]]\nproducts = {{ skus = [\"prod-1\", \"prod-77\"], names = [\"Product *\", \"Porduct *\"] }}\n\
         accounts = [\"000000000077\", \"000000000002\"]\norganizational_units = [\"ou-ab12-77777777\"]\ntagged = true\n"
    ));
    let accounts = [tagged(2, Some("true"))];
    let told: Vec<_> =
        unmatched(&policy, &accounts, &[license(1)]).iter().map(Unmatched::to_string).collect();
    insta::assert_snapshot!(told.join("\n"));
    assert!(unmatched(&Policy::default(), &accounts, &[license(1)]).is_empty());
    assert!(accounts[0].tags.contains_key(TAG_KEY));
}
