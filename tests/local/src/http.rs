//! The two plain HTTP calls to MiniStack that are no AWS calls.

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

/// Whether a GET is answered with success.
pub(crate) async fn answers(url: &str) -> bool {
    send(Request::get(url).body(Full::default())).await.is_ok()
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
