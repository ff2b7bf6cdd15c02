"""What a schedule does: the one universal target that we use, and the context attributes in its input.

Rule (EventBridge Scheduler User Guide, "Using universal targets" and "Adding context attributes"): the target
`arn:aws:scheduler:::aws-sdk:sfn:startExecution` calls StartExecution with its `Input` as the request, after each
`<aws.scheduler...>` in it was replaced. A call that is refused goes to the target's dead-letter queue, with the input.

Stock MiniStack knows no universal target and replaces nothing. Ours does not repeat a refused call.
"""

import json
import uuid
from datetime import datetime, timezone

from ministack.core.arn import parse_arn
from ministack.services import eventbridge
from ministack.services import stepfunctions as engine

START_EXECUTION = "arn:aws:scheduler:::aws-sdk:sfn:startExecution"


def apply():
    stock = eventbridge._invoke_target

    def invoke_target(target, event, rule, view=None):
        if "ScheduleExpressionTimezone" not in rule:
            stock(target, event, rule, view)  # A rule of EventBridge itself.
            return
        target = {**target, "Input": _with_context(target.get("Input", ""), event, rule)}
        if target["Arn"] != START_EXECUTION:
            stock(target, event, rule, view)
        elif not start_execution(rule, _request(target["Input"])) and "DeadLetterConfig" in target:
            leave(rule, target["DeadLetterConfig"]["Arn"], target["Input"])

    eventbridge._invoke_target = invoke_target


def _with_context(text, event, schedule):
    context = {
        "schedule-arn": schedule["Arn"],
        "scheduled-time": datetime.fromtimestamp(event["Time"], tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "execution-id": uuid.uuid4().hex[:16],
        "attempt-number": "1",
    }
    for name, value in context.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    return text


def _request(text):
    return {name[0].lower() + name[1:]: value for name, value in json.loads(text).items()}


def start_execution(_schedule, request):
    """Whether the call was accepted."""
    status, _, _ = engine._start_execution(request)
    return status < 400


def leave(_schedule, queue, text):
    """Puts into the dead-letter queue what could not be done."""
    eventbridge._dispatch_to_sqs(parse_arn(queue), text)
