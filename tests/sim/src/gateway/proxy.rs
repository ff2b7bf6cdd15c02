//! Passing a request on unchanged: method, path, headers and body, streamed both ways.

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::http::uri::{Authority, Scheme};
use hyper::{HeaderMap, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;

use super::{Body, full};

/// Headers that belong to one connection and not to the request.
const CONNECTION_HEADERS: [&str; 3] = ["connection", "keep-alive", "proxy-connection"];

/// A client of the local AWS.
#[derive(Debug, Clone)]
pub(super) struct Proxy(Client<HttpConnector, Body>);

impl Proxy {
    /// Every request gets its own connection: an idle one may be closed by the local AWS in the moment it is used again,
    /// and a streamed body can not be sent twice.
    pub(super) fn new() -> Self {
        let mut connector = HttpConnector::new();
        // Head and body leave in two writes; waiting for the first to be acknowledged would cost 40 ms a request.
        connector.set_nodelay(true);
        Self(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector))
    }

    /// The answer of the local AWS, or one that says why there is none.
    pub(super) async fn forward(&self, upstream: Option<&str>, mut request: Request<Body>) -> Response<Body> {
        let Some(upstream) = upstream else {
            return unavailable(
                "This service is not simulated and there is no local AWS behind the gateway.",
            );
        };
        let Some(target) = rebase(upstream, request.uri()) else {
            return unavailable(&format!(
                "The upstream {upstream} is not a URL; give one like http://127.0.0.1:4611."
            ));
        };
        *request.uri_mut() = target;
        strip(request.headers_mut());
        match self.0.request(request).await {
            Ok(mut response) => {
                strip(response.headers_mut());
                response.map(BodyExt::boxed)
            }
            Err(error) => unavailable(&format!(
                "The local AWS at {upstream} did not answer ({error}); check that it is running."
            )),
        }
    }
}

/// The same path and query at the upstream's address.
fn rebase(upstream: &str, uri: &Uri) -> Option<Uri> {
    let base: Uri = upstream.parse().ok()?;
    let authority: Authority = base.authority()?.clone();
    let mut parts = uri.clone().into_parts();
    parts.scheme = Some(Scheme::HTTP);
    parts.authority = Some(authority);
    Uri::from_parts(parts).ok()
}

fn strip(headers: &mut HeaderMap) {
    for name in CONNECTION_HEADERS {
        headers.remove(name);
    }
}

fn unavailable(message: &str) -> Response<Body> {
    let body = json!({"__type": "ServiceUnavailable", "Message": message}).to_string();
    let mut response = Response::new(full(Bytes::from(body)));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response
}
