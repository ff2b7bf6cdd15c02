"""RedriveExecution.

Rule (Step Functions Developer Guide, "Restarting state machine executions with redrive"; API Reference,
"RedriveExecution"): an execution that FAILED, was ABORTED or TIMED_OUT within the last 14 days goes on at the states
that did not end well, with their input, the variables and the definition as they were, and with its retries counted
anew. States, branches and iterations that ended well are not run again. The number is `redriveCount`, the history says
ExecutionRedriven. A child of a Map Run is redriven with its parent only.

Stock MiniStack does not know the call.
"""

import json
from datetime import datetime, timedelta, timezone

from engine import walk
from engine.record import does_not_exist
from engine.walk import attempt
from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as engine

REDRIVABLE_TIME_MAX = timedelta(days=14)
HISTORY_EVENTS_MAX = 24_999


def apply():
    handle_stock, describe_stock = engine.handle_request, engine._describe_execution

    async def handle_request(method, path, headers, body, query):
        if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
            return engine._finalize_response(redrive(json.loads(body)))
        return await handle_stock(method, path, headers, body, query)

    def describe_execution(data):
        status, headers, body = describe_stock(data)
        execution = engine._executions.get(data.get("executionArn"))
        if execution is None:
            return status, headers, body
        told = {key: execution[key] for key in ("stateMachineVersionArn", "stateMachineAliasArn") if key in execution}
        return json_response({**json.loads(body), **told, **described(execution)})

    engine.handle_request = handle_request
    engine._describe_execution = describe_execution


def redrive(data):
    execution = engine._executions.get(data.get("executionArn"))
    if execution is None:
        return does_not_exist(data.get("executionArn"))
    token = data.get("clientToken")
    with attempt.LOCK:
        repeated = token is not None and execution.get("_redrive_token") == token
        problem = _problem(execution) or ("mapRunArn" in execution and "Its Map Run is redriven with its parent only")
        if not repeated:
            if problem:
                return error_response_json("ExecutionNotRedrivable", problem, 400)
            execution["_redrive_token"] = token
            attempt.restart(execution)
    if not repeated:
        engine._emit_execution_status_event(execution)
        attempt.in_background(walk.run, execution)
    return json_response({"redriveDate": execution["redriveDate"]})


def described(execution):
    """What DescribeExecution says about redrives."""
    problem = _problem(execution)
    told = {"redriveCount": execution.get("redriveCount", 0)}
    told["redriveStatus"] = "NOT_REDRIVABLE" if problem else "REDRIVABLE"
    if problem:
        told["redriveStatusReason"] = problem
    if "redriveDate" in execution:
        told["redriveDate"] = execution["redriveDate"]
    return told


def _problem(execution):
    if execution["status"] not in ("FAILED", "ABORTED", "TIMED_OUT"):
        return f"Execution is {execution['status']} and cannot be redriven"
    if len(execution["events"]) >= HISTORY_EVENTS_MAX:
        return "Execution history event limit exceeded"
    ended = datetime.fromisoformat(execution["stopDate"].replace("Z", "+00:00"))
    # The clock of the local AWS is as fast as its waits.
    if datetime.now(timezone.utc) - ended > REDRIVABLE_TIME_MAX * engine._SFN_WAIT_SCALE:
        return "Execution redrivable period exceeded"
    return None
