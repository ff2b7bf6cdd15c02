//! The services as one account sees them, and the way from the product's account into others.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::identifier::AccountId;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};
use sim::Sim;
use steps::ports::setup::Accounts;
use steps::ports::{ApiError, ApiResult};

use super::http::{Answer, Http};
use super::prerequisites::Asking;
use super::query::{form, text};

/// The role by which setup acts in another account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It reads.
    Look,
    /// It writes.
    Fix,
}

/// What is not simulated, as the stories want it.
#[derive(Default)]
pub(crate) struct Odd {
    /// The stack of the purchase team is not deployed.
    pub(crate) no_purchase_role: AtomicBool,
    /// The purchase-orders role trusts somebody else as well.
    pub(crate) foreign_trust: AtomicBool,
    /// The purchase-orders role has another policy as well.
    pub(crate) foreign_policy: AtomicBool,
}

/// The ways into accounts.
pub(crate) struct Ways {
    sim: Sim,
    own: AccountId,
    role: Role,
    odd: Arc<Odd>,
}

/// One account.
pub(crate) struct Wire {
    http: Http,
    key: String,
    pub(super) account: AccountId,
    pub(super) odd: Arc<Odd>,
}

impl Ways {
    pub(crate) fn new(sim: &Sim, own: &AccountId, role: Role, odd: &Arc<Odd>) -> Self {
        Self { sim: sim.clone(), own: own.clone(), role, odd: Arc::clone(odd) }
    }

    fn wire(&self, account: &AccountId, key: String) -> Wire {
        let odd = Arc::clone(&self.odd);
        Wire { http: Http::new(&self.sim), key, account: account.clone(), odd }
    }
}

impl Accounts for Ways {
    type Account = Wire;

    async fn reach(&self, account: &AccountId) -> ApiResult<Wire> {
        let own = self.wire(account, self.own.to_string());
        if *account == self.own {
            return Ok(own);
        }
        let arn = format!("arn:aws:iam::{account}:role/MarketplaceStewardSetup{:?}", self.role);
        let members = [
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", &arn),
            ("RoleSessionName", "marketplace-steward"),
            ("ExternalId", self.own.as_str()),
        ];
        let call = || own.query("sts:AssumeRole", &members);
        let answer = own.http.patiently(call).await?;
        Ok(self.wire(account, text(answer.as_str().unwrap(), "AccessKeyId").unwrap()))
    }
}

impl Wire {
    /// The same account, as every run looks at it before it begins.
    pub(super) fn asking(&self) -> Asking<'_> {
        Asking { http: &self.http, account: &self.key }
    }

    /// A call of the query protocol; the body is the XML as it came.
    pub(super) async fn query(&self, operation: &'static str, members: &[(&str, &str)]) -> ApiResult<Answer> {
        let (service, _) = operation.split_once(':').unwrap();
        let request = self
            .http
            .signed((Method::POST, "/"), service, &self.key, "us-east-1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Full::from(form(members)))
            .unwrap();
        let (status, _, body) = self.http.send(operation, request).await?;
        let xml = String::from_utf8(body.to_vec()).unwrap();
        if status == 200 {
            let request_id = text(&xml, "RequestId").unwrap_or_default();
            return Ok(Answer { body: xml.into(), request_id });
        }
        let (code, message) =
            (text(&xml, "Code").unwrap_or_default(), text(&xml, "Message").unwrap_or_default());
        Err(ApiError { operation, code, message, status })
    }

    /// A read of IAM: the XML.
    pub(super) async fn iam(
        &self,
        operation: &'static str,
        members: &[(&str, &str)],
        marker: Option<String>,
    ) -> ApiResult<String> {
        let (_, action) = operation.split_once(':').unwrap();
        let mut all = vec![("Action", action), ("Version", "2010-05-08")];
        all.extend_from_slice(members);
        all.extend(marker.as_deref().map(|marker| ("Marker", marker)));
        let answer = self.http.patiently(|| self.query(operation, &all)).await?;
        Ok(answer.as_str().unwrap().to_owned())
    }

    /// A call of AWS JSON 1.1.
    async fn json(&self, operation: &'static str, request: &Value) -> ApiResult<Answer> {
        self.http.json(operation, &target(operation), request, &self.key, "us-east-1").await
    }

    /// The same, whatever it answers.
    pub(super) async fn send_json(
        &self,
        operation: &'static str,
        request: &Value,
    ) -> ApiResult<(u16, HeaderMap, Bytes)> {
        let (service, _) = operation.split_once(':').unwrap();
        let request = self
            .http
            .signed((Method::POST, "/"), service, &self.key, "us-east-1")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target(operation))
            .body(Full::from(request.to_string()))
            .unwrap();
        self.http.send(operation, request).await
    }

    /// The same for a read, page by page where it has pages.
    pub(super) async fn read(
        &self,
        operation: &'static str,
        mut request: Value,
        token: Option<String>,
    ) -> ApiResult<Value> {
        if let Some(token) = token {
            request["NextToken"] = json!(token);
        }
        self.http.patiently(|| self.json(operation, &request)).await
    }
}

/// `X-Amz-Target`.
fn target(operation: &str) -> String {
    match operation.split_once(':').unwrap() {
        ("organizations", name) => format!("AWSOrganizationsV20161128.{name}"),
        (_, name) => format!("AWSLicenseManager.{name}"),
    }
}
