//! Breaking what a steward needs, from a story.

use serde_json::json;

use crate::client::element;

use super::{PURCHASE_ORDERS_ROLE, ready};

#[tokio::test]
async fn an_operation_is_refused_as_often_as_asked_and_answered_again() {
    let (sim, hub) = ready().await;
    let text = "The target of the operation is currently being modified by a different request.";
    sim.refuse("organizations.ListRoots", (400, "ConcurrentModificationException", text), 2);
    for _ in 0..2 {
        let refused = hub.organizations("ListRoots", json!({})).await;
        assert_eq!(refused.error(), ("ConcurrentModificationException".to_owned(), text.to_owned()));
    }
    hub.organizations("ListRoots", json!({})).await.ok();
    assert_eq!(sim.calls().of("organizations.ListRoots"), 3);
}

#[tokio::test]
async fn a_missing_permission_lasts_until_it_is_given() {
    let (sim, hub) = ready().await;
    sim.refuse("iam.GetRole", (403, "AccessDenied", "is not authorized to perform: iam:GetRole"), u64::MAX);
    let form = format!("Action=GetRole&RoleName={PURCHASE_ORDERS_ROLE}");
    for _ in 0..3 {
        let (status, xml) = hub.iam(&form).await;
        assert_eq!((status, element(&xml, "Code").as_str()), (403, "AccessDenied"));
    }
    sim.stop_refusing("iam.GetRole");
    assert_eq!(hub.iam(&form).await.0, 200);
}
