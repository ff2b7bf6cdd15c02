"""Evaluates an expression that is kept from the processor for longer than its time limit, and prints what it gave.

With `--stock`, as stock MiniStack does.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "ministack"))

from engine import evaluation_time  # noqa: E402
from ministack.services import stepfunctions  # noqa: E402

if "--stock" not in sys.argv:
    evaluation_time.apply()

register = stepfunctions._register_sfn_jsonata_functions


def register_with_rest(expression):
    register(expression)
    expression.register_lambda("rest", lambda: time.sleep(1.1))


stepfunctions._register_sfn_jsonata_functions = register_with_rest
try:
    print(stepfunctions._evaluate_jsonata("($rest(); 'evaluated')", None))
except stepfunctions._ExecutionError as error:
    print(error.error)
