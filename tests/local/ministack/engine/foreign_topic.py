"""A queue of one account on the topic of another.

Rule (SNS Developer Guide, "Sending Amazon SNS messages to an Amazon SQS queue in a different account"): the owner of the
queue subscribes it, if the topic's policy lets that account, by `sns:Protocol` and `sns:Endpoint`; then no confirmation
is asked for. SNS delivers what the queue's policy lets it send.

Stock MiniStack loses the subscription of a stack to a topic of another account without a word, and asks no policy
without `AUTH=true`.
"""

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.core.responses import get_account_id, get_region
from ministack.services import sns, sqs
from ministack.services.cloudformation import provisioners


def apply():
    def create(logical_id, props, stack_name):
        arn = props["TopicArn"]
        topic = sns._topic_by_arn_any_scope(arn)
        if topic is None:
            raise ValueError(f"Topic does not exist: {arn}")
        if sns._topic_owner(topic) != get_account_id() and not _lets_subscribe(topic, props):
            raise ValueError(f"User is not authorized to perform: SNS:Subscribe on resource: {arn}")
        subscription = f"{arn}:{logical_id}-{get_account_id()}"
        topic["subscriptions"] = [known for known in topic["subscriptions"] if known["arn"] != subscription]
        topic["subscriptions"].append({
            "arn": subscription,
            "topic_arn": arn,
            "protocol": props["Protocol"],
            "endpoint": props["Endpoint"],
            "confirmed": True,
            "owner": get_account_id(),
            "attributes": {"RawMessageDelivery": "false", **provisioners._sns_sub_attributes(props)},
        })
        sns._sub_arn_to_topic[subscription] = arn
        return subscription, {"Arn": subscription}

    def delete(physical_id, props):
        topic = sns._topic_by_arn_any_scope(sns._sub_arn_to_topic.pop(physical_id, ""))
        if topic:
            topic["subscriptions"] = [known for known in topic["subscriptions"] if known["arn"] != physical_id]

    handlers = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]
    handlers["create"], handlers["delete"] = create, delete
    sqs.queue_policy_allows = _queue_lets_send


def _lets_subscribe(topic, props):
    account = get_account_id()
    asked = {"sns:protocol": props["Protocol"], "sns:endpoint": props["Endpoint"]}
    policy = topic.get("attributes", {}).get("Policy") or ""
    return _allows(policy, f"arn:aws:iam::{account}:root", account, "sns:Subscribe", topic["arn"], asked)


def _queue_lets_send(queue_arn, service, source_arn, source_account):
    policy = sqs._queue_by_arn(queue_arn)["attributes"].get("Policy") or ""
    asked = {"aws:sourcearn": source_arn, "aws:sourceaccount": source_account}
    return _allows(policy, "*", "", "sqs:SendMessage", queue_arn, asked, service)


def _allows(policy, principal, account, action, resource, asked, service=""):
    context = EvalContext(
        principal_arn=principal,
        principal_type="Service" if service else "Root",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        # The engine's own port speaks plain HTTP; on AWS nothing of this does.
        secure_transport=True,
        service_context=asked,
    )
    return bool(policy) and evaluate_resource_policy(policy, context, service=service or None).decision == "Allow"
