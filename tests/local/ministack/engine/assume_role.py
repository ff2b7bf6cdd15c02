"""Who may assume a role, and what the session is known by.

Rule (IAM User Guide, "Create a role to delegate permissions to an IAM user", "How to use an external ID", "Policy evaluation
logic"): a role lets in whom its trust policy names, under its conditions; the policies of who asks have to allow it as well,
where it is itself a session of a role. A role that is not there lets nobody in.

Stock MiniStack asks this only with `AUTH=true`, of the callers that it knows, and gives out keys that only itself can tell.
Ours gives the key of the role's account and a token that says in clear whose session it is, as `execution_role` does; and it
tells `rights`, which judges who asks, what the request says.
"""

from urllib.parse import parse_qs

from ministack.core import iam_actions
from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam, sts

SECONDS = 3_600


def apply():
    stock, stock_context = sts.handle_request, iam_actions.request_tag_context

    async def handle_request(method, path, headers, body, query_params):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if form.get("Action") != "AssumeRole":
            return await stock(method, path, headers, body, query_params)
        caller, role = _caller(headers), form.get("RoleArn", "")
        session, problem = sts._assumed_role_arn(role, form.get("RoleSessionName", ""))
        if problem:
            return problem
        if not _lets_in(form, caller):
            message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
            return sts._error(403, "AccessDenied", message, ns="sts")
        return sts._xml(200, "AssumeRoleResponse", _issued(session, role), ns="sts")

    def request_context(service, action, body, parameters):
        told = stock_context(service, action, body, parameters)
        return {**told, **_keys({name: _first(value) for name, value in parameters.items()})} if service == "sts" else told

    sts.handle_request = handle_request
    iam_actions.request_tag_context = request_context


def _caller(headers):
    """The ARN of who calls: the session that the token names in clear, or the account."""
    named = headers.get("x-amz-security-token", "")
    return named if named.startswith("arn:aws:sts::") else f"arn:aws:iam::{get_account_id()}:root"


def _lets_in(form, caller):
    account, name = form["RoleArn"].split(":")[4], form["RoleArn"].rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name)
    if role is None:
        return False
    principal = _principal(caller)
    asked = EvalContext(
        principal_arn=principal,
        principal_type="Root" if principal == caller else "AssumedRole",
        principal_account=caller.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region=get_region(),
        service_context=_keys(form),
    )
    return evaluate_trust_policy(role["AssumeRolePolicyDocument"], principal, asked)


def _principal(caller):
    """Whom a trust policy names: of a session, its role."""
    if ":assumed-role/" not in caller:
        return caller
    role = iam._roles.get_scoped(caller.split(":")[4], None, caller.split("/")[1])
    return role["Arn"] if role else caller


def _keys(form):
    keys = {"sts:externalid": form.get("ExternalId"), "sts:rolesessionname": form.get("RoleSessionName")}
    return {key: value for key, value in keys.items() if value is not None}


def _first(value):
    return value[0] if isinstance(value, list) else value


def _issued(session, role):
    fields = {
        "AccessKeyId": session.split(":")[4],
        "SecretAccessKey": "local",
        "SessionToken": session,
        "Expiration": sts._future(SECONDS),
    }
    credentials = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    user = f"<AssumedRoleId>{sts._role_id(role)}:{session.rsplit('/', 1)[-1]}</AssumedRoleId><Arn>{session}</Arn>"
    return (
        f"<AssumeRoleResult><Credentials>{credentials}</Credentials><AssumedRoleUser>{user}</AssumedRoleUser>"
        "<PackedPolicySize>0</PackedPolicySize></AssumeRoleResult>"
    )
