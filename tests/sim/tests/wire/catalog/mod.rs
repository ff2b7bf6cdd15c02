//! The Marketplace Catalog over the wire (AWS-FACTS 9, 15.14, 15.15).

mod administrators;
mod audiences;
mod change_sets;
mod entities;
mod experiences;
mod faults;
mod products;
mod refusals;
mod tokens;

use serde_json::{Value, json};
use sim::{Options, Sim, WorldFile};

use crate::client::{Answer, Client, by_hand, start_world, text};

/// The management account of the model organization.
pub(crate) const CENTRAL: &str = "111111111111";
/// Its experience.
pub(crate) const MODEL: &str = "exp-hf00default00";
/// The delegated administrator of Finch Retail, and its management account.
pub(crate) const RETAIL: (&str, &str) = ("320000000002", "320000000001");
/// The experience of Finch Retail: its policy is empty.
pub(crate) const STORES: &str = "exp-fr00stores000";
/// The management account of Bay Insurance, which administers itself.
pub(crate) const BAY: &str = "340000000001";
/// The experience of Bay Insurance.
pub(crate) const OFFICE: &str = "exp-bi00office000";
/// Its archived experience.
pub(crate) const ARCHIVED: &str = "exp-bi00before000";
/// The delegated administrator of Harbour Logistics.
pub(crate) const LOGISTICS: &str = "330000000002";
/// The experience of Harbour Logistics.
pub(crate) const FLEET: &str = "exp-hl00fleet0000";
/// Its disabled experience without a policy.
pub(crate) const PILOT: &str = "exp-hl00pilot0000";
/// The product that Harbour Logistics can not name.
pub(crate) const WITHDRAWN: &str = "prod-hf00000000042";

/// The four organizations, and a caller of one account.
pub(crate) async fn start_as(account: &str, options: Options) -> (Sim, Client) {
    let (sim, client) = start_world(&WorldFile::experiences().unwrap(), options).await;
    (sim, client.with_key(account))
}

/// The four organizations without throttling by a clock that only moves by hand, and a caller of one account.
pub(crate) async fn start(account: &str) -> (Sim, Client) {
    start_as(account, by_hand()).await
}

/// A change of an experience.
pub(crate) fn change(change_type: &str, experience: &str, details: Value) -> Value {
    let entity = json!({"Type": "Experience@1.0", "Identifier": experience});
    let mut change = json!({"ChangeType": change_type, "Entity": entity});
    change["DetailsDocument"] = details;
    change
}

/// A change that allows or denies products of the series of the model, by their numbers.
pub(crate) fn decide(change_type: &str, experience: &str, numbers: impl IntoIterator<Item = u32>) -> Value {
    let ids: Vec<String> = numbers.into_iter().map(product).collect();
    change(change_type, experience, json!({"Products": [{"Ids": ids}]}))
}

/// A product of the series of the model.
pub(crate) fn product(number: u32) -> String {
    format!("prod-hf{number:011}")
}

impl Client {
    /// Starts a change set.
    pub(crate) async fn start_set(&self, changes: Vec<Value>) -> Answer {
        self.catalog("StartChangeSet", json!({"Catalog": "AWSMarketplace", "ChangeSet": changes})).await
    }

    /// Starts a good change set; gives its id.
    pub(crate) async fn started(&self, changes: Vec<Value>) -> String {
        text(&self.start_set(changes).await.ok()["ChangeSetId"])
    }

    /// What `DescribeChangeSet` says.
    pub(crate) async fn set(&self, id: &str) -> Value {
        self.catalog("DescribeChangeSet", json!({"Catalog": "AWSMarketplace", "ChangeSetId": id})).await.ok()
    }

    /// What `DescribeEntity` says.
    pub(crate) async fn entity(&self, id: &str) -> Value {
        self.catalog("DescribeEntity", json!({"Catalog": "AWSMarketplace", "EntityId": id})).await.ok()
    }

    /// Starts a change set and lets it end; what `DescribeChangeSet` says then.
    pub(crate) async fn ended(&self, sim: &Sim, changes: Vec<Value>) -> Value {
        let id = self.started(changes).await;
        sim.clock().advance_seconds(200);
        self.set(&id).await
    }

    /// Starts a change set, lets it fail; the error codes of its changes.
    pub(crate) async fn failed(&self, sim: &Sim, changes: Vec<Value>) -> Vec<String> {
        let set = self.ended(sim, changes).await;
        assert_eq!(
            (&set["Status"], &set["FailureCode"]),
            (&json!("FAILED"), &json!("CLIENT_ERROR")),
            "{set}"
        );
        let changes = set["ChangeSet"].as_array().unwrap().iter();
        let errors = changes.flat_map(|change| change["ErrorDetailList"].as_array().unwrap());
        errors.map(|error| text(&error["ErrorCode"])).collect()
    }
}
