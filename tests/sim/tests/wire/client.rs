//! A plain HTTP client that signs nothing but names its key and Region, and the simulations it talks to.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sim::{Clock, Options, Rates, Sim, WorldFile};

/// The account that holds the agreements in the sample.
pub(crate) const HUB: &str = "111111111111";
/// A tagged member without any grant.
pub(crate) const MEMBER: &str = "202000000002";
/// A member with its own subscription to the container product.
pub(crate) const SUBSCRIBER: &str = "203000000003";

/// A caller of one account in one Region.
#[derive(Clone)]
pub(crate) struct Client {
    endpoint: String,
    http: Http<HttpConnector, Full<Bytes>>,
    key: String,
    region: String,
    session_token: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body of a good answer.
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// Code and text of an error.
    pub(crate) fn error(self) -> (String, String) {
        assert_ne!(self.status, 200, "{}", self.body);
        (text(&self.body["__type"]), text(&self.body["Message"]))
    }
}

/// A JSON string as text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Options without throttling, on a clock that only moves by hand.
pub(crate) fn by_hand() -> Options {
    Options {
        clock: Clock::manual(),
        rates: Rates { enforced: false, ..Rates::default() },
        ..Options::default()
    }
}

/// The sample organization, and its management account as the caller.
pub(crate) async fn start(options: Options) -> (Sim, Client) {
    start_world(&WorldFile::sample().unwrap(), options).await
}

/// A world, and its management account as the caller.
pub(crate) async fn start_world(world: &WorldFile, options: Options) -> (Sim, Client) {
    let sim = Sim::start(world, options).await.unwrap();
    let client = Client {
        endpoint: sim.endpoint(),
        http: Http::builder(TokioExecutor::new()).build_http(),
        key: HUB.to_owned(),
        region: "us-east-1".to_owned(),
        session_token: String::new(),
    };
    (sim, client)
}

impl Client {
    /// The same client with another key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        Self { key: key.to_owned(), ..self.clone() }
    }

    /// The same client with a session token.
    pub(crate) fn with_session_token(&self, token: &str) -> Self {
        Self { session_token: token.to_owned(), ..self.clone() }
    }

    /// The same client in another Region.
    pub(crate) fn in_region(&self, region: &str) -> Self {
        Self { region: region.to_owned(), ..self.clone() }
    }

    pub(crate) async fn license_manager(&self, operation: &str, body: Value) -> Answer {
        self.json("license-manager", &format!("AWSLicenseManager.{operation}"), &body).await.unwrap()
    }

    pub(crate) async fn organizations(&self, operation: &str, body: Value) -> Answer {
        self.json("organizations", &format!("AWSOrganizationsV20161128.{operation}"), &body).await.unwrap()
    }

    pub(crate) async fn tagging(&self, body: Value) -> Answer {
        self.json("tagging", "ResourceGroupsTaggingAPI_20170126.GetResources", &body).await.unwrap()
    }

    /// One operation of the Marketplace Catalog, over REST.
    pub(crate) async fn catalog(&self, operation: &str, members: Value) -> Answer {
        self.try_catalog(operation, members).await.unwrap()
    }

    /// One operation of the Marketplace Catalog; an error when the connection ended without an answer.
    pub(crate) async fn try_catalog(&self, operation: &str, members: Value) -> Result<Answer, String> {
        let (method, path, body) = match operation {
            "DescribeEntity" => (Method::GET, in_query(operation, &members), String::new()),
            "DescribeChangeSet" => (Method::GET, in_query(operation, &members), String::new()),
            "CancelChangeSet" => (Method::PATCH, in_query(operation, &members), String::new()),
            _ => (Method::POST, format!("/{operation}"), members.to_string()),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint))
            .header("content-type", "application/json")
            .header("authorization", self.authorization("aws-marketplace"))
            .header("x-amz-security-token", &self.session_token)
            .body(Full::new(Bytes::from(body)))
            .unwrap();
        let (status, body) = self.send(request).await?;
        Ok(Answer { status, body: serde_json::from_slice(&body).unwrap() })
    }

    /// Status and XML of an STS operation.
    pub(crate) async fn sts(&self, form: &str) -> (u16, String) {
        self.query("sts", form).await
    }

    /// Status and XML of an IAM operation.
    pub(crate) async fn iam(&self, form: &str) -> (u16, String) {
        self.query("iam", form).await
    }

    /// Status and XML of an operation of the query protocol.
    async fn query(&self, service: &str, form: &str) -> (u16, String) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", self.authorization(service))
            .header("x-amz-security-token", &self.session_token)
            .body(Full::new(Bytes::from(form.to_owned())))
            .unwrap();
        let (status, body) = self.send(request).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// One JSON call; an error when the connection ended without an answer.
    pub(crate) async fn json(&self, service: &str, target: &str, body: &Value) -> Result<Answer, String> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.endpoint)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .header("authorization", self.authorization(service))
            .header("x-amz-security-token", &self.session_token)
            .body(Full::new(Bytes::from(body.to_string())))
            .unwrap();
        let (status, body) = self.send(request).await?;
        Ok(Answer { status, body: serde_json::from_slice(&body).unwrap() })
    }

    /// Any request as it is.
    pub(crate) async fn send(&self, request: Request<Full<Bytes>>) -> Result<(u16, Bytes), String> {
        let response = self.http.request(request).await.map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.map_err(|error| error.to_string())?;
        Ok((status, body.to_bytes()))
    }

    /// Walks a list of License Manager to its end; the items and the sizes of the pages.
    pub(crate) async fn walk(
        &self,
        operation: &str,
        member: &str,
        request: Value,
    ) -> (Vec<Value>, Vec<usize>) {
        walk(member, request, async |request| self.license_manager(operation, request).await).await
    }

    /// The license of a product of the sample, by the beginning of the product's name.
    pub(crate) async fn license(&self, product: &str) -> Value {
        let (licenses, _) = self.walk("ListReceivedLicenses", "Licenses", json!({"MaxResults": 100})).await;
        licenses.into_iter().find(|license| text(&license["ProductName"]).starts_with(product)).unwrap()
    }

    /// A good `CreateGrant` request for a product and an account.
    pub(crate) async fn grant_request(&self, product: &str, account: &str) -> Value {
        let license = self.license(product).await;
        json!({
            "ClientToken": format!("{product}-{account}").replace(' ', "-"),
            "GrantName": format!("marketplace-steward-{account}"),
            "LicenseArn": license["LicenseArn"],
            "Principals": [format!("arn:aws:iam::{account}:root")],
            "HomeRegion": "us-east-1",
            "AllowedOperations": ["CheckoutLicense", "CheckInLicense", "ListPurchasedLicenses"],
            "Tags": [{"Key": "marketplace-steward", "Value": HUB}],
        })
    }

    /// Creates a grant and gives its ARN.
    pub(crate) async fn create_grant(&self, product: &str, account: &str) -> String {
        let request = self.grant_request(product, account).await;
        text(&self.license_manager("CreateGrant", request).await.ok()["GrantArn"])
    }

    /// Asks for a status of a grant.
    pub(crate) async fn set_status(&self, grant: &str, status: &str, options: Option<&str>) -> Answer {
        let mut request =
            json!({"ClientToken": format!("{status}-{grant}"), "GrantArn": grant, "Status": status});
        if let Some(behavior) = options {
            request["Options"] = json!({"ActivationOverrideBehavior": behavior});
        }
        self.license_manager("CreateGrantVersion", request).await
    }

    /// What `GetGrant` says.
    pub(crate) async fn grant(&self, grant: &str) -> Value {
        self.license_manager("GetGrant", json!({"GrantArn": grant})).await.ok()["Grant"].clone()
    }

    fn authorization(&self, service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential={}/20261122/{}/{service}/aws4_request, SignedHeaders=host, Signature=00",
            self.key, self.region
        )
    }
}

/// The text of the first element of this name; empty without one.
pub(crate) fn element(xml: &str, name: &str) -> String {
    let rest = xml.split(&format!("<{name}>")).nth(1).unwrap_or_default();
    rest.split(&format!("</{name}>")).next().unwrap_or_default().to_owned()
}

/// A path with these members as its query.
fn in_query(operation: &str, members: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in members.as_object().unwrap() {
        let (first, rest) = name.split_at(1);
        query.append_pair(&format!("{}{rest}", first.to_lowercase()), value.as_str().unwrap());
    }
    format!("/{operation}?{}", query.finish())
}

/// Walks a list to its end, asking for each page by its request; the items and the sizes of the pages.
pub(crate) async fn walk(
    member: &str,
    mut request: Value,
    ask: impl AsyncFn(Value) -> Answer,
) -> (Vec<Value>, Vec<usize>) {
    let mut items = Vec::new();
    let mut sizes = Vec::new();
    loop {
        let page = ask(request.clone()).await.ok();
        let on_page = page[member].as_array().unwrap();
        sizes.push(on_page.len());
        items.extend(on_page.iter().cloned());
        match page.get("NextToken") {
            Some(token) => request["NextToken"] = token.clone(),
            None => return (items, sizes),
        }
    }
}
