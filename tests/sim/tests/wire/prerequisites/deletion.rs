//! Deleting service-linked roles.

use crate::client::{Client, HUB, MEMBER, element};

use super::{LICENSE_MANAGER, PRIVATE_MARKETPLACE, PURCHASE_ORDERS, PURCHASE_ORDERS_ROLE, about, ready};

async fn delete(hub: &Client, role: &str) -> String {
    let (status, xml) = hub.iam(&format!("Action=DeleteServiceLinkedRole&RoleName={role}")).await;
    assert_eq!(status, 200, "{xml}");
    element(&xml, "DeletionTaskId")
}

async fn status(hub: &Client, task: &str) -> (String, String) {
    let (code, xml) =
        hub.iam(&format!("Action=GetServiceLinkedRoleDeletionStatus&DeletionTaskId={task}")).await;
    assert_eq!(code, 200, "{xml}");
    (element(&xml, "Status"), xml)
}

#[tokio::test]
async fn a_role_is_deleted_by_a_task_that_waits_and_runs() {
    let (sim, hub) = ready().await;
    let task = delete(&hub, PURCHASE_ORDERS_ROLE).await;
    assert!(task.starts_with(&format!("task/aws-service-role/{PURCHASE_ORDERS}/{PURCHASE_ORDERS_ROLE}/")));
    assert_eq!(status(&hub, &task).await.0, "NOT_STARTED");
    assert_eq!(delete(&hub, PURCHASE_ORDERS_ROLE).await, task);
    let mut seen = vec!["NOT_STARTED".to_owned()];
    while seen.len() < 90 && seen.last().unwrap() != "SUCCEEDED" {
        sim.clock().advance_seconds(1);
        seen.push(status(&hub, &task).await.0);
    }
    seen.dedup();
    assert_eq!(seen, ["NOT_STARTED", "IN_PROGRESS", "SUCCEEDED"]);
    let (code, xml) = hub.iam(&format!("Action=GetRole&RoleName={PURCHASE_ORDERS_ROLE}")).await;
    assert_eq!((code, element(&xml, "Code").as_str()), (404, "NoSuchEntity"));
    let (code, _) = hub.iam(&format!("Action=DeleteServiceLinkedRole&RoleName={PURCHASE_ORDERS_ROLE}")).await;
    assert_eq!(code, 404);
}

#[tokio::test]
async fn a_role_in_use_stays_and_the_task_tells_where_it_is_used() {
    let (sim, hub) = ready().await;
    let order = format!("arn:aws:purchase-orders::{HUB}:purchase-order/1");
    sim.use_linked_role(HUB, PURCHASE_ORDERS, "us-east-1", &[&order]);
    let task = delete(&hub, PURCHASE_ORDERS_ROLE).await;
    sim.clock().advance_seconds(120);
    let (found, xml) = status(&hub, &task).await;
    assert_eq!(found, "FAILED");
    let usage = element(&xml, "RoleUsageList");
    assert_eq!(element(&usage, "Region"), "us-east-1");
    assert!(element(&usage, "Resources").contains(&order), "{xml}");
    assert!(sim.linked_roles().iter().any(|role| role.service == PURCHASE_ORDERS));

    sim.use_linked_role(HUB, PURCHASE_ORDERS, "us-east-1", &[]);
    let second = delete(&hub, PURCHASE_ORDERS_ROLE).await;
    assert_ne!(second, task);
    sim.clock().advance_seconds(120);
    assert_eq!(status(&hub, &second).await.0, "SUCCEEDED");
}

#[tokio::test]
async fn the_core_role_of_license_manager_goes_last() {
    let (sim, hub) = ready().await;
    let core = "AWSServiceRoleForAWSLicenseManagerRole";
    let management = "AWSServiceRoleForAWSLicenseManagerMasterAccountRole";
    let task = delete(&hub, core).await;
    sim.clock().advance_seconds(120);
    let (found, xml) = status(&hub, &task).await;
    assert_eq!(found, "FAILED");
    assert!(xml.contains(management), "{xml}");
    for role in [management, core] {
        let task = delete(&hub, role).await;
        sim.clock().advance_seconds(120);
        assert_eq!(status(&hub, &task).await.0, "SUCCEEDED");
    }
    assert!(!sim.linked_roles().iter().any(|role| role.account == HUB && role.service == LICENSE_MANAGER));
}

#[tokio::test]
async fn the_role_of_the_private_marketplace_goes_after_its_trusted_access() {
    let (sim, hub) = ready().await;
    let role = "AWSServiceRoleForPrivateMarketplaceAdmin";
    let task = delete(&hub, role).await;
    sim.clock().advance_seconds(120);
    assert_eq!(status(&hub, &task).await.0, "FAILED");
    hub.organizations("DisableAWSServiceAccess", about(PRIVATE_MARKETPLACE)).await.ok();
    let task = delete(&hub, role).await;
    sim.clock().advance_seconds(120);
    assert_eq!(status(&hub, &task).await.0, "SUCCEEDED");
}

#[tokio::test]
async fn a_task_is_known_in_its_own_account_alone() {
    let (_sim, hub) = ready().await;
    let task = delete(&hub, PURCHASE_ORDERS_ROLE).await;
    let form = format!("Action=GetServiceLinkedRoleDeletionStatus&DeletionTaskId={task}");
    let (code, xml) = hub.with_key(MEMBER).iam(&form).await;
    assert_eq!((code, element(&xml, "Code").as_str()), (404, "NoSuchEntity"));
}
