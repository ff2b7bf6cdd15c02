"""`TimeoutSeconds` of a state machine.

Rule (Amazon States Language, "TimeoutSeconds" at the top level; Step Functions Developer Guide, "Restarting state
machine executions with redrive"): an execution that runs longer ends as TIMED_OUT, with everything in it; a redrive
gives it the whole time again.

Stock MiniStack lets it run. The seconds are scaled as a Wait is, or a test would have to wait for them.
"""

import contextvars
import threading

from engine import walk
from engine.stop_execution import end_with_all_inside
from engine.walk import attempt
from ministack.services import stepfunctions as engine


def apply():
    stock = walk.run

    def run(execution):
        seconds = walk.definition_of(execution).get("TimeoutSeconds")
        if seconds is None:
            return stock(execution)
        timer = threading.Timer(seconds * engine._SFN_WAIT_SCALE, contextvars.copy_context().run, (_end, execution))
        timer.daemon = True
        timer.start()
        try:
            return stock(execution)
        finally:
            timer.cancel()

    walk.run = run


def _end(execution):
    # The timer carries the context of the attempt that it was set for.
    if attempt.is_mine(execution):
        end_with_all_inside(execution, "TIMED_OUT", "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
