"""Walks through what starts things: rules, schedules, credentials. Prints JSON; with `--stock`, of stock MiniStack.

`rule_walk.py states [--stock]`: the rules by state that see a write, a read and a service event.
`rule_walk.py patterns <cases>`: for each `[pattern, detail]` whether it matches.
`rule_walk.py schedule [--stock]`: what a schedule asks of StartExecution, and what is in its dead-letter queue then.
`rule_walk.py session [--stock]`: whose session the credentials of a worker are.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "ministack"))

from engine import execution_role, read_only_calls, universal_target  # noqa: E402
from ministack.core import lambda_runtime  # noqa: E402
from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import eventbridge, scheduler, sqs, stepfunctions  # noqa: E402

CALL = "AWS API Call via CloudTrail"


def event(detail_type, detail):
    return {"EventId": "1", "DetailType": detail_type, "Detail": json.dumps(detail), "Time": "2026-11-22T01:00:00Z"}


def states():
    seen = []
    eventbridge._invoke_target = lambda target, event, rule, view=None: seen.append(rule["State"])
    for state in ("ENABLED", read_only_calls.ALL, "DISABLED"):
        rule = {"Name": state, "State": state, "EventPattern": json.dumps({"version": ["0"]})}
        eventbridge._put_rule(rule)
        target = {"Id": "1", "Arn": "arn:aws:sqs:us-east-1:111111111111:queue"}
        eventbridge._put_targets({"Rule": state, "Targets": [target]})
    told = {}
    for name, happened in (
        ("write", event(CALL, {"eventName": "CreateGrant", "readOnly": False})),
        ("read", event(CALL, {"eventName": "ListReceivedGrants", "readOnly": True})),
        ("service event", event("AWS Service Event via CloudTrail", {"eventName": "CreateAccountResult"})),
        ("other", event("Grant Change", {})),
    ):
        seen.clear()
        eventbridge._dispatch_event(happened)
        told[name] = sorted(seen)
    return told


def patterns():
    cases = json.loads(sys.argv[2])
    matches = eventbridge._matches_pattern
    return [matches(json.dumps({"detail": pattern}), event("x", detail)) for pattern, detail in cases]


def schedule():
    requests = []

    def start_execution(request):
        requests.append(request)
        return 400, {}, b"{}"

    stepfunctions._start_execution = start_execution
    dead = sqs._get_q(sqs._act_create_queue({"QueueName": "dead-letters"}, "")["QueueUrl"])
    asks = {
        "StateMachineArn": "machine",
        "Name": "schedule-<aws.scheduler.execution-id>",
        "Input": "<aws.scheduler.scheduled-time> <aws.scheduler.schedule-arn> <aws.scheduler.attempt-number>",
    }
    target = {
        "Arn": universal_target.START_EXECUTION,
        "RoleArn": "role",
        "Input": json.dumps(asks),
        "DeadLetterConfig": {"Arn": dead["attributes"]["QueueArn"]},
    }
    window = {"Mode": "OFF"}
    body = {"ScheduleExpression": "rate(6 hours)", "FlexibleTimeWindow": window, "Target": target}
    scheduler._create_schedule("full-pass", body)
    scheduler._schedule_last_fired[("111111111111", "us-east-1", "default/full-pass")] = 0
    scheduler._tick_schedules()
    return {"requests": requests, "dead": [json.loads(message["body"]) for message in dead["messages"]]}


def session():
    config = {
        "FunctionName": "worker",
        "FunctionArn": "arn:aws:lambda:us-east-1:111111111111:function:worker",
        "Role": "arn:aws:iam::111111111111:role/marketplace-steward-license",
    }
    return lambda_runtime.execution_credentials(config)["AWS_SESSION_TOKEN"]


if "--stock" not in sys.argv:
    execution_role.apply()
    read_only_calls.apply()
    universal_target.apply()
with request_scope("111111111111", "us-east-1"):
    eventbridge._ensure_default_bus()
    print(json.dumps(globals()[sys.argv[1]]()))
