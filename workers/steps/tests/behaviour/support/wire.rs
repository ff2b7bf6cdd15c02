//! The ports on AWS over the wire: AWS JSON 1.1 with a plain HTTP client, as patient as the product's own session.

use std::sync::Mutex;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{HeaderMap, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use sim::Sim;
use steps::ports::{ApiError, ApiResult};
use steps::refusal::{Refusal, read};

/// A read is tried this often before the step hears of it, as the SDK session of the functions does.
const READ_ATTEMPTS_MAX: u32 = 3;

/// What a service answered.
pub(crate) struct Answer {
    /// The body.
    pub(crate) body: Value,
    /// AWS's id of the request.
    pub(crate) request_id: String,
}

/// The services, called from the hub account.
pub(crate) struct Wire {
    sim: Sim,
    client: Client<HttpConnector, Full<Bytes>>,
    key: String,
    region: Mutex<&'static str>,
}

impl Wire {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            key: sim.management_account(),
            sim: sim.clone(),
            region: Mutex::new("us-east-1"),
        }
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
        let mut attempt = 1;
        loop {
            match self.call(operation, target, &request, &self.key, "us-east-1").await {
                Err(error) if attempt < READ_ATTEMPTS_MAX && read(&error) == Refusal::Throttled => {
                    attempt += 1;
                    self.sim.clock().advance_seconds(1);
                }
                answer => return answer.map(|answer| answer.body),
            }
        }
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
        self.call(operation, target, &request, session.unwrap_or(&self.key), region).await
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
            .signed("sts", &self.key, "us-east-1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(form))
            .unwrap();
        let (status, _, body) = self.send(OPERATION, request).await?;
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

    async fn call(
        &self,
        operation: &'static str,
        target: &str,
        request: &Value,
        key: &str,
        region: &str,
    ) -> ApiResult<Answer> {
        let service = operation.split(':').next().unwrap_or_default();
        let request = self
            .signed(service, key, region)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(Full::from(request.to_string()))
            .unwrap();
        let (status, headers, body) = self.send(operation, request).await?;
        let body: Value = serde_json::from_slice(&body).unwrap();
        if status == 200 {
            let id = headers.get("x-amzn-requestid").map(|id| id.to_str().unwrap().to_owned());
            return Ok(Answer { body, request_id: id.unwrap_or_default() });
        }
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        Err(ApiError {
            operation,
            code: text("__type").unwrap_or_default(),
            message: text("Message").or_else(|| text("message")).unwrap_or_default(),
            status,
        })
    }

    fn signed(&self, service: &str, key: &str, region: &str) -> hyper::http::request::Builder {
        Request::post(self.sim.endpoint()).header(
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={key}/20261122/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"),
        )
    }

    async fn send(
        &self,
        operation: &'static str,
        request: Request<Full<Bytes>>,
    ) -> ApiResult<(u16, HeaderMap, Bytes)> {
        let no_answer = |error: &dyn std::fmt::Display| ApiError {
            operation,
            code: ApiError::NO_ANSWER.to_owned(),
            message: error.to_string(),
            status: 0,
        };
        let answer = self.client.request(request).await.map_err(|error| no_answer(&error))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.into_body().collect().await.map_err(|error| no_answer(&error))?.to_bytes();
        Ok((status, headers, body))
    }
}
