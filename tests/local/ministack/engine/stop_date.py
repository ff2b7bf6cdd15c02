"""How long ago an execution ended, as DescribeExecution tells it.

No rule of AWS: a worker reckons with the time since the end of an execution beside the Waits of its machine, and only the
Waits are scaled. Two minutes after an end would be two minutes of a story. So the time since the end passes as fast as
they do, by whoever asks; lists and status events keep the moment as it was.
"""

import json
from datetime import datetime, timezone

from ministack.core.responses import json_response
from ministack.services import stepfunctions as engine


def apply():
    describe_before = engine._describe_execution

    def describe_execution(data):
        status, headers, body = describe_before(data)
        told = json.loads(body)
        if not told.get("stopDate"):
            return status, headers, body
        now = datetime.now(timezone.utc)
        since = now - datetime.fromisoformat(told["stopDate"].replace("Z", "+00:00"))
        told["stopDate"] = (now - since / engine._SFN_WAIT_SCALE).isoformat()
        return json_response(told)

    engine._describe_execution = describe_execution
