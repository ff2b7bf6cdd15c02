"""The lines inside a state: the branches of a Parallel and the iterations of an inline Map, side by side."""

import contextvars
from concurrent.futures import ThreadPoolExecutor

from engine.walk.attempt import Superseded
from engine.walk.line import conclude, keep, present_mark, walk
from engine.walk.mark import Mark
from ministack.services import stepfunctions as engine


def run_branches(state, raw_input, execution, context):
    """What a Parallel state does."""
    branches = state.get("Branches", [])
    if engine._state_query_language(state, context) == "JSONata":
        effective = engine._apply_jsonata_arguments(state, raw_input, context)
    else:
        effective = engine._apply_parameters(state, engine._apply_input_path(state, raw_input, context), context)
    marks = _marks(
        execution, lambda: [Mark(branch.get("StartAt"), effective, context["variables"]) for branch in branches]
    )
    lines = [(branch.get("States", {}), mark) for branch, mark in zip(branches, marks)]
    return conclude(state, raw_input, _run(lines, execution, context), context)


def run_items(state, raw_input, execution, context):
    """What a Map state does."""
    processor = state.get("ItemProcessor") or state.get("Iterator", {})
    if (processor.get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED":
        effective = engine._apply_input_path(state, raw_input, context)
        return engine._run_distributed_map(state, raw_input, effective, processor, execution, context)
    marks = _marks(execution, lambda: _iterations(state, processor, raw_input, context))
    concurrency = state.get("MaxConcurrency", 0)
    if engine._state_query_language(state, context) == "JSONata" and "MaxConcurrency" in state:
        concurrency = engine._jsonata_state_field(state, "MaxConcurrency", "number", raw_input, context)
    lines = [(processor.get("States", {}), mark) for mark in marks]
    return conclude(state, raw_input, _run(lines, execution, context, concurrency), context)


def _iterations(state, processor, raw_input, context):
    is_jsonata = engine._state_query_language(state, context) == "JSONata"
    effective = engine._apply_input_path(state, raw_input, context)
    if is_jsonata and "Items" in state:
        items = engine._jsonata_state_field(state, "Items", "array", raw_input, context)
    else:
        items = engine._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective, context)
    selector = state.get("ItemSelector") or state.get("Parameters")
    marks = []
    for index, item in enumerate(items if isinstance(items, list) else [items]):
        map_item = {"Item": {"Index": index, "Value": item}}
        own = {**context, "Map": map_item}
        if selector and is_jsonata:
            item = engine._apply_jsonata_template(selector, raw_input, own)
        elif selector:
            item = engine._resolve_params_obj(selector, effective, own)
        marks.append(Mark(processor.get("StartAt"), item, context["variables"], map_item))
    return marks


def _marks(execution, make):
    """The marks of the lines: new ones, or after a redrive those that were kept."""
    mark, resumed = present_mark(execution)
    if resumed and mark.parts:
        return mark.parts
    parts = make()
    keep(execution, parts=parts)
    return parts


def _run(lines, execution, context, concurrency=0):
    """Walks along all lines to their end; a line that had ended before is not walked again."""

    def run(states, mark):
        own = {**context, **({"Map": mark.map_item} if mark.map_item else {})}
        return walk(states, mark, execution, own)

    with ThreadPoolExecutor(max_workers=int(concurrency) or len(lines) or 1) as pool:
        # A context can be entered by one thread only, so each line gets a copy.
        running = [pool.submit(contextvars.copy_context().run, run, *line) for line in lines]
    failures = [line.exception() for line in running if line.exception() is not None]
    # An execution that was ended from outside has no failure of its own any more.
    for failure in sorted(failures, key=lambda failure: not isinstance(failure, Superseded)):
        raise failure
    return [line.result() for line in running]
