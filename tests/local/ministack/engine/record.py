"""What the engine keeps of an execution, and what it answers of one that it does not have."""

from ministack.core.responses import error_response_json, now_iso


def running(arn, machine_arn, text):
    """The record of an execution that starts now with this input."""
    return {
        "executionArn": arn,
        "stateMachineArn": machine_arn,
        "name": arn.rsplit(":", 1)[1],
        "status": "RUNNING",
        "startDate": now_iso(),
        "stopDate": None,
        "input": text,
        "inputDetails": {"included": True},
        "output": None,
        "outputDetails": {"included": True},
        "testCase": "",
        "mockAttempts": {},
        "events": [],
    }


def does_not_exist(arn):
    return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'", 400)
