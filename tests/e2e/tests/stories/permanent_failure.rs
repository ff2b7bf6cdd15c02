//! One account that fails for good does not hold up the others, and a rerun heals it.

use domain::report::{ActionResult, Class};
use e2e::{Story, Told};
use local::Status;
use serde_json::json;
use sim::Failure;

use crate::world::{BILLING, LAB, ORDERS, add, all_active, empty, forbidden, rows, three_are_new};

#[tokio::test]
async fn fails_one_account_alone_and_heals_it_by_a_rerun() -> Told {
    let story = Story::begin(three_are_new()).await?;
    story.sim().break_account(BILLING, forbidden("CreateGrant"));
    let run = story.run(&json!({})).await?;

    // P7: the run is red with the account's name, its child is red, all others are done.
    assert_eq!(run.ended.status, Status::Failed);
    let failure = run.failure();
    assert!(
        failure.contains("AccountsFailed") && failure.contains(BILLING) && failure.contains("Billing"),
        "{failure}"
    );
    assert_eq!(run.red_accounts(), [BILLING]);
    assert!(all_active(&story.live_grants_of(ORDERS), 2) && all_active(&story.live_grants_of(LAB), 2));
    for row in rows(&run, BILLING) {
        assert_eq!((row.result, row.class), (ActionResult::Failed, Some(Class::Denied)), "{row:?}");
        assert!(row.reason.contains("service control policy"), "{}", row.reason);
    }

    story.sim().heal_account(BILLING);
    let rerun = story.run(&json!({"only": {"accounts": [BILLING]}})).await?;
    assert!(rerun.succeeded(), "{}", rerun.failure());
    assert!(all_active(&story.live_grants_of(BILLING), 2));
    assert!(rows(&rerun, ORDERS).is_empty(), "the rerun looks at the failed account only");
    Ok(())
}

/// What a person sees of the failed child without opening anything else, and where the report leads.
#[tokio::test]
async fn a_failure_is_found_from_the_report_and_from_the_list_of_children() -> Told {
    let mut world = empty(2);
    add(&mut world, ORDERS, "Orders", Some("true"));
    add(&mut world, BILLING, "Billing", Some("true"));
    let mut products: Vec<_> = world.licenses.iter().map(|license| license.product.clone()).collect();
    let story = Story::begin(world).await?;
    story.sim().break_account(BILLING, Failure::FailWorkflow { reason: "The account is restricted.".into() });
    let run = story.run(&json!({})).await?;

    let mut red = run.children.iter().filter(|child| child.status == Status::Failed);
    let child = red.next().unwrap();
    assert_eq!((child.account(), child.account_name()), (Some(BILLING), Some("Billing")));
    let mut shown: Vec<String> = serde_json::from_value(child.input["products"].clone()).unwrap();
    shown.sort();
    products.sort();
    assert_eq!(shown, products);
    assert!(child.cause.as_ref().unwrap().contains("The account is restricted."), "{:?}", child.cause);

    let report = run.report()?;
    let leads_to = |page: &Option<String>, arn: &str| {
        let page = page.as_ref().unwrap().replace("%3A", ":").replace("%2F", "/");
        page.starts_with("https://us-east-1.console.aws.amazon.com/") && page.ends_with(arn)
    };
    assert_eq!(report.run.execution.as_str(), run.ended.execution);
    assert!(leads_to(&report.run.console, &run.ended.execution), "{:?}", report.run);
    let map_runs: Vec<_> = report.run.map_runs.iter().map(|map_run| map_run.arn.clone()).collect();
    assert!(!map_runs.is_empty());
    assert_eq!(map_runs, story.aws().map_runs(&run.ended.execution).await?);
    assert!(report.run.map_runs.iter().all(|map_run| leads_to(&map_run.console, &map_run.arn)));
    for row in rows(&run, BILLING) {
        assert_eq!(row.child.as_ref().unwrap().as_str(), child.execution);
        assert!(leads_to(&row.console, &child.execution), "{row:?}");
    }
    assert!(rows(&run, ORDERS).iter().all(|row| row.child.is_none()));
    Ok(())
}

#[tokio::test]
async fn a_wrong_input_stops_the_run_at_the_door() -> Told {
    let story = Story::begin(empty(1)).await?;
    let run = story.run(&json!({"onyl": {"accounts": [ORDERS]}})).await?;
    assert_eq!(run.ended.status, Status::Failed);
    assert!(run.failure().contains("Invalid") && run.failure().contains("onyl"), "{}", run.failure());
    assert_eq!(run.calls.mutating(), 0);
    Ok(())
}
