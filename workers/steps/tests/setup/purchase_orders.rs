//! The purchase-orders role: made with its description, described anew, removed with its deletion followed to the end.

use domain::setup::settings::PurchaseOrders;

use crate::support::stack::Stack;
use crate::support::world::{MANAGEMENT, PURCHASE_ORDERS};

fn description(stack: &Stack) -> Option<Option<String>> {
    let roles = stack.sim.linked_roles();
    let role = roles.into_iter().find(|role| role.account == MANAGEMENT && role.service == PURCHASE_ORDERS);
    role.map(|role| role.description)
}

#[tokio::test]
async fn the_description_is_edited_and_nothing_else() {
    let stack = Stack::green().await;
    stack.change(|settings| {
        let description = Some("Orders & \"Finance\"".to_owned());
        settings.purchase_orders = PurchaseOrders::Integrate { description };
    });

    stack.fix("run-1").await.result.unwrap();

    assert_eq!(description(&stack), Some(Some("Orders & \"Finance\"".to_owned())));
    assert_eq!(stack.written(), ["iam.UpdateRole"]);
}

#[tokio::test]
async fn it_is_removed_and_its_deletion_followed_to_its_end() {
    let stack = Stack::green().await;
    stack.change(|settings| settings.purchase_orders = PurchaseOrders::Remove);

    let ended = stack.fix("run-1").await;

    ended.result.as_ref().unwrap();
    assert_eq!((description(&stack), ended.ids()), (None, vec!["SETUP-014"]));
    assert!(stack.sim.calls().of("iam.GetServiceLinkedRoleDeletionStatus") >= 1);
    assert_eq!(stack.written(), ["iam.DeleteServiceLinkedRole"]);
    stack.sim.reset_calls();
    stack.fix("run-2").await.result.unwrap();
    assert_eq!(stack.sim.calls().mutating(), 0);
}

#[tokio::test]
async fn a_deletion_that_aws_refuses_is_told_with_what_still_uses_the_role() {
    let stack = Stack::green().await;
    stack.change(|settings| settings.purchase_orders = PurchaseOrders::Remove);
    let order = "arn:aws:aws-marketplace::111111111111:order/po-1";
    stack.sim.use_linked_role(MANAGEMENT, PURCHASE_ORDERS, "us-east-1", &[order]);

    let ended = stack.fix("run-1").await;

    let error = ended.result.as_ref().unwrap_err();
    assert_eq!(error.name(), "SetupIncomplete");
    let said = error.to_string();
    assert!(said.contains(order) && said.contains("us-east-1") && said.contains("still in use"), "{said}");
    assert!(ended.ids().contains(&"SETUP-034") && description(&stack).is_some());
    assert_eq!(stack.written(), ["iam.DeleteServiceLinkedRole"], "and is not tried again in this run");

    stack.sim.use_linked_role(MANAGEMENT, PURCHASE_ORDERS, "us-east-1", &[]);
    stack.fix("run-2").await.result.unwrap();
    assert_eq!(description(&stack), None);
}

#[tokio::test]
async fn a_role_that_nobody_wants_is_not_looked_for() {
    let stack = Stack::bare().await;
    stack.change(|settings| settings.purchase_orders = PurchaseOrders::Leave);

    stack.fix("run-1").await.result.unwrap();

    assert_eq!(description(&stack), None);
}
