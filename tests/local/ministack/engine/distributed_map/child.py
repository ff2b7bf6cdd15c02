"""A child of a Map Run: an execution of its own, with its own input, context object and history."""

import copy
import json

from engine import walk
from engine.record import running
from engine.walk import attempt
from engine.walk.mark import Mark
from ministack.core.responses import new_uuid
from ministack.services import stepfunctions as engine

STATUS = {
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "TIMED_OUT": "timedOut",
    "ABORTED": "aborted",
}


class Child:
    def __init__(self, parent, machine_arn, item):
        self.parent = parent
        self.machine_arn = machine_arn
        self.input = item
        self.execution = None
        self.is_due_again = False

    def status(self):
        return "pending" if self.execution is None or self.is_due_again else STATUS[self.execution["status"]]

    def output(self):
        """What it gave; nothing when it failed, since Step Functions does not say what a tolerated failure leaves."""
        return json.loads(self.execution["output"]) if self.status() == "succeeded" else None

    def start(self, map_run_arn):
        """Starts it, or takes it up again if it had started."""
        if self.execution:
            self.is_due_again = False
            attempt.restart(self.execution)
            return
        text = json.dumps(self.input)
        arn = f"{self.machine_arn.replace(':stateMachine:', ':execution:')}:{new_uuid()}"
        own = {"mapRunArn": map_run_arn, "_role_arn": self.parent.get("_role_arn")}
        self.execution = {**running(arn, self.machine_arn, text), **own}
        attempt.begin(self.execution)
        details = {"input": text, "roleArn": self.execution["_role_arn"]}
        attempt.add_own_event(self.execution, "ExecutionStarted", {"executionStartedEventDetails": details})
        engine._executions[self.execution["executionArn"]] = self.execution

    def work(self, processor, query_language):
        """Walks to its end, with a context object that knows nothing of the parent."""
        mark = self.execution.setdefault("_mark", Mark(processor.get("StartAt"), copy.deepcopy(self.input), {}))
        context = {
            "QueryLanguage": processor.get("QueryLanguage", query_language),
            **walk.execution_context(self.execution, self.input),
        }
        walk.walk_to_the_end(processor.get("States", {}), mark, self.execution, context)
