//! Calls of AWS over the wire, with a plain HTTP client that is as patient as the product's own session.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::http::request::Builder;
use hyper::{HeaderMap, Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use sim::Sim;
use steps::ports::{ApiError, ApiResult, Page};
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

/// The simulated services.
pub(crate) struct Http {
    sim: Sim,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Http {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self { client: Client::builder(TokioExecutor::new()).build_http(), sim: sim.clone() }
    }

    /// A request that tells who calls which service, where.
    pub(crate) fn signed(
        &self,
        (method, path): (Method, &str),
        service: &str,
        key: &str,
        region: &str,
    ) -> Builder {
        let credential = format!("{key}/20261122/{region}/{service}/aws4_request");
        Request::builder().method(method).uri(format!("{}{path}", self.sim.endpoint())).header(
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"),
        )
    }

    /// A call of AWS JSON 1.1.
    pub(crate) async fn json(
        &self,
        operation: &'static str,
        target: &str,
        request: &Value,
        key: &str,
        region: &str,
    ) -> ApiResult<Answer> {
        let service = operation.split(':').next().unwrap_or_default();
        let request = self
            .signed((Method::POST, "/"), service, key, region)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(Full::from(request.to_string()))
            .unwrap();
        self.answered(operation, request).await
    }

    /// A call whose answer, or whose error, is JSON.
    pub(crate) async fn answered(
        &self,
        operation: &'static str,
        request: Request<Full<Bytes>>,
    ) -> ApiResult<Answer> {
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

    /// A call, whatever it answers.
    pub(crate) async fn send(
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

    /// A call that may be made again without harm.
    pub(crate) async fn patiently<F: Future<Output = ApiResult<Answer>>>(
        &self,
        call: impl Fn() -> F,
    ) -> ApiResult<Value> {
        let mut attempt = 1;
        loop {
            match call().await {
                Err(error) if attempt < READ_ATTEMPTS_MAX && read(&error) == Refusal::Throttled => {
                    attempt += 1;
                    self.sim.clock().advance_seconds(1);
                }
                answer => return answer.map(|answer| answer.body),
            }
        }
    }
}

/// A page out of an answer.
pub(crate) fn page<T>(answer: &Value, items: &str, token: &str, read: impl Fn(&Value) -> T) -> Page<T> {
    Page {
        items: answer[items].as_array().unwrap().iter().map(read).collect(),
        next: answer[token].as_str().map(str::to_owned),
    }
}

/// A member that is a text.
pub(crate) fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}
