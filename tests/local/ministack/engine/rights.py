"""What a session of a role may do: what the role's policies allow, and nothing else.

Rules (IAM User Guide, "Policy evaluation logic", "AWS global condition context keys", "IAM policy elements: variables"; Step
Functions Developer Guide, "Creating state machine versions", "authorization"): a session may do what a policy of its role
allows and none denies; `aws:PrincipalArn` is the ARN of its role; a variable in a condition is replaced by its value;
StartExecution by an alias or a version is authorized on the machine, with `states:StateMachineQualifier`.

Stock MiniStack asks all this with `AUTH=true`, but only of the keys that it gave out itself, fills in no variable, and knows
no qualifier. Ours also asks of the sessions that a token names in clear (`execution_role`, `assume_role`), and of the
services that act by a role without a request (`refusal`). The administrator, an account's own key, may do everything.

Each statement that was needed is noted in the file that `RECORD` names: so a test can tell what is granted and never used.
"""

import contextvars
import json
import os
import re
import threading

from ministack import app
from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_region, request_scope
from ministack.services import iam

# Names the file, if there is one: a line a statement, `[account, role, action, [sids]]`.
RECORD = "STEWARD_RIGHTS"

VARIABLE = re.compile(r"\$\{([^}]+)\}")

_CALLER = contextvars.ContextVar("caller", default="")
_POLICIES = contextvars.ContextVar("policies", default=None)
_NOTED = set()
_LOCK = threading.Lock()


def apply():
    _know_sessions()
    _know_keys()
    _note_what_was_needed()
    # The wire here is plain HTTP on loopback, and the services' own calls have none; on AWS all of it is TLS.
    evaluator._request_origin = contextvars.ContextVar("request_origin", default=("127.0.0.1", True))
    app.pin_request_origin = lambda *_: None


def refusal(caller, action, resource, **context):
    """Why a service that acts as this session is not let do something; `None` when it is."""
    account = caller.split(":")[4]
    asked_by = _CALLER.set(caller)
    try:
        with request_scope(account, get_region()):
            denied = evaluator.enforce(account, action, action.split(":")[0], get_region(), resource, context)
    finally:
        _CALLER.reset(asked_by)
    if denied is None:
        return None
    how = "with an explicit deny" if denied.decision == "Deny" else "because no identity-based policy allows it"
    return f"User: {caller} is not authorized to perform: {action} on resource: {resource} {how}"


def session(role_arn, name):
    """The ARN of a session of a role."""
    account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    return f"arn:aws:sts::{account}:assumed-role/{role}/{name[:64]}"


def _know_sessions():
    stock_pin, stock_resolve, stock_enforce = app.pin_signed_request, evaluator.resolve_principal, evaluator.enforce

    def pin_signed_request(method, raw_path, query_params, raw_headers, *more):
        stock_pin(method, raw_path, query_params, raw_headers, *more)
        tokens = [value.decode("latin-1") for name, value in raw_headers if name.lower() == b"x-amz-security-token"]
        _CALLER.set(next((token for token in tokens if token.startswith("arn:aws:sts::")), ""))

    def resolve_principal(access_key_id, account_id, credential=None):
        caller = _CALLER.get()
        if not caller:
            return stock_resolve(access_key_id, account_id, credential)
        account, role = caller.split(":")[4], caller.split("/")[1]
        policies = evaluator._gather_role_policies(role, account)
        limits = evaluator._permissions_boundary(iam._roles, role, account)
        _POLICIES.set(policies)
        return evaluator.PrincipalInfo(caller, "AssumedRole", account, policies, limits=limits)

    def enforce(access_key_id, action, service, region, resource_arn="*", service_context=None):
        if action == "states:StartExecution" and resource_arn.count(":") == 7:
            resource_arn, qualifier = resource_arn.rsplit(":", 1)
            service_context = {**(service_context or {}), "states:StateMachineQualifier": [qualifier]}
        return stock_enforce(access_key_id, action, service, region, resource_arn, service_context)

    app.pin_signed_request = pin_signed_request
    evaluator.resolve_principal = resolve_principal
    evaluator.enforce = enforce


def _know_keys():
    stock_resolve, stock_met = evaluator._resolve_condition_key, evaluator._conditions_met

    def resolve_condition_key(key, context):
        if key.lower() == "aws:principalarn" and ":assumed-role/" in context.principal_arn:
            account, name = context.principal_arn.split(":")[4], context.principal_arn.split("/")[1]
            role = iam._roles.get_scoped(account, None, name)
            return role["Arn"] if role else context.principal_arn
        return stock_resolve(key, context)

    def conditions_met(conditions, context):
        def fill_in(value):
            return VARIABLE.sub(lambda found: str(evaluator._resolve_condition_key(found[1], context) or ""), value)

        filled = {
            operator: {key: _each(values, fill_in) for key, values in keys.items()}
            for operator, keys in (conditions or {}).items()
        }
        return stock_met(filled, context)

    evaluator._resolve_condition_key = resolve_condition_key
    evaluator._conditions_met = conditions_met


def _each(values, work):
    return [work(str(value)) for value in (values if isinstance(values, list) else [values])]


def _note_what_was_needed():
    stock = evaluator.evaluate

    def evaluate(context, policies, *limits):
        result = stock(context, policies, *limits)
        if result.decision == "Allow" and policies is _POLICIES.get() and os.environ.get(RECORD):
            _note(context, policies)
        return result

    evaluator.evaluate = evaluate


def _note(context, policies):
    statements = [statement for policy in policies for statement in policy]
    matching = {one.sid for one in statements if evaluator._first_match(context, [one], "Allow")}
    role = context.principal_arn.split("/")[1]
    line = json.dumps([context.principal_account, role, context.action, sorted(matching)])
    with _LOCK:
        if line not in _NOTED:
            _NOTED.add(line)
            with open(os.environ[RECORD], "a", encoding="utf-8") as file:
                file.write(line + "\n")
