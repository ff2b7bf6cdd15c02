"""Starting an execution: the version that was asked for, and a name that was used before.

Rules (Step Functions API Reference, "StartExecution", "DescribeExecution"; Developer Guide, "Versions", "Aliases"): an
execution that is started by a version or by an alias runs that version's definition to its end, whatever is published
meanwhile, and DescribeExecution names both. For a Standard machine the call is idempotent: the same name and input
give the running execution; a name with another input, or of one that has ended, is refused. So is a name with a
character that Step Functions does not allow, or with more than 80. A Task that starts an execution sees these errors with
the service before the name and `Exception` behind it.

Stock MiniStack always runs the newest definition, names neither, refuses every name that was used before, takes every name
that was not, and gives a Task the bare names.
"""

import re

from engine.record import running
from engine.walk import attempt
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, new_uuid
from ministack.services import stepfunctions as engine

NAME = re.compile(r"""[^\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}""")


def apply():
    stock = engine._invoke_nested_start_execution

    def start_nested(resource, arguments):
        try:
            return stock(resource, arguments)
        except engine._ExecutionError as error:
            name = error.error.removesuffix("Exception")
            raise engine._ExecutionError(f"StepFunctions.{name}Exception", error.cause) from error

    engine._start_execution = start_execution
    engine._invoke_nested_start_execution = start_nested


def start_execution(data):
    asked = data.get("stateMachineArn", "")
    machine_arn = engine._resolve_state_machine_arn(asked)
    if machine_arn is None:
        return error_response_json("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{asked}'", 400)
    version_arn = engine._execution_version_arn(asked)
    snapshot = engine._state_machine_versions[version_arn] if version_arn else engine._state_machines[machine_arn]
    name, text = data.get("name") or new_uuid(), data.get("input", "{}")
    if not NAME.fullmatch(name):
        return error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
    arn = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine_arn.rsplit(':', 1)[1]}:{name}"
    with attempt.LOCK:
        known = engine._executions.get(arn)
        if known is None:
            execution = _record(arn, machine_arn, text, snapshot, _asked_for(asked, version_arn))
            engine._executions[arn] = execution
    if known is not None:
        return _answer_to_known(known, text)
    engine._emit_execution_status_event(execution)
    attempt.in_background(engine._run_execution, arn)
    return json_response({"executionArn": arn, "startDate": execution["startDate"]})


def _answer_to_known(known, text):
    if known["status"] == "RUNNING" and known["input"] == text:
        return json_response({"executionArn": known["executionArn"], "startDate": known["startDate"]})
    message = f"Execution Already Exists: '{known['executionArn']}'"
    return error_response_json("ExecutionAlreadyExists", message, 400)


def _asked_for(asked, version_arn):
    if version_arn is None:
        return {}
    alias = {} if asked == version_arn else {"stateMachineAliasArn": asked}
    return {"stateMachineVersionArn": version_arn, **alias}


def _record(arn, machine_arn, text, snapshot, asked_for):
    record = running(arn, machine_arn, text)
    details = {"input": text, "roleArn": snapshot["roleArn"], **asked_for}
    event = {"id": 1, "type": "ExecutionStarted", "timestamp": record["startDate"], "executionStartedEventDetails": details}
    own = {"events": [event], "_definition": snapshot["definition"], "_role_arn": snapshot["roleArn"]}
    return {**record, **own, **asked_for}
