"""What a session of a role may do with a table.

Rule (IAM User Guide, "Policy evaluation logic"; DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained
access control"): a session may do what the policies of its role allow, no more; `dynamodb:LeadingKeys` are the
partition keys that a request names. For a session in another account this is all that stands between the two.

Stock MiniStack asks no policy without `AUTH=true`, and with it knows no leading keys. Ours asks for sessions that STS
gave out: those with which one account reaches into another. Its own workers it leaves alone, `cdk/test` reads those.
"""

import json
import re

from engine import assume_role
from ministack.core.iam_actions import access_denied_response, dynamodb_resource_arns
from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.core.router import extract_access_key_id
from ministack.services import dynamodb, sts

EQUALITY = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


def apply():
    stock = dynamodb.handle_request

    async def handle_request(method, path, headers, body, query_params):
        session = sts._sessions.get(extract_access_key_id(headers, query_params))
        if session:
            action = "dynamodb:" + headers.get("x-amz-target", "").rsplit(".", 1)[-1]
            if not _may(session["Arn"], action, body):
                return access_denied_response("dynamodb", action, session["Arn"], new_uuid(), headers=headers)
        return await stock(method, path, headers, body, query_params)

    dynamodb.handle_request = handle_request


def _may(caller, action, body):
    account, name, _ = assume_role.role_of(caller)
    request = json.loads(body or b"{}")
    keys = _leading_keys(request)
    for table in dynamodb_resource_arns(body, get_region(), get_account_id()) or ["*"]:
        asked = EvalContext(
            principal_arn=caller,
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=table,
            region=get_region(),
            service_context={"dynamodb:leadingkeys": keys},
        )
        if evaluate(asked, _gather_role_policies(name, account)).decision != "Allow":
            return False
    return True


def _leading_keys(request):
    """The partition keys that a request names; `None` where it names none."""
    table = dynamodb._tables.get(request.get("TableName"))
    if not table:
        return None
    name = table["pk_name"]
    item = request.get("Key") or request.get("Item") or {}
    if name in item:
        return list(item[name].values())
    for attribute, value in EQUALITY.findall(request.get("KeyConditionExpression", "")):
        if request.get("ExpressionAttributeNames", {}).get(attribute, attribute) == name:
            return list(request["ExpressionAttributeValues"][value].values())
    return None
