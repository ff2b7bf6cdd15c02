"""What Step Functions tells on the bus when an execution changes its status.

Rule (Step Functions Developer Guide, "EventBridge (CloudWatch Events) for Step Functions execution status changes"):
the event carries what DescribeExecution tells: version, alias, redrives, whether it can be redriven, error and cause.

Stock MiniStack tells none of these of an execution that was stopped or timed out, nor ever a version or a redrive.
Children of a Map Run are Standard executions, and AWS excludes none of those: their events carry `<machine>/<label>` as
the machine, and a rule that names the machine does not get them.
"""

import json

from engine import redrive
from ministack.services import eventbridge
from ministack.services import stepfunctions as engine

# Input and output above this many characters are left out.
PAYLOAD_MAX = 248 * 1024
MOMENTS = ("startDate", "stopDate", "redriveDate")
MACHINE = ("stateMachineArn", "stateMachineVersionArn", "stateMachineAliasArn")
SAME = ("executionArn", "name", "status", "error", "cause", *MACHINE)


def apply():
    engine._emit_execution_status_event = emit


def emit(execution):
    if execution.get("sync"):
        return
    detail = {key: execution.get(key) for key in SAME}
    detail.update({key: engine._iso_to_epoch_ms(execution.get(key)) for key in MOMENTS})
    detail.update(redrive.described(execution), redriveDate=detail["redriveDate"])
    for payload in ("input", "output"):
        text = execution.get(payload)
        included = text is None or len(text) <= PAYLOAD_MAX
        detail[payload] = text if included else None
        detail[f"{payload}Details"] = None if text is None else {"included": included}
    entry = {
        "Source": "aws.states",
        "DetailType": "Step Functions Execution Status Change",
        "Detail": json.dumps(detail),
        "Resources": [execution["executionArn"]],
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
