//! The port in front of the local AWS.

use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use sim::{Options, Sim};
use tokio::net::TcpListener;

use crate::client::{Client, HUB, MEMBER, by_hand, start};

/// What arrived at the upstream: method, path and query, headers as text, body.
type Seen = Arc<Mutex<Vec<(String, String, String, Bytes)>>>;

/// An upstream that answers 202 with the body it got.
async fn upstream() -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let record = Arc::clone(&seen);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let record = Arc::clone(&record);
            let answer = move |request: Request<Incoming>| {
                let record = Arc::clone(&record);
                async move {
                    let (head, body) = request.into_parts();
                    let body = body.collect().await?.to_bytes();
                    let entry = (
                        head.method.to_string(),
                        head.uri.to_string(),
                        format!("{:?}", head.headers),
                        body.clone(),
                    );
                    record.lock().unwrap().push(entry);
                    let response = Response::builder().status(202).header("x-upstream", "yes");
                    Ok::<_, hyper::Error>(response.body(Full::new(body)).unwrap())
                }
            };
            let connection = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service_fn(answer));
            tokio::spawn(connection);
        }
    });
    (url, seen)
}

async fn behind() -> (Sim, Client, Seen) {
    let (url, seen) = upstream().await;
    let (sim, hub) = start(Options { upstream: Some(url), ..by_hand() }).await;
    (sim, hub, seen)
}

#[tokio::test]
async fn other_services_get_method_path_headers_and_body_unchanged() {
    let (sim, hub, seen) = behind().await;
    let body = Bytes::from(vec![7u8; 3_000_000]);
    let request = Request::builder()
        .method(Method::PUT)
        .uri(format!("{}/bucket/key%20x?partNumber=2", sim.endpoint()))
        .header("x-amz-meta-note", "kept")
        .header("host", "bucket.example")
        .body(Full::new(body.clone()))
        .unwrap();
    let (status, answer) = hub.send(request).await.unwrap();
    assert_eq!((status, answer), (202, body.clone()));
    let seen = seen.lock().unwrap();
    let (method, path, headers, arrived) = &seen[0];
    assert_eq!((method.as_str(), path.as_str()), ("PUT", "/bucket/key%20x?partNumber=2"));
    assert!(headers.contains("kept") && headers.contains("bucket.example"), "{headers}");
    assert_eq!(*arrived, body);
}

#[tokio::test]
async fn simulated_services_never_reach_the_local_aws() {
    let (_sim, hub, seen) = behind().await;
    hub.organizations("ListAccounts", json!({})).await.ok();
    hub.sts("Action=GetCallerIdentity").await;
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn roles_that_the_world_does_not_list_are_assumed_at_the_local_aws() {
    let (_sim, hub, seen) = behind().await;
    let form = |account: &str, role: &str| {
        format!(
            "Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2F{role}&RoleSessionName=story"
        )
    };
    for account in [HUB, MEMBER, "000000000000"] {
        assert_eq!(hub.sts(&form(account, "Deployed")).await.0, 202, "{account}");
    }
    assert_eq!(hub.sts(&form(MEMBER, "MarketplaceStewardMember")).await.0, 403, "the external id is missing");
    assert_eq!(hub.with_key("ASIAELSEWHERE").sts("Action=GetCallerIdentity").await.0, 202);
    assert_eq!(seen.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn without_a_local_aws_the_gateway_says_so() {
    let (sim, hub) = start(by_hand()).await;
    let request = Request::builder().uri(sim.endpoint()).body(Full::new(Bytes::new())).unwrap();
    let (status, body) = hub.send(request).await.unwrap();
    assert_eq!(status, 502);
    assert!(String::from_utf8_lossy(&body).contains("not simulated"));
}

#[tokio::test]
async fn a_stopped_simulation_answers_no_more() {
    let (sim, hub) = start(by_hand()).await;
    hub.organizations("ListAccounts", json!({})).await.ok();
    sim.shutdown();
    let stopped = async {
        while hub.json("organizations", "AWSOrganizationsV20161128.ListAccounts", &json!({})).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), stopped).await.unwrap();
}

#[tokio::test]
async fn only_the_linked_roles_of_simulated_services_stay_here() {
    let (_sim, hub, seen) = behind().await;
    for (form, expected) in [
        ("Action=GetRole&RoleName=MarketplaceStewardSetup", 202),
        ("Action=ListRoles", 202),
        ("Action=CreateServiceLinkedRole&AWSServiceName=ecs.amazonaws.com", 202),
        ("Action=GetPolicy&PolicyArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Apolicy%2FOurs", 202),
        ("Action=CreateServiceLinkedRole&AWSServiceName=purchase-orders.marketplace.amazonaws.com", 200),
        ("Action=GetRole&RoleName=AWSServiceRoleForMarketplaceLicenseManagement", 200),
        ("Action=ListRoles&PathPrefix=%2Faws-service-role%2Flicense-manager.amazonaws.com%2F", 200),
    ] {
        assert_eq!(hub.iam(form).await.0, expected, "{form}");
    }
    let form = "Action=GetRole&RoleName=AWSServiceRoleForMarketplaceLicenseManagement";
    assert_eq!(hub.with_key("ASIAELSEWHERE").iam(form).await.0, 202);
    assert_eq!(hub.with_key("000000000000").iam(form).await.0, 202);
    assert_eq!(seen.lock().unwrap().len(), 6);
}
