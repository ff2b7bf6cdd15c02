"""A context of its own for each child of a Distributed Map.

Rule (Step Functions Developer Guide, "Distributed mode" and "Passing data between states with variables"): a child
is an execution of its own. Its context object names that execution and carries its own input, and the parent's
variables do not reach it.

Stock MiniStack runs a child with a copy of the parent's context, variables included, so that a definition can come
to lean on what AWS does not give it.
"""

from ministack.services import stepfunctions as engine


def apply():
    stock = engine._run_sub_machine

    def run_sub_machine(states, start_at, input_data, execution, context):
        starts_child = "mapRunArn" in execution and context["Execution"]["Id"] != execution["executionArn"]
        own = _own_context(execution, input_data, context) if starts_child else context
        return stock(states, start_at, input_data, execution, own)

    engine._run_sub_machine = run_sub_machine


def _own_context(child, child_input, parent_context):
    return {
        "QueryLanguage": parent_context["QueryLanguage"],
        "Execution": {
            "Id": child["executionArn"],
            "Input": child_input,
            "Name": child["name"],
            "StartTime": child["startDate"],
        },
        "StateMachine": {"Id": child["stateMachineArn"], "Name": parent_context["StateMachine"]["Name"]},
        "variables": {},
    }
