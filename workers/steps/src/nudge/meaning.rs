//! What each event asks for: one table, in [`meaning`].
//!
//! | event | asks for |
//! |---|---|
//! | `TagResource`, `UntagResource` of our tag on an account | a look at that account |
//! | `CreateAccountResult`, `AccountJoinedOrganization`, `AccountDepartedOrganization`, `MoveAccount`, `CloseAccount`, `CloseAccountResult`, `RemoveAccountFromOrganization` | a look at that account |
//! | a grant written by anyone but us | a look at the account that it is for, if the event tells it |
//! | `Grant Change`, `License Change` | a look at everything: what changed is not published |
//! | `ListReceivedGrants` in the session `AWSMarketPlaceSession` | a look at everything: AWS Marketplace does so after a purchase |
//! | `Purchase Agreement ...` of the buyer | a look at that product |
//! | `Change Set Succeeded` in the Marketplace Catalog | a look at everything: it does not say what changed |
//! | `Snapshot Published` of the management side | a look at everything |
//! | a run of ours FAILED or ABORTED | a run that takes up what it left behind, unless it was such a run itself, or ended by its own `Finish`, which leaves nothing |
//! | a run of ours TIMED_OUT | a look at everything |
//!
//! Rules on the bus let nothing else through. What comes all the same, and certainly is none of these, is ignored; one of
//! these that cannot be read asks for a look at everything.

use domain::experience::limits::NAME_CHARACTERS_MAX;
use domain::grant::Principal;
use domain::identifier::{AccountId, ProductSku};
use domain::scope::Scope;
use serde_json::Value;
use std::collections::BTreeSet;

use super::event::Event;
use super::{FOLLOW_UP, Ours};
use crate::error::{ACCOUNTS_FAILED, EXPERIENCES_FAILED};
use crate::experiences::publish_snapshot;

const ORGANIZATIONS: &str = "aws.organizations";
const LICENSE_MANAGER: &str = "aws.license-manager";
const AGREEMENTS: &str = "aws.agreement-marketplace";
const CATALOG: &str = "aws.marketplacecatalog";
const STEP_FUNCTIONS: &str = "aws.states";

/// Who writes grants for us: the role of the function `license`, in CloudTrail's words.
const OUR_ROLE: &str = ":assumed-role/marketplace-steward-license/";
/// The session in which AWS Marketplace looks at what an account received.
const MARKETPLACE_SESSION: &str = ":AWSMarketPlaceSession";
/// Characters of a product's id. One that is longer, or is no word, is not taken for an id.
const PRODUCT_CHARACTERS_MAX: usize = 100;

/// What an event asks for.
pub(super) enum Meaning {
    /// Nothing, and why.
    Ignored(&'static str),
    /// A run.
    Heard {
        /// What it is called after.
        kind: Kind,
        /// What it looks at; `None`: only at what a dead run left behind.
        scope: Option<Scope>,
        /// Why, for people.
        what: String,
    },
}

/// What a run is called after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Our tag on an account.
    Tag,
    /// An account of the organization.
    Account,
    /// A purchase.
    Purchase,
    /// A grant or a license.
    Grant,
    /// A change set of an experience.
    ChangeSet,
    /// A snapshot of experiences.
    Snapshot,
    /// A run that died.
    FollowUp,
    /// Anything else, or several of these.
    Events,
}

impl Kind {
    /// How the run's name begins.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Tag => "tag-",
            Self::Account => "account-",
            Self::Purchase => "purchase-",
            Self::Grant => "grant-",
            Self::ChangeSet => "change-set-",
            Self::Snapshot => "snapshot-",
            Self::FollowUp => FOLLOW_UP,
            Self::Events => "events-",
        }
    }

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Events }
    }
}

/// What an event asks for.
pub(super) fn meaning(event: &Event, ours: &Ours) -> Meaning {
    if event.is_refused_call() {
        return Meaning::Ignored("AWS refused the call");
    }
    match (event.source.as_str(), event.name()) {
        (ORGANIZATIONS, "TagResource" | "UntagResource") => tagged(event, &ours.tag_key),
        (ORGANIZATIONS, "CreateAccountResult") => created(event),
        (ORGANIZATIONS, "AccountJoinedOrganization") => member(event, "joined the organization"),
        (ORGANIZATIONS, "AccountDepartedOrganization") => member(event, "left the organization"),
        (ORGANIZATIONS, "MoveAccount") => member(event, "was moved"),
        (ORGANIZATIONS, "CloseAccount") => member(event, "is being closed"),
        (ORGANIZATIONS, "CloseAccountResult") => member(event, "was closed"),
        (ORGANIZATIONS, "RemoveAccountFromOrganization") => {
            member(event, "was removed from the organization")
        }
        (
            LICENSE_MANAGER,
            name @ ("CreateGrant" | "CreateGrantVersion" | "AcceptGrant" | "RejectGrant" | "DeleteGrant"),
        ) => written(event, name),
        (LICENSE_MANAGER, "ListReceivedGrants") => session(event),
        (LICENSE_MANAGER, "Grant Change") => {
            everything(Kind::Grant, "License Manager told of a changed grant")
        }
        (LICENSE_MANAGER, "License Change") => {
            everything(Kind::Grant, "License Manager told of a changed license")
        }
        (AGREEMENTS, name) if name.starts_with("Purchase Agreement ") => purchased(event, name),
        (CATALOG, "Change Set Succeeded") => everything(Kind::ChangeSet, changed(event)),
        (publish_snapshot::SOURCE, publish_snapshot::SNAPSHOT_PUBLISHED) => {
            everything(Kind::Snapshot, published(event))
        }
        (STEP_FUNCTIONS, "Step Functions Execution Status Change") => ended(event, &ours.machine),
        _ => Meaning::Ignored("no rule of ours is about it"),
    }
}

fn heard(kind: Kind, scope: Scope, what: impl Into<String>) -> Meaning {
    Meaning::Heard { kind, scope: Some(scope), what: what.into() }
}

fn everything(kind: Kind, what: impl Into<String>) -> Meaning {
    heard(kind, Scope::Everything(BTreeSet::new()), what)
}

/// Accounts, or everything when none is known. `what` goes on after the account.
fn accounts(kind: Kind, accounts: BTreeSet<AccountId>, what: &str) -> Meaning {
    match accounts.first() {
        Some(first) => {
            let what = format!("account {first} {what}");
            heard(kind, Scope::Accounts(accounts), what)
        }
        None => everything(kind, format!("an account {what}; the event does not say which")),
    }
}

/// Ids of accounts begin with a digit; those of OUs, roots, policies and the organization with a letter.
fn tagged(event: &Event, our_key: &str) -> Meaning {
    if tag_keys(event).is_some_and(|keys| !keys.contains(&our_key)) {
        return Meaning::Ignored("it is about another tag");
    }
    match event.text(&["requestParameters", "resourceId"]) {
        Some(id) if id.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            Meaning::Ignored("it is about something that is no account")
        }
        id => {
            let account = id.and_then(|id| id.parse().ok());
            accounts(Kind::Tag, account.into_iter().collect(), &format!("got or lost the tag {our_key}"))
        }
    }
}

/// The keys that were set or removed; `None` when the event does not tell them all.
///
/// How CloudTrail spells the members of a tag is not published: both spellings are read (AWS-FACTS 8.2).
fn tag_keys(event: &Event) -> Option<Vec<&str>> {
    let parameters = event.value(&["requestParameters"])?;
    match (parameters.get("tags"), parameters.get("tagKeys")) {
        (Some(Value::Array(tags)), None) => {
            tags.iter().map(|tag| tag.get("key").or_else(|| tag.get("Key"))?.as_str()).collect()
        }
        (None, Some(Value::Array(keys))) => keys.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn created(event: &Event) -> Meaning {
    match event.text(&["serviceEventDetails", "createAccountStatus", "state"]) {
        Some("FAILED") => Meaning::Ignored("no account was created"),
        _ => member(event, "was created"),
    }
}

fn member(event: &Event, what: &str) -> Meaning {
    accounts(Kind::Account, event.accounts(), what)
}

/// A grant for an OU or the organization, and one of which the event tells only the ARN, is looked at as everything.
fn written(event: &Event, name: &str) -> Meaning {
    if event.text(&["userIdentity", "arn"]).is_some_and(|arn| arn.contains(OUR_ROLE)) {
        return Meaning::Ignored("we did it ourselves");
    }
    let what = format!("somebody else called {name}");
    let principals = event.value(&["requestParameters", "principals"]).and_then(Value::as_array);
    let principal = principals.and_then(|principals| principals.first()?.as_str());
    match principal.map(|arn| Principal::from(arn.to_owned())) {
        Some(Principal::Account(account)) => {
            let what = format!("{what} for account {account}");
            heard(Kind::Grant, Scope::Accounts([account].into()), what)
        }
        _ => everything(Kind::Grant, what),
    }
}

/// Only this one session: our own listing of grants must never start a run.
fn session(event: &Event) -> Meaning {
    match event.text(&["userIdentity", "principalId"]) {
        Some(id) if id.ends_with(MARKETPLACE_SESSION) => {
            everything(Kind::Grant, "AWS Marketplace looked at the grants, as it does after a purchase")
        }
        _ => Meaning::Ignored("somebody only looked at grants"),
    }
}

fn purchased(event: &Event, name: &str) -> Meaning {
    if name.ends_with("Proposer") || name.ends_with("Manufacturer") {
        return Meaning::Ignored("it is for the seller");
    }
    let happened = match name.split(' ').nth(2) {
        Some("Created") => "was bought",
        Some("Ended") => "has an agreement that ended",
        Some("Ending") => "has an agreement that is about to end",
        _ => "has a changed agreement",
    };
    let product = event.text(&["product", "id"]).filter(|id| is_product(id)).and_then(|id| id.parse().ok());
    match product {
        Some(product) => products(product, happened),
        None => everything(Kind::Purchase, format!("a product {happened}; the event does not say which")),
    }
}

fn products(product: ProductSku, happened: &str) -> Meaning {
    let what = format!("product {product} {happened}");
    heard(Kind::Purchase, Scope::Products([product].into()), what)
}

fn is_product(id: &str) -> bool {
    id.len() <= PRODUCT_CHARACTERS_MAX
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// The names of change sets are written by people, or by us: only a short one that is a plain text is told.
fn changed(event: &Event) -> String {
    let is_plain = |name: &&str| {
        name.chars().count() <= NAME_CHARACTERS_MAX && !name.is_empty() && !name.contains(char::is_control)
    };
    match event.text(&["ChangeSetName"]).filter(is_plain) {
        Some(name) => format!("the change set {name} was applied"),
        None => "a change set was applied".to_owned(),
    }
}

fn published(event: &Event) -> String {
    match event.value(&["revision"]).and_then(Value::as_u64) {
        Some(revision) => format!("the management side published snapshot {revision}"),
        None => "the management side published a snapshot".to_owned(),
    }
}

/// The children of a run's map carry the machine's name with a label behind it; they are not runs.
fn ended(event: &Event, machine: &str) -> Meaning {
    if !event
        .text(&["stateMachineArn"])
        .is_some_and(|theirs| is_ours(unqualified(theirs), unqualified(machine)))
    {
        return Meaning::Ignored("it is not a run of ours");
    }
    let run = event.text(&["name"]).unwrap_or("of an unknown name");
    let follow_up = |what: String| match run.starts_with(FOLLOW_UP) {
        true => Meaning::Ignored("it only followed up another run"),
        false => Meaning::Heard { kind: Kind::FollowUp, scope: None, what },
    };
    match event.text(&["status"]) {
        Some("FAILED") if matches!(event.text(&["error"]), Some(ACCOUNTS_FAILED | EXPERIENCES_FAILED)) => {
            Meaning::Ignored("it gave the lease back before it failed")
        }
        Some("FAILED") => follow_up(format!("run {run} failed")),
        Some("ABORTED") => follow_up(format!("run {run} was aborted")),
        Some("TIMED_OUT") => everything(Kind::Events, format!("run {run} timed out")),
        _ => Meaning::Ignored("the run did not die"),
    }
}

/// A run of `machine`, or of the one that retires what that shares: refused, it leaves behind what others asked meanwhile.
fn is_ours(theirs: &str, machine: &str) -> bool {
    theirs == machine
        || theirs
            .strip_suffix("retire")
            .is_some_and(|start| machine.strip_suffix("share-licenses") == Some(start))
}

/// An ARN of a machine without the version or alias at its end.
fn unqualified(machine: &str) -> &str {
    let end = machine.match_indices(':').nth(6).map_or(machine.len(), |(end, _)| end);
    &machine[..end]
}
