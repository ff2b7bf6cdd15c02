"""Stopping an execution with everything that runs in it.

Rule (Step Functions Developer Guide, "Distributed mode"; API Reference, "StopExecution", "DescribeMapRun"): when a
parent is stopped its Map Run is aborted, and with it the children that run. A child that did not start never does.

Stock MiniStack ends the parent alone; its children go on and new ones are started.
"""

from engine.record import does_not_exist
from engine.walk import attempt
from ministack.core.responses import json_response
from ministack.services import stepfunctions as engine


def apply():
    engine._stop_execution = stop_execution


def stop_execution(data):
    execution = engine._executions.get(data.get("executionArn"))
    if execution is None:
        return does_not_exist(data.get("executionArn"))
    said = {key: data[key] for key in ("error", "cause") if data.get(key)}
    end_with_all_inside(execution, "ABORTED", "ExecutionAborted", {"executionAbortedEventDetails": said}, **said)
    # Stopping what has ended changes nothing.
    return json_response({"stopDate": execution["stopDate"]})


def end_with_all_inside(execution, status, event, details=None, **fields):
    """Ends a running execution and the Map Runs and children in it."""
    if not attempt.end(execution, status, event, details, **fields):
        return
    # From here on the execution starts no child any more.
    for record in [run for run in engine._map_runs.values() if run["executionArn"] == execution["executionArn"]]:
        for child in record["_map_run"].abort():
            end_with_all_inside(child, "ABORTED", "ExecutionAborted", {"executionAbortedEventDetails": {}})
