//! Rules for the directions of imports (`domain <- steps <- aws <- lambda`), read from what cargo resolved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What a crate of ours may use of our own crates. A crate that is not named here is free.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("steps", &["domain"]),
    ("aws", &["domain", "steps"]),
    ("lambda", &["domain", "steps", "aws"]),
    ("sim", &["domain"]),
    ("xtask", &[]),
];

/// Crates whose tests must not compile an AWS SDK: the everyday loop stays in seconds.
const WITHOUT_SDK: &[&str] = &["domain", "steps", "sim", "xtask"];

/// What an SDK crate's name begins with.
const SDK: &[&str] = &["aws-sdk-", "aws-config", "aws-smithy-"];

/// All findings of these rules, from the JSON of `cargo metadata`.
pub(super) fn findings(metadata: &str) -> Vec<String> {
    let Some(graph) = Graph::read(metadata) else {
        return vec!["`cargo metadata` gave no dependency graph; look at what `cargo metadata` says".into()];
    };
    let directions = MAY_USE.iter().flat_map(|(name, allowed)| graph.strays(name, allowed));
    let weights = WITHOUT_SDK.iter().flat_map(|name| graph.sdk_of(name));
    directions.chain(weights).collect()
}

/// Which package uses which, by name.
#[derive(Debug)]
struct Graph {
    /// Dependencies of a package's library and programs.
    normal: BTreeMap<String, BTreeSet<String>>,
    /// Dependencies of its tests; cargo gives them for our own crates only.
    tests: BTreeMap<String, BTreeSet<String>>,
    ours: BTreeSet<String>,
}

impl Graph {
    fn read(metadata: &str) -> Option<Self> {
        let metadata: Value = serde_json::from_str(metadata).ok()?;
        let names: BTreeMap<&str, &str> = metadata["packages"]
            .as_array()?
            .iter()
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let name_of = |id: &Value| id.as_str().and_then(|id| names.get(id)).map(|name| (*name).to_owned());
        let mut graph = Self { normal: BTreeMap::new(), tests: BTreeMap::new(), ours: BTreeSet::new() };
        graph.ours.extend(metadata["workspace_members"].as_array()?.iter().filter_map(name_of));
        for node in metadata["resolve"]["nodes"].as_array()? {
            let Some(name) = name_of(&node["id"]) else { continue };
            for used in node["deps"].as_array().into_iter().flatten() {
                let Some(used_name) = name_of(&used["pkg"]) else { continue };
                let kinds = used["dep_kinds"].as_array().into_iter().flatten();
                let (tests, normal): (Vec<_>, Vec<_>) = kinds.partition(|kind| kind["kind"] == "dev");
                if !normal.is_empty() {
                    graph.normal.entry(name.clone()).or_default().insert(used_name.clone());
                }
                if !tests.is_empty() {
                    graph.tests.entry(name.clone()).or_default().insert(used_name);
                }
            }
        }
        Some(graph)
    }

    /// Our crates that `name` uses and may not.
    fn strays(&self, name: &str, allowed: &[&str]) -> Vec<String> {
        let used = self.normal.get(name).into_iter().flatten();
        used.filter(|used| self.ours.contains(*used) && !allowed.contains(&used.as_str()))
            .map(|used| format!("`{name}` uses `{used}`, against the direction of imports in ARCHITECTURE.md; turn it round"))
            .collect()
    }

    /// The first SDK crate that building and testing `name` would compile, with the way to it.
    fn sdk_of(&self, name: &str) -> Option<String> {
        let mut ways = vec![vec![name.to_owned()]];
        let mut seen = BTreeSet::from([name.to_owned()]);
        while let Some(way) = ways.pop() {
            let last = way.last()?;
            if SDK.iter().any(|start| last.starts_with(start)) {
                return Some(format!(
                    "`{name}` compiles an AWS SDK ({}); keep it out, its tests are the everyday loop",
                    way.join(" -> ")
                ));
            }
            let tests = (way.len() == 1).then(|| self.tests.get(last)).flatten();
            for next in self.normal.get(last).into_iter().chain(tests).flatten() {
                if seen.insert(next.clone()) {
                    ways.push([way.clone(), vec![next.clone()]].concat());
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metadata in which each pair uses the other by the kind given (`null` for normal, `"dev"` for tests).
    fn metadata(uses: &[(&str, &str, &str)]) -> String {
        let names: BTreeSet<&str> = uses.iter().flat_map(|(one, other, _)| [*one, *other]).collect();
        let packages: Vec<String> =
            names.iter().map(|name| format!(r#"{{"id":"{name}#1","name":"{name}"}}"#)).collect();
        let members: Vec<String> =
            names.iter().filter(|name| !name.contains('-')).map(|name| format!(r#""{name}#1""#)).collect();
        let node = |name: &&str| {
            let used = uses.iter().filter(|(one, ..)| one == name);
            let used: Vec<String> = used
                .map(|(_, other, kind)| format!(r#"{{"pkg":"{other}#1","dep_kinds":[{{"kind":{kind}}}]}}"#))
                .collect();
            format!(r#"{{"id":"{name}#1","deps":[{}]}}"#, used.join(","))
        };
        let nodes: Vec<String> = names.iter().map(node).collect();
        format!(
            r#"{{"packages":[{}],"workspace_members":[{}],"resolve":{{"nodes":[{}]}}}}"#,
            packages.join(","),
            members.join(","),
            nodes.join(",")
        )
    }

    #[test]
    fn the_directions_of_the_house_pass() {
        let uses = [("steps", "domain", "null"), ("aws", "steps", "null"), ("aws", "aws-sdk-s3", "null")];
        assert!(findings(&metadata(&uses)).is_empty());
    }

    #[test]
    fn the_domain_using_a_step_is_found() {
        assert!(findings(&metadata(&[("domain", "steps", "null")]))[0].contains("`domain` uses `steps`"));
    }

    #[test]
    fn an_sdk_behind_a_test_dependency_is_found_with_the_way_to_it() {
        let uses = [("sim", "some-client", "\"dev\""), ("some-client", "aws-sdk-s3", "null")];
        assert!(findings(&metadata(&uses))[0].contains("sim -> some-client -> aws-sdk-s3"));
    }

    #[test]
    fn the_tests_of_a_dependency_do_not_count() {
        let uses =
            [("steps", "domain", "null"), ("domain", "steps", "\"dev\""), ("other", "aws-sdk-s3", "\"dev\"")];
        assert!(findings(&metadata(&uses)).is_empty());
    }

    #[test]
    fn no_graph_is_a_finding() {
        assert_eq!(findings("{}").len(), 1);
    }
}
