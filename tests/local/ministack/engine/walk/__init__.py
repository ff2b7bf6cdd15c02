"""A walk through the states that can be ended from outside, and taken up again where it was.

Rules (Step Functions Developer Guide): an execution that has ended makes no further transition, wherever in it the
work was ("StopExecution"). A branch of a Parallel and an iteration of a Map have variables of their own ("Passing data
between states with variables"). The context object tells how often the execution was redriven: `RedriveCount` is 0
until then, and `RedriveTime` is only there afterwards ("Accessing execution data from the Context object").

Stock MiniStack looks at the status between the outermost states only, lets branches share variables, and keeps
nothing from which a redrive could go on.
"""

import json

from engine.walk import attempt, parts
from engine.walk.line import walk
from engine.walk.mark import Mark
from ministack.services import stepfunctions as engine


def apply():
    engine._add_event = attempt.add_own_event
    engine._run_parallel_branches = parts.run_branches
    engine._run_map_items = parts.run_items
    engine._run_execution = run_new


def run_new(execution_arn):
    """The work on an execution that was just started."""
    execution = engine._executions[execution_arn]
    attempt.begin(execution)
    run(execution)


def run(execution):
    """Works on the execution, from its start or from where it was, until it ends."""
    definition = definition_of(execution)
    start_input = json.loads(execution["input"] or "{}")
    mark = execution.setdefault("_mark", Mark(definition.get("StartAt"), start_input, {}))
    context = {
        "QueryLanguage": definition.get("QueryLanguage", "JSONPath"),
        **execution_context(execution, start_input),
    }
    walk_to_the_end(definition.get("States", {}), mark, execution, context)


def walk_to_the_end(states, mark, execution, context):
    """Walks, and ends the execution as the walk ended."""
    try:
        output = json.dumps(walk(states, mark, execution, context, logged=True))
    except attempt.Superseded:
        return
    except engine._ExecutionError as error:
        _fail(execution, error.error, error.cause)
    except Exception as error:  # A defect of the engine ends the run, as AWS's own ones do.
        engine.logger.exception("Unexpected error in execution %s", execution["executionArn"])
        _fail(execution, "States.Runtime", f"{type(error).__name__}: {error}")
    else:
        details = {"executionSucceededEventDetails": {"output": output}}
        attempt.end(execution, "SUCCEEDED", "ExecutionSucceeded", details, own=True, output=output)


def _fail(execution, error, cause):
    details = {"executionFailedEventDetails": {"error": error, "cause": cause}}
    attempt.end(execution, "FAILED", "ExecutionFailed", details, own=True, error=error, cause=cause)


def execution_context(execution, start_input):
    """What the context object says about an execution and its state machine."""
    about = {
        "Id": execution["executionArn"],
        "Input": start_input,
        "Name": execution["name"],
        "RoleArn": execution.get("_role_arn"),
        "StartTime": execution["startDate"],
        "RedriveCount": execution.get("redriveCount", 0),
    }
    if "redriveDate" in execution:
        about["RedriveTime"] = execution["redriveDate"]
    machine = execution["stateMachineArn"]
    return {
        "Execution": about,
        "StateMachine": {"Id": machine, "Name": machine.split(":")[6].split("/")[0]},
        "variables": {},
    }


def definition_of(execution):
    """The definition of the time of the start: a redrive uses the same one."""
    if "_definition" not in execution:
        execution["_definition"] = engine._state_machines[execution["stateMachineArn"]]["definition"]
    return json.loads(execution["_definition"])
