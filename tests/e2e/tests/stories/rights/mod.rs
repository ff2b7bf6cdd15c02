//! An action that is taken from a role is missed: the run fails, and says which one a person has to grant.
//!
//! These are samples of each kind of role and of permission. That every other action is needed as well, the notes of all
//! stories show: `tests/used_rights.rs`.

mod rare;

use e2e::experiences::Group;
use e2e::{Build, Run, Story, StoryError, Told};
use local::{HUB_STACK, Options};
use serde_json::{Value, json};
use sim::{AccountState, WorldFile};

use crate::adoption::of_others;
use crate::areas::world::{to_the_shop, units};
use crate::experiences::world::{BAY, OFFICE, listing, own_products, settled};
use crate::world::{HUB, ORDERS, lab_is_new, settled as hub_settled};

const EXPERIENCES: &str = "MarketplaceStewardExperiences";
const MEMBER: &str = "MarketplaceStewardSync-bay-insurance";

/// What is said of a run's failure: by itself, and of each account or experience in its report.
fn said(run: &Run) -> String {
    let of_accounts = run.report().map(|report| format!("{report:?}")).unwrap_or_default();
    let of_experiences = run.report_of_experiences().map(|report| format!("{report:?}")).unwrap_or_default();
    format!("{} {of_accounts} {of_experiences}", run.failure())
}

/// The hub with work to do, and without one action of one of its roles.
async fn hub_misses(role: &str, sid: &str, action: &str) -> Told {
    hub_misses_at_work((lab_is_new(), ""), &json!({}), (role, sid), action).await
}

/// The same with other work: a world and a policy, and what the run is started with.
async fn hub_misses_at_work(
    (world, policy): (WorldFile, &str),
    input: &Value,
    (role, sid): (&str, &str),
    action: &str,
) -> Told {
    let role = format!("marketplace-steward-{role}");
    let build = Build::as_built()?.without_right(HUB_STACK, (&role, sid), action)?;
    let options = Options { world: Some(world), ..Options::default() };
    let story = Story::begin_deployed(options, &build).await?;
    story.with_policy(policy).await?;
    let run = story.run(input).await?;
    assert!(!run.succeeded(), "{role} does not miss {action}");
    assert!(said(&run).contains(action), "{role} misses {action}, and says: {}", said(&run));
    Ok(())
}

#[tokio::test]
async fn a_worker_of_the_hub_misses_what_is_taken_from_its_role() -> Told {
    hub_misses("lease", "HoldTheLease", "dynamodb:UpdateItem").await?;
    hub_misses("observe", "ListAccountsLicensesAndGrants", "organizations:ListAccounts").await?;
    hub_misses("observe", "ReadLedgerHeads", "dynamodb:Query").await?;
    hub_misses("diff", "ReadAndWriteRuns", "s3:PutObject").await?;
    hub_misses("report", "ReadAndWriteRuns", "s3:PutObject").await
}

#[tokio::test]
async fn a_write_is_refused_that_is_taken_from_the_role_of_license() -> Told {
    hub_misses("license", "CreateMarkedGrants", "license-manager:CreateGrant").await?;
    hub_misses("license", "MarkGrants", "license-manager:TagResource").await?;
    hub_misses("license", "WriteTheLedger", "dynamodb:PutItem").await
}

#[tokio::test]
async fn a_state_machine_misses_what_is_taken_from_its_role() -> Told {
    hub_misses("share-licenses", "CallTheSteps", "lambda:InvokeFunction").await?;
    hub_misses("share-licenses", "RunMaps", "states:StartExecution").await?;
    hub_misses("share-licenses", "ReadItemsAndWriteResults", "s3:GetObject").await
}

const READ_PARTS: &str = "license-manager:ListReceivedGrantsForOrganization";

#[tokio::test]
async fn the_parts_of_a_grant_are_missed_where_they_may_not_be_observed() -> Told {
    let statement = ("observe", "ListAccountsLicensesAndGrants");
    hub_misses_at_work((units(), &to_the_shop("ou")), &json!({}), statement, READ_PARTS).await
}

/// The child that made the grant is red; the next look finds all well, so the run is not.
#[tokio::test]
async fn a_grant_that_was_made_cannot_be_followed_where_its_parts_may_not_be_read() -> Told {
    let role = ("marketplace-steward-license", "ListPartsOfGrants");
    let build = Build::as_built()?.without_right(HUB_STACK, role, READ_PARTS)?;
    let story = Story::begin_deployed(Options { world: Some(units()), ..Options::default() }, &build).await?;
    story.with_policy(&to_the_shop("ou")).await?;
    let run = story.run(&json!({})).await?;
    assert_eq!(run.red_accounts(), [HUB]);
    Ok(())
}

#[tokio::test]
async fn a_grant_of_others_is_not_adopted_without_the_right_to_mark_it() -> Told {
    let adopt = json!({"adopt": {"named_after_account": true}});
    let statement = ("license", "MarkGrants");
    hub_misses_at_work((of_others(), ""), &adopt, statement, "license-manager:TagResource").await
}

/// A run that cannot ask does not wait for an answer that nobody can give.
#[tokio::test]
async fn a_run_that_may_not_tell_people_of_its_question_fails_by_name() -> Told {
    let policy = "[guard]\nrevocations_max = 0\n";
    let mut world = hub_settled();
    for orders in world.accounts.iter_mut().filter(|account| account.id == ORDERS) {
        orders.state = AccountState::Suspended;
    }
    let statement = ("share-licenses", "PublishToTheTopic");
    hub_misses_at_work((world, policy), &json!({}), statement, "sns:Publish").await
}

/// A member that has something to follow, and without one action of a role of this stack.
async fn member_misses(stack: &str, role: &str, sid: &str, action: &str) -> Result<Run, StoryError> {
    let build = Build::as_built()?.without_right(stack, (role, sid), action)?;
    let world = listing(settled(), OFFICE, vec![own_products(1, 5)], vec![]);
    let options = Options { world: Some(world), ..Group::options() };
    let group = Group::begin_with(options, &build, &[BAY]).await?;
    group.publish().await?;
    group.once_all_is_quiet_after(1, 1).await?;
    let run = group.run(BAY, &json!({})).await?;
    assert!(!run.succeeded(), "{role} does not miss {action}");
    Ok(run)
}

#[tokio::test]
async fn a_member_misses_what_is_taken_from_its_roles() -> Told {
    for (role, sid, action) in [
        ("marketplace-steward-sync-experiences", "TakeReadRole", "sts:AssumeRole"),
        ("marketplace-steward-sync-experiences", "ReadEntities", "aws-marketplace:DescribeEntity"),
        ("marketplace-steward-sync-catalog", "ChangeExperiences", "aws-marketplace:StartChangeSet"),
    ] {
        let run = member_misses(MEMBER, role, sid, action).await?;
        assert!(said(&run).contains(action), "{role} misses {action}, and says: {}", said(&run));
    }
    Ok(())
}

/// In the account of the management side, where it is a guest.
#[tokio::test]
async fn a_member_misses_what_is_taken_from_the_role_that_it_reads_with() -> Told {
    let reader = "MarketplaceStewardReader-bay-insurance";
    let run = member_misses(EXPERIENCES, reader, "ReadSnapshots", "dynamodb:Query").await?;
    assert!(said(&run).contains("dynamodb:Query"), "{}", said(&run));
    Ok(())
}
