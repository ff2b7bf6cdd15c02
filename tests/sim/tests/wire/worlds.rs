//! World files: every one loads, and a bad one is told what is wrong with it.

use std::path::Path;

use serde_json::{Value, json};
use sim::{ProductKind, WorldFile, WorldFileError};

const WORLDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../worlds");

/// Where and what is wrong after one change to a world of ours.
fn problems(file: &str, change: impl FnOnce(&mut Value)) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(WORLDS).join(file)).unwrap();
    let mut world: Value = serde_json::from_str(&text).unwrap();
    change(&mut world);
    match WorldFile::parse("changed", &world.to_string()) {
        Err(WorldFileError::Wrong { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_world_loads_and_matches_the_schema() {
    let schema: Value = serde_json::from_str(WorldFile::schema()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut loaded = 0;
    for entry in std::fs::read_dir(WORLDS).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        let no_world = name.ends_with(".schema.json") || name.ends_with(".settings.json");
        if name.ends_with(".json") && !no_world {
            WorldFile::load(&path).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(validator.is_valid(&serde_json::from_str(&text).unwrap()), "{}", path.display());
            loaded += 1;
        }
    }
    assert!(loaded >= 1);
}

#[test]
fn generated_worlds_match_the_schema_and_repeat_themselves() {
    let validator = jsonschema::validator_for(&serde_json::from_str(WorldFile::schema()).unwrap()).unwrap();
    let world = WorldFile::generate(300, 4, 9);
    assert_eq!(world.accounts.len(), 300);
    assert_eq!(world.licenses.len(), 4);
    assert_eq!(world.problems(), []);
    let json = serde_json::to_value(&world).unwrap();
    assert!(validator.is_valid(&json), "{:?}", validator.iter_errors(&json).next());
    assert_eq!(world, WorldFile::generate(300, 4, 9));
    assert_ne!(world, WorldFile::generate(300, 4, 10));
}

#[test]
fn the_sample_holds_every_case() {
    let world = WorldFile::sample().unwrap();
    assert_eq!((world.accounts.len(), world.units.len(), world.licenses.len()), (24, 6, 6));
    let tagged = |value: &str| {
        let matches = |tag: Option<&String>| tag.map(String::as_str) == Some(value);
        world.accounts.iter().filter(|account| matches(account.tags.get("marketplace-licence"))).count()
    };
    assert!(tagged("true") > 5 && tagged("false") > 2);
    assert!(world.grants.iter().any(|grant| !grant.name.starts_with("marketplace-steward-")));
}

#[test]
fn problems_of_shape_name_their_place() {
    let found = problems("sample.json", |world| {
        world["accounts"][3]["id"] = json!("12");
        world["units"][0]["colour"] = json!("red");
    });
    assert!(found.iter().any(|problem| problem.starts_with("/accounts/3/id: ")), "{found:#?}");
    assert!(found.iter().any(|problem| problem.starts_with("/units/0: ")), "{found:#?}");
    assert!(found.iter().all(|problem| problem.contains("world.schema.json")), "{found:#?}");
}

#[test]
fn problems_of_sense_are_all_told_at_once() {
    let found = problems("sample.json", |world| {
        world["organization"]["management_account"] = json!("999999999999");
        world["accounts"][2]["parent"] = json!("ou-hf01-00000000");
        world["accounts"][4]["id"] = world["accounts"][3]["id"].clone();
        world["licenses"][0]["beneficiary"] = json!("888888888888");
        world["licenses"][5]["product"] = json!("Another name");
        world["grants"][1]["license"] =
            json!(format!("arn:aws:license-manager::1{}:license:l-{}", "0".repeat(11), "0".repeat(32)));
        world["failed_workflows"] = json!([{"account": "202000000001", "sku": "prod-unknown", "times": 1}]);
        let twin = world["grants"][0].clone();
        world["grants"].as_array_mut().unwrap().push(twin);
    });
    for pointer in [
        "/organization/management_account: ",
        "/accounts/2/parent: ",
        "/accounts/4/id: ",
        "/licenses/0/beneficiary: ",
        "/licenses/5/product: ",
        "/grants/1/license: ",
        "/failed_workflows/0/sku: ",
    ] {
        assert!(found.iter().any(|problem| problem.starts_with(pointer)), "{pointer} in {found:#?}");
    }
    assert!(found.iter().any(|problem| problem.contains("second live grant")), "{found:#?}");
}

#[test]
fn units_in_a_circle_are_found() {
    let found = problems("sample.json", |world| {
        world["units"][0]["parent"] = world["units"][1]["id"].clone();
        world["units"][1]["parent"] = world["units"][0]["id"].clone();
    });
    assert!(found.iter().any(|problem| problem.contains("circle")), "{found:#?}");
}

#[test]
fn a_file_that_is_no_json_or_not_there_says_so() {
    let error = WorldFile::parse("broken.json", "{").unwrap_err().to_string();
    assert!(error.contains("broken.json") && error.contains("line 1"), "{error}");
    let error = WorldFile::load(Path::new("/nowhere/world.json")).unwrap_err().to_string();
    assert!(error.contains("/nowhere/world.json"), "{error}");
}

#[test]
fn the_world_of_experiences_holds_every_case() {
    let world = WorldFile::experiences().unwrap();
    let members = &world.other_organizations;
    let marketplace = |index: usize| members[index].private_marketplace.as_ref().unwrap();
    assert_eq!(members.len(), 3);
    let model = &world.private_marketplace.as_ref().unwrap().experiences[0];
    let allowed: usize =
        model.policy.as_ref().unwrap().allowed.iter().map(|products| products.ids().len()).sum();
    assert_eq!(allowed, 2_000);
    assert_eq!(marketplace(0).experiences[0].policy.as_ref().unwrap().allowed, [], "all of it to catch up");
    assert_eq!(marketplace(1).unknown_products[0].ids(), ["prod-hf00000000042"]);
    assert_eq!(marketplace(2).delegated_administrator, None);
    assert!(marketplace(2).experiences.iter().any(|experience| experience.archived));
}

#[test]
fn a_model_of_bedrock_and_oracle_stand_beside_other_products() {
    let world = WorldFile::load(&Path::new(WORLDS).join("bedrock-and-oracle.json")).unwrap();
    let hub = &world.organization.management_account;
    let of = |kind| world.licenses.iter().filter(move |license| license.kind == kind);
    let held = |kind| of(kind).filter(|license| license.beneficiary == *hub).count();
    for kind in [ProductKind::BedrockModel, ProductKind::OracleDatabase, ProductKind::Ami, ProductKind::Saas]
    {
        assert_eq!(held(kind), 1, "{kind:?}");
    }
    assert_eq!(of(ProductKind::BedrockModel).count(), 2, "one account has its own");
    assert!(world.grants.iter().any(|grant| !grant.name.starts_with("marketplace-steward-")));
}

#[test]
fn a_large_organization_takes_a_few_lines() {
    let path = Path::new(WORLDS).join("large-organization.json");
    let world = WorldFile::load(&path).unwrap();
    assert_eq!((world.accounts.len(), world.account_series.len()), (2_100, 0));
    assert!(std::fs::metadata(&path).unwrap().len() < 10_000);
    assert!(world.units.len() == 3 && world.units.iter().all(|unit| unit.parent == world.organization.root));
    let last = world.accounts.last().unwrap();
    assert_eq!((last.id.as_str(), last.name.as_str()), ("330000001100", "Web Shop 100"));
}

#[test]
fn a_series_of_accounts_is_checked_as_they_are() {
    let found = problems("large-organization.json", |world| {
        world["account_series"][0]["parent"] = json!("ou-ng01-00000000");
        world["account_series"][1]["first"] = json!("999999999999");
        world["account_series"][3]["first"] = world["account_series"][2]["first"].clone();
    });
    for (pointer, what) in [
        ("/account_series/1/count: ", "there are no 500 account ids"),
        ("/accounts/1/parent: ", "neither the root nor one of /units"),
        ("/accounts/1500/id: ", "is there twice"),
    ] {
        let told = |problem: &&String| problem.starts_with(pointer) && problem.contains(what);
        assert!(found.iter().any(|problem| told(&problem)), "{pointer}");
    }
}

#[test]
fn problems_of_grants_for_areas_name_their_place() {
    let found = problems("bedrock-and-oracle.json", |world| {
        let license = world["licenses"][0]["arn"].clone();
        let unknown = world["licenses"][0]["arn"].as_str().unwrap().replace("license:l-", "license:l-0");
        world["area_grants"] = json!([
            {"name": "nested", "license": license, "area": "ou-hd01-94b0e5f7"},
            {"name": "one", "license": license, "area": "o-hd7q2kx9wv"},
            {"name": "two", "license": license, "area": "o-hd7q2kx9wv"},
            {"name": "nothing", "license": unknown[..unknown.len() - 1], "area": "o-hd7q2kx9wv"},
        ]);
    });
    for pointer in ["/area_grants/0/area: ", "/area_grants/2: ", "/area_grants/3/license: "] {
        assert!(found.iter().any(|problem| problem.starts_with(pointer)), "{pointer} in {found:#?}");
    }
}

#[test]
fn problems_of_private_marketplaces_name_their_place() {
    let found = problems("experiences.json", |world| {
        let retail = &mut world["other_organizations"][0];
        retail["private_marketplace"]["delegated_administrator"] = json!("320000000009");
        retail["organization"]["trusted_services"] = json!([]);
        retail["private_marketplace"]["experiences"][0]["principals"] = json!(["340000000001"]);
        let bay = &mut world["other_organizations"][2];
        bay["accounts"][1]["id"] = json!("320000000003");
        bay["private_marketplace"]["experiences"][1]["status"] = json!("Enabled");
        bay["private_marketplace"]["experiences"][0]["policy"]["denied"] = json!(["prod-hf00000000007"]);
        bay["private_marketplace"]["experiences"][1]["id"] = json!("exp-hf00default00");
        world["private_marketplace"]["delegated_administrator"] = json!("111111111111");
        world["private_marketplace"]["experiences"][0]["principals"] =
            json!(["201000000001", "201000000001"]);
    });
    for pointer in [
        "/other_organizations/0/private_marketplace/delegated_administrator: ",
        "/other_organizations/0/organization/trusted_services: ",
        "/other_organizations/0/private_marketplace/experiences/0/principals/0: ",
        "/other_organizations/2: ",
        "/other_organizations/2/private_marketplace/experiences/1/status: ",
        "/other_organizations/2/private_marketplace/experiences/0/policy/denied/0: ",
        "/private_marketplace/delegated_administrator: ",
        "/private_marketplace/experiences/0/principals/1: ",
    ] {
        assert!(found.iter().any(|problem| problem.starts_with(pointer)), "{pointer} in {found:#?}");
    }
    let doubled = found.iter().filter(|problem| problem.contains("belongs to another organization as well"));
    assert_eq!(doubled.count(), 2, "{found:#?}");
}

#[test]
fn organizations_beside_others_have_none_of_their_own() {
    let found = problems("experiences.json", |world| {
        let other = world["other_organizations"][1].clone();
        world["other_organizations"][0]["other_organizations"] = json!([other]);
        world["other_organizations"][2]["private_marketplace"]["experiences"][0]["policy"]["allowed"] =
            json!([{"series": "hf", "count": 0}]);
    });
    assert!(
        found.iter().any(|problem| problem.starts_with("/other_organizations/0/other_organizations: ")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|problem| problem.starts_with("/other_organizations/2/private_marketplace/")),
        "{found:#?}"
    );
}
