//! The one loopback port: simulated services are answered here, everything else goes on to the local AWS.
//!
//! It is served by hyper itself rather than a router: one service alone goes by path, and a lost answer has to close its
//! connection, which a router can not do.

mod proxy;
mod rest;

use std::sync::Arc;
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::engine::{Engine, Verdict};
use crate::services::sts::Form;
use crate::services::{Operation, Service};
use crate::wire::answer::Answer;
use crate::wire::caller::Scope;

use proxy::Proxy;

/// The body of a request or an answer on its way through.
pub(crate) type Body = BoxBody<Bytes, hyper::Error>;

/// The largest request of a simulated service that is read; AWS's own are far smaller.
const REQUEST_BYTES_MAX: usize = 1_048_576;

/// How often the world catches up with its clock while nobody calls, in real time.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// Ends a connection without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the answer is lost on purpose; the call took effect, look before you repeat it")]
struct LostAnswer;

/// Serves until told to stop; connections that are still open then are dropped.
pub(crate) async fn serve(listener: TcpListener, engine: Arc<Engine>, mut stop: watch::Receiver<bool>) {
    let proxy = Proxy::new();
    let mut connections = JoinSet::new();
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    continue;
                }
            },
            _ = stop.changed() => return,
            Some(_) = connections.join_next() => continue,
            // What happens by itself puts its event on the bus even while nobody calls.
            _ = heartbeat.tick() => {
                drop(engine.state());
                continue;
            }
        };
        let (engine, proxy) = (Arc::clone(&engine), proxy.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| {
                let (engine, proxy) = (Arc::clone(&engine), proxy.clone());
                async move { answer(&engine, &proxy, request).await }
            });
            // As in the proxy: small answers must not wait for an acknowledgement.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's algorithm");
            }
            let served = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
            if let Err(error) = served {
                tracing::debug!(%error, "a connection ended");
            }
        });
    }
}

async fn answer(
    engine: &Engine,
    proxy: &Proxy,
    request: Request<Incoming>,
) -> Result<Response<Body>, LostAnswer> {
    let session_token = header(request.headers(), "x-amz-security-token");
    let scope = header(request.headers(), "authorization")
        .and_then(|authorization| Scope::parse(authorization, session_token));
    if let Some(operation) = simulated_operation(request.headers()) {
        let Ok(body) = read(request.into_body()).await else { return Ok(too_large()) };
        return deliver(engine.json_call(scope.as_ref(), &operation, &body));
    }
    let rest = scope.as_ref().and_then(|scope| rest::operation(scope, request.method(), request.uri()));
    if let Some((operation, in_query)) = rest {
        let Ok(body) = read(request.into_body()).await else { return Ok(too_large()) };
        let body = in_query.map_or(body, Bytes::from);
        return deliver(engine.json_call(scope.as_ref(), &operation, &body));
    }
    let upstream = engine.state().upstream.clone();
    let query = scope.filter(|_| request.method() == "POST");
    let query = query.and_then(|scope| Some((Service::from_query_scope(&scope.service)?, scope)));
    let Some((service, scope)) = query else {
        return Ok(proxy.forward(upstream.as_deref(), request.map(BodyExt::boxed)).await);
    };
    let (head, body) = request.into_parts();
    let Ok(body) = read(body).await else { return Ok(too_large()) };
    let form: Form = form_urlencoded::parse(&body).into_owned().collect();
    match engine.query_call(service, &scope, &form) {
        Verdict::Upstream => {
            let request = Request::from_parts(head, full(body));
            Ok(proxy.forward(upstream.as_deref(), request).await)
        }
        verdict @ (Verdict::Answered(_) | Verdict::Lost) => deliver(verdict),
    }
}

/// The operation a request names, when its service is simulated.
fn simulated_operation(headers: &HeaderMap) -> Option<Operation> {
    let (prefix, name) = header(headers, "x-amz-target")?.split_once('.')?;
    let service = Service::from_target_prefix(prefix)?;
    Some(Operation { service, name: name.to_owned() })
}

fn deliver(verdict: Verdict) -> Result<Response<Body>, LostAnswer> {
    match verdict {
        Verdict::Answered(answer) => Ok(respond(&answer)),
        Verdict::Lost | Verdict::Upstream => Err(LostAnswer),
    }
}

fn respond(answer: &Answer) -> Response<Body> {
    let mut builder = Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .header("x-amzn-requestid", &answer.request_id);
    if let Some(code) = &answer.error_code {
        builder = builder.header("x-amzn-errortype", code);
    }
    builder.body(full(Bytes::from(answer.body.clone()))).unwrap_or_default()
}

fn too_large() -> Response<Body> {
    let mut response =
        Response::new(full(Bytes::from_static(b"{\"__type\":\"RequestEntityTooLargeException\"}")));
    *response.status_mut() = hyper::StatusCode::PAYLOAD_TOO_LARGE;
    response
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

async fn read(body: Incoming) -> Result<Bytes, ()> {
    Limited::new(body, REQUEST_BYTES_MAX)
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .map_err(|_| ())
}

/// A body that is there as a whole.
fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed()
}
