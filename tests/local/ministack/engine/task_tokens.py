"""Waiting for an answer to a task token.

Rules (Step Functions Developer Guide, "Wait for a Callback with Task Token" and "Error handling in Step Functions";
API Reference, "SendTaskSuccess"): the call that hands the token over is part of the Task, and its error is the Task's.
Then the Task ends with the first answer to its token, or as `States.Timeout` after its `TimeoutSeconds`. From there on,
and when its execution has ended, nobody waits with the token any more. Each attempt has a token of its own.

Stock MiniStack ignores the error of a function that it hands the token to, and waits; it takes answers for an execution
that has ended, and of several the last one; a Retry has the same token; the seconds are real. Here they are scaled as a
Wait is: a person has a day.
"""

import json
import threading
import time

from engine.walk import attempt
from ministack.core.responses import error_response_json, new_uuid
from ministack.services import stepfunctions as engine

CALLBACK = ".waitForTaskToken"
# How often one who waits looks whether its execution still is its own.
LOOK_SECONDS = 0.05


def apply():
    stock = engine._apply_jsonata_arguments

    def apply_jsonata_arguments(state, raw_input, context=None):
        if CALLBACK in state.get("Resource", ""):
            context["Task"] = {"Token": new_uuid()}
        return stock(state, raw_input, context)

    engine._apply_jsonata_arguments = apply_jsonata_arguments
    engine._invoke_with_callback = invoke_with_callback
    engine._send_task_success = _only_once(engine._send_task_success)
    engine._send_task_failure = _only_once(engine._send_task_failure)


def invoke_with_callback(resource, arguments, token, state):
    waiting = {"event": threading.Event(), "result": None, "error": None, "heartbeat": None, "who": attempt.mine()}
    engine._task_tokens[token] = waiting
    try:
        engine._invoke_resource(resource.replace(CALLBACK, ""), arguments)
        _wait(waiting, state.get("TimeoutSeconds"))
    finally:
        engine._task_tokens.pop(token, None)
    if waiting["error"]:
        raise engine._ExecutionError(waiting["error"]["Error"], waiting["error"]["Cause"])
    return json.loads(waiting["result"])


def _wait(waiting, seconds_max):
    until = time.monotonic() + seconds_max * engine._SFN_WAIT_SCALE if seconds_max else float("inf")
    while not waiting["event"].wait(min(LOOK_SECONDS, max(until - time.monotonic(), 0))):
        if not attempt.is_present(waiting["who"]):
            raise attempt.Superseded(waiting["who"])
        if time.monotonic() >= until:
            raise engine._ExecutionError("States.Timeout", f"Nobody answered within {seconds_max} seconds")


def _only_once(stock):
    def send(data):
        with attempt.LOCK:
            waiting = engine._task_tokens.get(data.get("taskToken"))
            if waiting is None or waiting["event"].is_set() or not attempt.is_present(waiting["who"]):
                return error_response_json("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'", 400)
            return stock(data)

    return send
