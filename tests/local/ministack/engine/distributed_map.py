"""JSONata in the fields of a Distributed Map.

Rule (Step Functions Developer Guide, "Using Map state in Distributed mode" and "Transforming data with JSONata"): in
a JSONata state `ItemReader.Arguments`, `ItemReader.ReaderConfig`, `Items`, `ItemSelector`, `MaxConcurrency`,
`ToleratedFailurePercentage` and `ToleratedFailureCount` may hold expressions, `ItemSelector` sees the item as
`$states.context.Map.Item`, and `Output` and `Assign` see the children's outputs as `$states.result`.

Stock MiniStack reads all of them as JSONPath. The patch evaluates them and hands the stock engine what it knows: a
plain list of items and plain numbers.
"""

from ministack.services import stepfunctions as engine

NUMBERS = ("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount")


def apply():
    stock = engine._run_distributed_map

    def run_distributed_map(state, raw_input, effective, iterator, execution, context):
        if engine._state_query_language(state, context) != "JSONata":
            return stock(state, raw_input, effective, iterator, execution, context)
        plain = {field: state[field] for field in ("Label", "Next", "End") if field in state}
        plain.update({field: _evaluate(state[field], raw_input, context) for field in NUMBERS if field in state})
        items = _items(state, raw_input, context)
        outputs, following = stock(plain, items, items, iterator, execution, context)
        output = engine._apply_jsonata_output(state, raw_input, context, result=outputs, default=outputs)
        engine._apply_state_assign(state, raw_input, context, result=outputs)
        return output, following

    engine._run_distributed_map = run_distributed_map


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
