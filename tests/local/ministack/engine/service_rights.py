"""What Lambda's poller and EventBridge Scheduler may do: what the role that they act by allows.

Rules (Lambda Developer Guide, "Creating and configuring an Amazon SQS event source mapping"; EventBridge Scheduler User Guide,
"Setting up the execution role", "Configuring a dead-letter queue"): the poller receives and deletes as the function's role;
a schedule calls its target, and leaves what it could not deliver, as its own role.

Stock MiniStack asks no role. Here what is refused is not polled, and not called or left, with a line in the log.
"""

import logging

from engine import rights, universal_target
from ministack.services import lambda_svc, sqs

logger = logging.getLogger("ministack")

POLLED = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def apply():
    receive, start = sqs._receive_messages_for_esm, universal_target.start_execution
    leave = universal_target.leave

    def receive_messages(queue_url, batch_size):
        queue = sqs._get_q(queue_url)["attributes"]["QueueArn"]
        return receive(queue_url, batch_size) if all(_may_poll(role, queue) for role in _roles_polling(queue)) else []

    def start_execution(schedule, request):
        return _may(_role(schedule), "states:StartExecution", request["stateMachineArn"]) and start(schedule, request)

    def leave_in(schedule, queue, text):
        if _may(_role(schedule), "sqs:SendMessage", queue):
            leave(schedule, queue, text)

    sqs._receive_messages_for_esm = receive_messages
    universal_target.start_execution, universal_target.leave = start_execution, leave_in


def _roles_polling(queue):
    for _, _, mapping in lambda_svc._iter_all_esms():
        if mapping["EventSourceArn"] == queue:
            _, config, _ = lambda_svc._get_func_record_for_ref(mapping["FunctionArn"])
            if config:
                yield rights.session(config["Role"], config["FunctionName"])


def _role(schedule):
    return rights.session(schedule["Target"]["RoleArn"], "scheduler")


def _may_poll(caller, queue):
    return all([_may(caller, action, queue) for action in POLLED])


def _may(caller, action, resource):
    why = rights.refusal(caller, action, resource)
    if why:
        logger.warning("%s", why)
    return why is None
