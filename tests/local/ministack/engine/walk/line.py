"""Walks along one line of states, and keeps its mark."""

import contextvars
import copy
import json

from engine.walk import attempt
from ministack.core.responses import now_iso
from ministack.services import stepfunctions as engine

_MARK = contextvars.ContextVar("mark")


def present_mark(execution):
    """The mark of the line whose state is being worked on, and whether a redrive has just taken it up again."""
    with attempt.LOCK:
        attempt.check(execution)
        return _MARK.get(), _MARK.get().was_resumed()


def keep(execution, **kept):
    """Notes on that mark what a redrive has to find."""
    with attempt.LOCK:
        attempt.check(execution)
        vars(_MARK.get()).update(kept)


def walk(states, mark, execution, context, logged=False):
    """Goes on from the mark to the end of the line and gives its output."""
    while mark.state is not None:
        attempt.check(execution)
        name, state = mark.state, states.get(mark.state)
        if state is None:
            raise engine._ExecutionError("States.Runtime", f"State '{name}' not found in definition")
        context["State"] = {"Name": name, "EnteredTime": now_iso(), "RetryCount": 0}
        context["variables"] = copy.deepcopy(mark.variables)
        # A redriven state was entered before; the history does not tell it twice.
        if logged and not mark.resumed:
            _log(execution, state, "StateEntered", name, "input", mark.input)
        _MARK.set(mark)
        output, following = _work(state, mark.input, execution, context)
        with attempt.LOCK:
            attempt.check(execution)
            if logged:
                _log(execution, state, "StateExited", name, "output", output)
            mark.enter(following, output, context["variables"])
    return mark.input


def _work(state, state_input, execution, context):
    kind = state.get("Type")
    if kind == "Fail":
        raise engine._ExecutionError(*engine._fail_state_error(state, state_input, context))
    if kind == "Succeed":
        result = engine._apply_input_path(state, state_input, context)
        return conclude({**state, "End": True}, state_input, result, context)
    within_execution = {"Task": engine._execute_task, "Parallel": engine._execute_parallel, "Map": engine._execute_map}
    if kind in within_execution:
        return within_execution[kind](state, state_input, execution, context)
    alone = {"Pass": engine._execute_pass, "Choice": engine._execute_choice, "Wait": engine._execute_wait}
    if kind in alone:
        return alone[kind](state, state_input, context)
    raise engine._ExecutionError("States.Runtime", f"Unknown state type: {kind}")


def conclude(state, raw_input, result, context):
    """Output, variables and the next state of a state that has its result."""
    if engine._state_query_language(state, context) == "JSONata":
        output = engine._apply_jsonata_output(state, raw_input, context, result=result, default=result)
        engine._apply_state_assign(state, raw_input, context, result=result)
    else:
        output = engine._apply_result_path(state, raw_input, engine._apply_result_selector(state, result))
        output = engine._apply_output_path(state, output, context)
    return output, engine._next_or_end(state)


def _log(execution, state, event, name, field, value):
    details = {"name": name, field: json.dumps(value)}
    key = event[0].lower() + event[1:] + "EventDetails"
    attempt.add_own_event(execution, state.get("Type", "") + event, {key: details})
