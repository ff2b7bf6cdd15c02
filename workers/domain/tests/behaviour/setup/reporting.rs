//! The findings and the plan as people get them.

use super::finding::green;
use super::samples::{MANAGEMENT, OTHER, PURCHASING, account, hub, settings};
use super::world::World;
use domain::setup::finding::{Id, findings};
use domain::setup::planned::planned;
use domain::setup::service::Service;
use domain::setup::settings::Settings;
use domain::setup::text::{markdown, plain, plan_markdown};

#[test]
fn tells_of_a_bare_organization_what_why_and_how() {
    let settings = settings(PURCHASING);
    insta::assert_snapshot!(markdown(&findings(&settings, &World::bare(&settings).observe())));
}

#[test]
fn tells_the_plan_of_a_bare_organization() {
    let settings = settings(PURCHASING);
    let found = findings(&settings, &World::bare(&settings).observe());
    insta::assert_snapshot!(plan_markdown(&planned(&settings, &found)));
}

/// What a person has to do, what waits for it, what could not be read, and what is not ours to do.
#[test]
fn tells_what_setup_cannot_fix() {
    let settings = Settings { acts_in_management: false, ..settings(PURCHASING) };
    let mut world = World { unread: [5].into(), purchase_role: false, ..green(&settings) };
    world.administrators.insert(Service::LicenseManager, account(OTHER));
    insta::assert_snapshot!(plain(&findings(&settings, &world.observe())));
    let reaching = Settings { acts_in_management: true, ..settings };
    insta::assert_snapshot!(plain(&findings(&reaching, &world.observe())));
}

#[test]
fn tells_when_everything_is_in_place() {
    let settings = hub();
    assert_eq!(plain(&findings(&settings, &green(&settings).observe())), "Everything is in place.\n");
    assert!(plan_markdown(&[]).ends_with("Nothing is to be fixed.\n"));
}

/// AWS's words and people's settings cannot break the table nor leave the command's line.
#[test]
fn strange_words_stay_where_they_belong() {
    let mut settings = settings(MANAGEMENT);
    settings.purchase_orders = domain::setup::settings::PurchaseOrders::Integrate {
        description: Some("it's | <b>\nFinance $(rm -rf /)".into()),
    };
    let found = findings(&settings, &World::bare(&settings).observe());
    let text = markdown(&found);
    assert!(text.contains(r"--description 'it'\''s | <b> Finance $(rm -rf /)'"), "{text}");
    assert!(!plain(&found).contains("\nFinance") && !text.contains("\nFinance"));
}

/// Each finding is one row of the runbook's table, and nothing else is.
#[test]
fn the_runbook_explains_every_finding_and_no_other() {
    let runbook = include_str!("../../../../../RUNBOOK.md");
    let rows: Vec<&str> = runbook
        .lines()
        .filter_map(|line| {
            line.strip_prefix("| SETUP-").and_then(|rest| rest.split_once(' ')).map(|(id, _)| id)
        })
        .collect();
    let codes: Vec<&str> = Id::ALL.iter().filter_map(|id| id.code().strip_prefix("SETUP-")).collect();
    assert_eq!(rows, codes);
}
