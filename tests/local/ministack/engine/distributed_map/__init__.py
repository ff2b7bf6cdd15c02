"""The Distributed Map: JSONata in its fields, children that are executions of their own, a Map Run with its result.

Rules (Step Functions Developer Guide):

- "Using Map state in Distributed mode", "Transforming data with JSONata": in a JSONata state `ItemReader.Arguments`,
  `ItemReader.ReaderConfig`, `Items`, `ItemSelector`, `ResultWriter.Arguments`, `MaxConcurrency` and the tolerated
  failures may hold expressions; `ItemSelector` sees the item as `$states.context.Map.Item`.
- "Distributed mode": a child is an execution of its own. Its context object names that execution and its input, and
  the parent's variables do not reach it.
- "ResultWriter": with one, `$states.result` is `MapRunArn` and `ResultWriterDetails`; otherwise the children's outputs.
- "Redriving Map Runs": a redriven Map state that did not end well takes its Map Run up again: children that failed,
  were aborted or never started; the others keep their results.

Stock MiniStack reads the fields as JSONPath, gives children the parent's context, ignores the writer and cannot take
a Map Run up again. The items are what it reads well. Only JSONata is supported here; nothing of ours needs the other.
"""

from engine.distributed_map import result_writer
from engine.distributed_map.map_run import MapRun, view
from engine.walk.line import conclude, keep, present_mark
from ministack.services import stepfunctions as engine


def apply():
    engine._run_distributed_map = run_distributed_map
    engine._map_run_view = view


def run_distributed_map(state, raw_input, _effective, processor, execution, context):
    if engine._state_query_language(state, context) != "JSONata":
        raise engine._ExecutionError("States.Runtime", "The local engine runs a Distributed Map in JSONata only")
    mark, resumed = present_mark(execution)
    map_run = mark.map_run
    if resumed and map_run:
        map_run.redrive(execution)
    else:
        fields = _evaluate({key: state[key] for key in MapRun.SETTINGS if key in state}, raw_input, context)
        map_run = MapRun(execution, state.get("Label"), _items(state, raw_input, context), fields)
        keep(execution, map_run=map_run)
    result = map_run.run(execution, processor, context)
    if "ResultWriter" in state:
        to = _evaluate(state["ResultWriter"].get("Arguments", {}), raw_input, context)
        result = result_writer.write(map_run, to)
    map_run.conclude(execution)
    return conclude(state, raw_input, result, context)


def _items(state, raw_input, context):
    if "ItemReader" in state:
        reader = dict(state["ItemReader"])
        for field in ("Arguments", "ReaderConfig"):
            reader[field] = _evaluate(reader.get(field, {}), raw_input, context)
        items = engine._read_map_items(reader, raw_input, context)
    else:
        items = _evaluate(state["Items"], raw_input, context) if "Items" in state else raw_input
    if not isinstance(items, list):
        raise engine._ExecutionError("States.Runtime", "The items of the Map state are not a JSON array")
    if "ItemSelector" not in state:
        return items
    return [
        _evaluate(state["ItemSelector"], raw_input, {**context, "Map": {"Item": {"Index": index, "Value": item}}})
        for index, item in enumerate(items)
    ]


def _evaluate(template, raw_input, context):
    return engine._apply_jsonata_template(template, raw_input, context)
