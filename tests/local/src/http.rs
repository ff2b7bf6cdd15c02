//! Plain HTTP calls to MiniStack: those that are no AWS calls, and the one for which no client is worth compiling.

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::options::REGION;

/// Whether a GET is answered with success.
pub(crate) async fn answers(url: &str) -> bool {
    send(Request::get(url).body(Full::default())).await.is_ok()
}

/// Calls an operation of CloudWatch in the name of an account.
pub(crate) async fn cloudwatch(
    endpoint: &str,
    account: &str,
    operation: &str,
    body: &serde_json::Value,
) -> Result<Bytes, String> {
    // Nothing checks the signature.
    let scope = format!("AWS4-HMAC-SHA256 Credential={account}/20260101/{REGION}/monitoring/aws4_request");
    let request = Request::post(endpoint)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("GraniteServiceVersion20100801.{operation}"))
        .header("authorization", scope);
    send(request.body(Full::from(body.to_string()))).await
}

/// Posts JSON and gives the body of a successful answer.
pub(crate) async fn post(url: &str, body: &serde_json::Value) -> Result<Bytes, String> {
    send(Request::post(url).body(Full::from(body.to_string()))).await
}

async fn send(request: Result<Request<Full<Bytes>>, hyper::http::Error>) -> Result<Bytes, String> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = request.map_err(|error| error.to_string())?;
    let response = client.request(request).await.map_err(|error| error.to_string())?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
    if status.is_success() { Ok(body) } else { Err(format!("{status}: {}", String::from_utf8_lossy(&body))) }
}
