//! A small evaluator of service control policies: may this principal do this action, as far as the policies go?
//!
//! It knows `Allow` and `Deny`, `*` and `?` in actions, and conditions on `aws:PrincipalArn`; anything else in a policy is an
//! error of the test, never "does not apply".

use serde_json::Value;

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct Principal {
    /// `aws:PrincipalArn`: of a role's session, the role.
    pub(super) arn: String,
    /// Whether it is a service-linked role.
    pub(super) service_linked: bool,
}

impl Principal {
    pub(super) fn role(account: &str, name: &str) -> Self {
        Self { arn: format!("arn:aws:iam::{account}:role/{name}"), service_linked: false }
    }

    fn account(&self) -> &str {
        self.arn.split(':').nth(4).unwrap()
    }
}

/// Whether policies leave an action to a principal. Organizations attaches `FullAWSAccess` to everything; one of `attached`
/// has to allow, and none may deny. Neither the management account nor a service-linked role is bound (AWS-FACTS 7.6).
pub(super) fn leaves(attached: &[&str], principal: &Principal, action: &str, management: &str) -> bool {
    if principal.service_linked || principal.account() == management {
        return true;
    }
    let statements: Vec<Value> = attached
        .iter()
        .flat_map(|text| {
            let policy: Value = serde_json::from_str(text).unwrap();
            policy["Statement"].as_array().unwrap().clone()
        })
        .collect();
    let applies = |statement: &&Value| {
        assert_eq!(statement["Resource"], "*");
        strings(&statement["Action"]).iter().any(|pattern| like(pattern, action))
            && holds(statement, principal)
    };
    let says = |effect: &str| {
        statements
            .iter()
            .filter(|statement| statement["Effect"] == effect)
            .any(|statement| applies(&statement))
    };
    says("Allow") && !says("Deny")
}

/// What Organizations attaches to everything.
pub(super) const FULL_ACCESS: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;

/// Whether every condition of a statement holds.
fn holds(statement: &Value, principal: &Principal) -> bool {
    let Some(conditions) = statement.get("Condition") else { return true };
    conditions.as_object().unwrap().iter().all(|(operator, keys)| {
        let keys = keys.as_object().unwrap();
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["aws:PrincipalArn"]);
        let patterns = strings(&keys["aws:PrincipalArn"]);
        // IAM compares ARNs part by part: a `*` does not cross a colon.
        let matches = |pattern: &String| match operator.as_str() {
            "StringNotLike" => like(pattern, &principal.arn),
            "ArnNotLike" | "ArnNotEquals" => {
                let (pattern, arn): (Vec<&str>, Vec<&str>) =
                    (pattern.splitn(6, ':').collect(), principal.arn.splitn(6, ':').collect());
                pattern.len() == arn.len()
                    && pattern.iter().zip(&arn).all(|(pattern, part)| like(pattern, part))
            }
            other => panic!("the evaluator does not know {other}"),
        };
        // A negated operator holds when none of its values matches.
        !patterns.iter().any(matches)
    })
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        other => panic!("neither a string nor a list: {other}"),
    }
}

/// Whether a text is like a pattern with `*` and `?`.
fn like(pattern: &str, text: &str) -> bool {
    let mut pattern = pattern.chars();
    match pattern.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = pattern.as_str();
            (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| like(rest, &text[at..]))
        }
        Some(expected) => {
            let mut text = text.chars();
            text.next().is_some_and(|found| expected == '?' || expected == found)
                && like(pattern.as_str(), text.as_str())
        }
    }
}

#[test]
fn the_evaluator_knows_what_a_policy_is() {
    let deny = r#"{"Statement":[{"Effect":"Deny","Action":["a:B*"],"Resource":"*",
        "Condition":{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/x?z"}}}]}"#;
    let left =
        |name: &str, action: &str| leaves(&[FULL_ACCESS, deny], &Principal::role("1", name), action, "9");
    assert!(left("xyz", "a:Buy") && left("abc", "a:Sell"));
    assert!(!left("abc", "a:Buy") && !left("xz", "a:B"));
    assert!(!leaves(&[deny], &Principal::role("1", "xyz"), "a:Buy", "9"), "nothing allows it");
    assert!(leaves(&[FULL_ACCESS, deny], &Principal::role("9", "abc"), "a:Buy", "9"));
}
