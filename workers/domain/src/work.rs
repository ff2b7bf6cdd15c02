//! The items of Apply: what one child execution of the Distributed Map gets to do, and what becomes of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::grant::{Operation, OverrideBehavior, Share};
use crate::identifier::{AccountId, ExecutionArn, GrantArn, ProductSku};
use crate::license::License;
use crate::life_cycle::Wish;
use crate::limits::{ACTIONS_AT_A_TIME, ACTIONS_PER_ITEM_MAX};
use crate::plan::{Decision, Line, Plan};
use crate::report::Outcome;
use crate::run::{PAYLOAD_VERSION, Run};

/// The item of everything that is done for the organization and OUs.
const AREAS_ITEM: &str = "areas-1";
/// What people read for it in place of an account's name.
const AREAS_NAME: &str = "organization and OUs";

/// One item: an account and up to [`ACTIONS_PER_ITEM_MAX`] actions on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The payload version.
    pub v: u32,
    /// Names the item within its pass, and the file of its outcomes: `<account>-<n>`, or `areas-1`.
    pub item: String,
    /// The account, for whoever looks at the child in the console.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The products by name, in the order of the actions, for the same reader.
    #[serde(default)]
    pub products: Vec<String>,
    /// The run that the item belongs to, and that must hold the lease.
    pub run: ExecutionArn,
    /// The pass.
    pub pass: u32,
    /// The child execution that worked on it, as soon as that concludes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<ExecutionArn>,
    /// How many of its actions may be under way at the same time. AWS works on one grant for an OU or the organization at a
    /// time.
    #[serde(default = "accounts_at_a_time")]
    pub at_a_time: u32,
    /// What to do.
    pub actions: Vec<Action>,
}

/// Actions on one account that may be under way at the same time.
fn accounts_at_a_time() -> u32 {
    ACTIONS_AT_A_TIME
}

/// One action on one grant, on its way through the state machine: every step gets it whole and gives it back whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The payload version.
    pub v: u32,
    /// The run that must hold the lease.
    pub run: ExecutionArn,
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The product.
    pub product: Option<ProductSku>,
    /// Its name.
    pub product_name: String,
    /// What is shared with whom.
    pub share: Share,
    /// What is wanted in the end.
    pub wish: Wish,
    /// What the plan said is to be done first.
    pub planned: Decision,
    /// Why.
    pub reason: String,
    /// Where the license lives.
    pub home_region: String,
    /// What a new grant allows.
    pub operations: Vec<Operation>,
    /// What to do next: the state machine chooses by it.
    pub next: NextTask,
    /// The grant, as soon as there is one.
    pub grant: Option<GrantArn>,
    /// How long to wait when `next` is `wait`.
    pub wait_seconds: u32,
    /// Looks since the last write.
    pub polls: u32,
    /// Grants of this share that failed and were made anew.
    pub recreations: u32,
    /// The version that our last write answered. A reading of an older one is stale.
    pub written_version: Option<u64>,
    /// Whether this run sent an activation of the present grant.
    pub activated: bool,
    /// Whether this run took the grant back, which counts against the guard.
    pub revoked: bool,
    /// How many accounts lose the product when the grant is deleted: what the guard counts. None when another grant of ours
    /// takes its place.
    #[serde(default = "one")]
    pub loses: u32,
    /// What activating the grant does to what is active already; `None`: nothing is said to AWS, which then refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub override_behavior: Option<OverrideBehavior>,
    /// The grant that takes the place of the one that is deleted, and has to be ACTIVE for that (P2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<GrantArn>,
    /// What became of it, when it is over.
    pub outcome: Option<Outcome>,
    /// What Step Functions caught, when a step failed for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Caught>,
}

/// What an older version did not say: it only knew grants for accounts.
fn one() -> u32 {
    1
}

/// The choice in the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextTask {
    /// Task "Create the grant".
    Create,
    /// Task "Accept the grant".
    Accept,
    /// Task "Activate the grant".
    Activate,
    /// Task "Delete the grant".
    Delete,
    /// Task "Adopt the grant".
    Adopt,
    /// Wait, then Task "Check the grant".
    Wait,
    /// Nothing: the outcome is there.
    Done,
}

/// An error as Step Functions hands it to a Catch (`$states.errorOutput`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caught {
    /// The error's name.
    #[serde(rename = "Error")]
    pub error: String,
    /// The cause: for a Lambda function a JSON text with `errorMessage`, for others any text.
    #[serde(rename = "Cause", default)]
    pub cause: String,
}

impl Caught {
    /// The part of the cause that is for people.
    pub fn message(&self) -> String {
        #[derive(Deserialize)]
        struct LambdaCause {
            #[serde(rename = "errorMessage")]
            message: String,
        }
        serde_json::from_str::<LambdaCause>(&self.cause)
            .map_or_else(|_| self.cause.clone(), |cause| cause.message)
    }
}

/// Makes the items of Apply from a plan, in its order: for each account, and for all areas together, creations before
/// revocations, at most [`ACTIONS_PER_ITEM_MAX`] actions in each. AWS works on one grant for an area at a time: what does not
/// fit into one item of these is left to the next pass.
pub fn items(plan: &Plan<'_>, run: &Run, pass: u32) -> Vec<Item> {
    let actions = plan.lines.iter().filter(|line| line.decision.is_action());
    let (of_areas, of_accounts): (Vec<_>, Vec<_>) = actions.partition(|line| line.is_for_an_area());
    let mut items: Vec<Item> = Vec::new();
    items.extend(numbered(plan, run, pass, of_areas).take(1).map(|item| Item {
        item: AREAS_ITEM.to_owned(),
        account_name: AREAS_NAME.to_owned(),
        at_a_time: 1,
        ..item
    }));
    for of_account in of_accounts.chunk_by(|a, b| a.account == b.account) {
        items.extend(numbered(plan, run, pass, of_account.to_vec()));
    }
    items
}

/// The items of one account.
fn numbered<'a>(
    plan: &Plan<'a>,
    run: &Run,
    pass: u32,
    mut lines: Vec<&Line<'a>>,
) -> impl Iterator<Item = Item> {
    lines.sort_by_key(|line| line.wish == Some(Wish::Revoked));
    let mut items = Vec::new();
    for (index, chunk) in lines.chunks(ACTIONS_PER_ITEM_MAX).enumerate() {
        let first = chunk[0];
        let actions: Vec<Action> = chunk.iter().map(|line| action(plan, line, run)).collect();
        items.push(Item {
            v: PAYLOAD_VERSION,
            item: format!("{}-{}", first.account, index + 1),
            account: first.account.clone(),
            account_name: first.account_name.to_owned(),
            products: products(&actions),
            run: run.execution.clone(),
            pass,
            child: None,
            at_a_time: ACTIONS_AT_A_TIME,
            actions,
        });
    }
    items.into_iter()
}

fn products(actions: &[Action]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    actions.iter().map(Action::product).filter(|name| seen.insert(*name)).map(str::to_owned).collect()
}

impl Action {
    /// The product by name, or the license where nobody knows its product any more.
    pub fn product(&self) -> &str {
        if self.product_name.is_empty() { self.share.license.as_str() } else { &self.product_name }
    }
}

fn action(plan: &Plan<'_>, line: &Line<'_>, run: &Run) -> Action {
    let next = match line.decision {
        Decision::Create => NextTask::Create,
        Decision::Accept => NextTask::Accept,
        Decision::Activate => NextTask::Activate,
        Decision::Delete => NextTask::Delete,
        Decision::Adopt => NextTask::Adopt,
        Decision::Wait => NextTask::Wait,
        Decision::Doubt | Decision::Keep | Decision::Skip | Decision::Hold => NextTask::Done,
    };
    let principal = line.principal();
    Action {
        v: PAYLOAD_VERSION,
        run: run.execution.clone(),
        account: line.account.clone(),
        account_name: line.account_name.to_owned(),
        product: line.license_details.map(|license| license.product.clone()),
        product_name: line.license_details.map(|license| license.product_name.clone()).unwrap_or_default(),
        share: Share { license: line.license.clone(), principal },
        wish: line.wish.unwrap_or(Wish::Shared),
        planned: line.decision,
        reason: line.reason.to_string(),
        home_region: line.license_details.map(|license| license.home_region.clone()).unwrap_or_default(),
        operations: plan
            .operations
            .get(line.license)
            .cloned()
            .unwrap_or_else(|| line.license_details.map(License::operations_to_share).unwrap_or_default()),
        next,
        grant: line.grant.map(|grant| grant.arn.clone()),
        wait_seconds: crate::limits::wait_seconds(1),
        polls: 0,
        recreations: line.recreations,
        written_version: None,
        activated: false,
        revoked: false,
        loses: line.loses,
        override_behavior: line.override_behavior,
        successor: line.successor.map(|grant| grant.arn.clone()),
        outcome: None,
        failure: None,
    }
}
