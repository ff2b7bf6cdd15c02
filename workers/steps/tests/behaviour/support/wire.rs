//! The ports on AWS over the wire, called from the hub account.

use std::sync::Mutex;

use http_body_util::Full;
use hyper::Method;
use serde_json::Value;
use sim::Sim;
use steps::ports::{ApiError, ApiResult};

pub(crate) use super::http::Answer;
use super::http::Http;
use super::prerequisites::Asking;

/// The services, called from the hub account.
pub(crate) struct Wire {
    http: Http,
    key: String,
    region: Mutex<&'static str>,
}

impl Wire {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self { http: Http::new(sim), key: sim.management_account(), region: Mutex::new("us-east-1") }
    }

    /// What has to be in place, asked for by the hub.
    pub(crate) fn prerequisites(&self) -> Asking<'_> {
        Asking { http: &self.http, account: &self.key }
    }

    /// Writes go to this Region from now on.
    pub(crate) fn write_in(&self, region: &'static str) {
        *self.region.lock().unwrap() = region;
    }

    /// A call that may be made again without harm.
    pub(crate) async fn read(
        &self,
        operation: &'static str,
        target: &str,
        request: Value,
    ) -> ApiResult<Value> {
        self.http.patiently(|| self.http.json(operation, target, &request, &self.key, "us-east-1")).await
    }

    /// A call that is made once, as the hub or with the key of a session.
    pub(crate) async fn write(
        &self,
        operation: &'static str,
        target: &str,
        request: Value,
        session: Option<&str>,
    ) -> ApiResult<Answer> {
        let region = *self.region.lock().unwrap();
        self.http.json(operation, target, &request, session.unwrap_or(&self.key), region).await
    }

    /// `sts:AssumeRole` of the member role; answers the key of the session.
    pub(crate) async fn assume_member_role(&self, account: &str) -> ApiResult<String> {
        const OPERATION: &str = "sts:AssumeRole";
        let form = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::{account}:role/MarketplaceStewardMember\
             &RoleSessionName=marketplace-steward&ExternalId={}",
            self.key
        );
        let request = self
            .http
            .signed((Method::POST, "/"), "sts", &self.key, "us-east-1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .unwrap();
        let (status, _, body) = self.http.send(OPERATION, request).await?;
        let xml = String::from_utf8(body.to_vec()).unwrap();
        let element = |name: &str| {
            let (_, rest) = xml.split_once(&format!("<{name}>"))?;
            rest.split_once('<').map(|(text, _)| text.to_owned())
        };
        element("AccessKeyId").ok_or_else(|| ApiError {
            operation: OPERATION,
            code: element("Code").unwrap_or_default(),
            message: element("Message").unwrap_or_default(),
            status,
        })
    }
}
