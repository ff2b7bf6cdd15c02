"""Which rows of a table a request is about, as IAM's conditions ask for it.

Rule (DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control"): `dynamodb:LeadingKeys` are
the partition keys that a request names; a request that names none has none.

Stock MiniStack does not know the key, so a condition on it with `ForAllValues` is always true.
"""

import json
import re

from ministack.core import iam_actions
from ministack.services import dynamodb

EQUALITY = re.compile(r"(#?\w+)\s*=\s*(:\w+)")


def apply():
    stock = iam_actions.dynamodb_service_context

    def dynamodb_service_context(body):
        keys = _leading_keys(json.loads(body or b"{}"))
        return {**stock(body), **({"dynamodb:leadingkeys": keys} if keys else {})}

    iam_actions.dynamodb_service_context = dynamodb_service_context


def _leading_keys(request):
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
