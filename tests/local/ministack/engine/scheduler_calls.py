"""What a Task may ask of EventBridge Scheduler.

Rule (Step Functions Developer Guide, "Learning to use AWS service SDK integrations"): a Task reads and replaces a schedule by
`aws-sdk:scheduler:getSchedule` and `updateSchedule`; an error carries the service before its name.

Stock MiniStack has a Scheduler, and no way from a Task to it.
"""

import json

from ministack.services import scheduler
from ministack.services import stepfunctions as engine

PREFIX = "arn:aws:states:::aws-sdk:scheduler:"


def apply():
    stock = engine._invoke_aws_sdk_integration
    calls = {
        "getSchedule": lambda asked: scheduler._get_schedule(asked["Name"], {"groupName": asked.get("GroupName", "default")}),
        "updateSchedule": lambda asked: scheduler._update_schedule(asked["Name"], asked),
    }

    def invoke(resource, arguments):
        call = calls.get(resource.removeprefix(PREFIX))
        if call is None:
            return stock(resource, arguments)
        status, _, body = call(arguments)
        answer = json.loads(body)
        if status >= 400:
            raise engine._ExecutionError(f"Scheduler.{answer['__type']}", answer["Message"])
        return answer

    engine._invoke_aws_sdk_integration = invoke
