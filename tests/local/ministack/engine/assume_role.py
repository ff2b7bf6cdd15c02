"""Who may assume a role.

Rule (IAM User Guide, "Create a role to delegate permissions to an IAM user", "How to use an external ID", "AWS global
condition context keys"): a role lets in whom its trust policy names, under its conditions; of a session that assumes
the next role, `aws:PrincipalArn` is the ARN of the role that it is a session of. A role that is not there lets nobody in.

Stock MiniStack asks this only with `AUTH=true`, with the session's own ARN in that key, and otherwise gives out sessions
even of roles that are not there.
"""

from urllib.parse import parse_qs

from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services import iam, sts


def apply():
    stock = sts.handle_request

    async def handle_request(method, path, headers, body, query_params):
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if form.get("Action") == "AssumeRole":
            caller = caller_of(headers, query_params)
            if not _lets_in(form, caller):
                role = form.get("RoleArn")
                message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
                return sts._error(403, "AccessDenied", message, ns="sts")
        return await stock(method, path, headers, body, query_params)

    sts.handle_request = handle_request


def caller_of(headers, query_params):
    """The ARN of who calls: the session that the token names in clear, or that STS gave out; else the account."""
    named = headers.get("x-amz-security-token", "")
    if named.startswith("arn:aws:sts::"):
        return named
    session = sts._sessions.get(extract_access_key_id(headers, query_params))
    return session["Arn"] if session else f"arn:aws:iam::{get_account_id()}:root"


def role_of(caller):
    """Account, name and record of the role that a session's ARN names; `None` for who is no session."""
    if ":assumed-role/" not in caller:
        return None
    account, name = caller.split(":")[4], caller.split("/")[1]
    return account, name, iam._roles.get_scoped(account, None, name)


def _lets_in(form, caller):
    account, name = form.get("RoleArn", ":::::").split(":")[4], form.get("RoleArn", "").rsplit("/", 1)[-1]
    role = iam._roles.get_scoped(account, None, name)
    if role is None:
        return False
    of = role_of(caller)
    principal = of[2]["Arn"] if of and of[2] else caller
    asked = EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole" if of else "Root",
        principal_account=caller.split(":")[4],
        action="sts:AssumeRole",
        resource_arn=role["Arn"],
        region=get_region(),
        service_context={
            "sts:externalid": form.get("ExternalId"),
            "sts:rolesessionname": form.get("RoleSessionName"),
        },
    )
    return evaluate_trust_policy(role["AssumeRolePolicyDocument"], principal, asked)
