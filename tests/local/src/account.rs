//! One account of the local AWS, and what is deployed to it.

use std::collections::BTreeMap;
use std::path::Path;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use sim::Sim;

use crate::clients::Clients;
use crate::deploy::{self, Deployment, Source};
use crate::{LocalError, events, http, rights};

/// An account of a local AWS. Runs need none: their ARNs say where they are.
#[derive(Debug, Clone)]
pub struct Account<'a> {
    pub(crate) id: &'a str,
    pub(crate) clients: Clients,
    pub(crate) ministack: String,
    pub(crate) folder: &'a Path,
    pub(crate) sim: &'a Sim,
}

impl Account<'_> {
    /// Deploys one stack of a cloud assembly to this account, with the given `bootstrap` as the functions' code.
    ///
    /// A stack that is there is updated. As `cdk deploy` does, that publishes new code only if the assembly tells of
    /// it: by another asset hash.
    ///
    /// # Errors
    /// When the assembly is not complete, or the stack does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy(
        &self,
        stack: &str,
        assembly: &Path,
        bootstrap: &Path,
    ) -> Result<Deployment, LocalError> {
        let source = Source { assembly, bootstrap, folder: self.folder };
        let deployment = deploy::deploy(&self.clients, self.id, stack, &source).await?;
        rights::hold(&self.ministack, self.id, self.sim).await?;
        Ok(deployment)
    }

    /// Deploys a template without assets to this account, as a stack of this name.
    ///
    /// # Errors
    /// When it does not reach CREATE_COMPLETE or UPDATE_COMPLETE.
    pub async fn deploy_beside(&self, stack: &str, template: &Value) -> Result<Deployment, LocalError> {
        let deployment = deploy::deploy_beside(&self.clients, self.id, stack, template).await?;
        rights::hold(&self.ministack, self.id, self.sim).await?;
        Ok(deployment)
    }

    /// Reads an object.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn object(&self, bucket: &str, key: &str) -> Result<Vec<u8>, LocalError> {
        let request = self.clients.s3.get_object().bucket(bucket).key(key);
        let object = request.send().await.map_err(LocalError::call("s3 GetObject"))?;
        let body = object.body.collect().await.map_err(LocalError::call("s3 GetObject"))?;
        Ok(body.to_vec())
    }

    /// The keys of all objects that begin like this.
    ///
    /// # Errors
    /// When the bucket is not there.
    pub async fn keys(&self, bucket: &str, beginning: &str) -> Result<Vec<String>, LocalError> {
        let request = self.clients.s3.list_objects_v2().bucket(bucket).prefix(beginning);
        let mut pages = request.into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(LocalError::call("s3 ListObjectsV2"))?;
            keys.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
        }
        Ok(keys)
    }

    /// Writes an object.
    ///
    /// # Errors
    /// When the bucket is not there.
    pub async fn put_object(&self, bucket: &str, key: &str, content: Vec<u8>) -> Result<(), LocalError> {
        let request = self.clients.s3.put_object().bucket(bucket).key(key).body(content.into());
        request.send().await.map(|_| ()).map_err(LocalError::call("s3 PutObject"))
    }

    /// All rows of a table, each with its attributes that are text.
    ///
    /// # Errors
    /// When the table is not there.
    pub async fn rows(&self, table: &str) -> Result<Vec<BTreeMap<String, String>>, LocalError> {
        let mut pages = self.clients.dynamodb.scan().table_name(table).into_paginator().items().send();
        let mut rows = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(LocalError::call("dynamodb Scan"))?;
            let text = |(name, value): (String, AttributeValue)| Some((name, value.as_s().ok()?.clone()));
            rows.push(item.into_iter().filter_map(text).collect());
        }
        Ok(rows)
    }

    /// Changes the attributes of a row that are text, and leaves its others as they are; it is made if it is not there.
    ///
    /// # Errors
    /// When the table is not there, or has another key.
    pub async fn change_row(
        &self,
        table: &str,
        key: &[(&str, &str)],
        changes: &[(&str, &str)],
    ) -> Result<(), LocalError> {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let mut request = self.clients.dynamodb.update_item().table_name(table);
        for (name, value) in key {
            request = request.key(*name, text(value));
        }
        let mut set = Vec::new();
        for (index, (name, value)) in changes.iter().enumerate() {
            set.push(format!("#n{index} = :v{index}"));
            request = request
                .expression_attribute_names(format!("#n{index}"), *name)
                .expression_attribute_values(format!(":v{index}"), text(value));
        }
        let request = request.update_expression(format!("SET {}", set.join(", ")));
        request.send().await.map(|_| ()).map_err(LocalError::call("dynamodb UpdateItem"))
    }

    /// Takes a row away.
    ///
    /// # Errors
    /// When the table is not there, or has another key.
    pub async fn remove_row(&self, table: &str, key: &[(&str, &str)]) -> Result<(), LocalError> {
        let mut request = self.clients.dynamodb.delete_item().table_name(table);
        for (name, value) in key {
            request = request.key(*name, AttributeValue::S((*value).to_owned()));
        }
        request.send().await.map(|_| ()).map_err(LocalError::call("dynamodb DeleteItem"))
    }

    /// Puts a message of any kind into a queue, as whoever may send to it does.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn put_message(&self, queue: &str, body: &str) -> Result<(), LocalError> {
        events::messages(&self.ministack, self.id, queue, Some(body)).await.map(|_| ())
    }

    /// The messages that are in a queue right now, delayed and in flight as well; looking does not receive them.
    ///
    /// # Errors
    /// When there is no such queue.
    pub async fn messages_in(&self, queue: &str) -> Result<Vec<String>, LocalError> {
        events::messages(&self.ministack, self.id, queue, None).await
    }

    /// Raises an alarm, as CloudWatch does when its metric is over the threshold: queues have no metrics here.
    ///
    /// # Errors
    /// When there is no such alarm.
    pub async fn raise_alarm(&self, alarm: &str) -> Result<(), LocalError> {
        let state =
            json!({"AlarmName": alarm, "StateValue": "ALARM", "StateReason": "The threshold was crossed."});
        let answer = http::cloudwatch(&self.ministack, self.id, "SetAlarmState", &state).await;
        let operation = "cloudwatch SetAlarmState";
        answer.map(|_| ()).map_err(|message| LocalError::Call { operation, message })
    }

    /// Lets a schedule fire now, as if its time had come.
    ///
    /// # Errors
    /// When there is no such schedule, or it is disabled or out of date.
    pub async fn fire_schedule(&self, name: &str) -> Result<(), LocalError> {
        events::fire_schedule(&self.ministack, self.id, name).await
    }
}
