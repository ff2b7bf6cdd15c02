"""Who works on an execution: one attempt after the other, the first one and one for each redrive.

What a stopped, timed out or redriven execution had in flight goes on by itself, as a Lambda function on AWS does, but
it is not heard any more: it changes neither the execution nor its history, and it enters no further state.
"""

import contextvars
import threading

from ministack.core.responses import now_iso
from ministack.services import stepfunctions as engine

# An execution changes hands, and its progress is written down, under this lock only.
LOCK = threading.RLock()

_MINE = contextvars.ContextVar("attempt", default=(None, 0))


class Superseded(Exception):
    """The execution is no longer this attempt's to work on."""


def begin(execution):
    """Makes the caller, and every thread with a copy of its context, the one who works on the execution."""
    with LOCK:
        execution["_attempt"] = execution.get("_attempt", 0) + 1
        _MINE.set((execution["executionArn"], execution["_attempt"]))


def mine():
    """The execution and the attempt at it that the caller works on."""
    return _MINE.get()


def is_present(who):
    """Whether the execution of this attempt runs and is still its own to work on."""
    execution = engine._executions.get(who[0])
    return execution is not None and who[1] == execution.get("_attempt") and execution["status"] == "RUNNING"


def is_mine(execution):
    """Whether the execution runs and is the caller's to work on."""
    mine = _MINE.get() == (execution["executionArn"], execution.get("_attempt"))
    return mine and execution["status"] == "RUNNING"


def check(execution):
    """Raises `Superseded` unless the execution runs and is the caller's to work on."""
    if not is_mine(execution):
        raise Superseded(execution["executionArn"])


def in_background(work, *arguments):
    threading.Thread(target=contextvars.copy_context().run, args=(work, *arguments), daemon=True).start()


def end(execution, status, event, details=None, own=False, **fields):
    """Ends a running execution, from outside or as one's own; whether it did: of two who end it only one does."""
    with LOCK:
        if not (is_mine(execution) if own else execution["status"] == "RUNNING"):
            return False
        execution.update(status=status, stopDate=now_iso(), **fields)
        _add_event(execution, event, details)
    # Not under the lock: whoever gets the event may ask about the execution.
    engine._emit_execution_status_event(execution)
    return True


def restart(execution):
    """Takes an ended execution up again, and notes it in the history."""
    with LOCK:
        for ended in ("error", "cause"):
            execution.pop(ended, None)
        count = execution.get("redriveCount", 0) + 1
        execution.update(status="RUNNING", stopDate=None, output=None, redriveCount=count, redriveDate=now_iso())
        _add_event(execution, "ExecutionRedriven", {"executionRedrivenEventDetails": {"redriveCount": count}})
        if "_mark" in execution:
            execution["_mark"].resume()
        begin(execution)


def add_own_event(execution, event_type, details=None):
    """Adds an event that the caller's work caused, if it is still the one who works on the execution."""
    with LOCK:
        check(execution)
        return _add_event(execution, event_type, details)


_add_event = engine._add_event
