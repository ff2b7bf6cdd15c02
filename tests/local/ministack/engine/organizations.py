"""Which organization an account is in, as IAM's conditions ask for it.

Rule (IAM User Guide, "AWS global condition context keys"): `aws:PrincipalOrgID` is the organization of who calls,
`aws:ResourceOrgID` that of the account whose resource it is; without an organization there is no key.

Stock MiniStack has an organization of one for every account. Ours reads the ones of the simulated Organizations from a
file, as they were when it was started: who comes and goes later is not followed.
"""

import functools
import json
import os

from ministack.core import iam_evaluator as evaluator

# Names the file: `{"<account>": "<organization>"}`.
VARIABLE = "STEWARD_ORGANIZATIONS"


def apply():
    stock = evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        if key.lower() == "aws:resourceorgid":
            owner = evaluator._account_from_arn(context.resource_arn)
            return organization_of(owner or context.principal_account)
        return stock(key, context)

    evaluator._principal_org_id = organization_of
    evaluator._resolve_condition_key = resolve_condition_key


def organization_of(account):
    return _organizations().get(account)


@functools.cache
def _organizations():
    path = os.environ.get(VARIABLE)
    if not path:
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)
