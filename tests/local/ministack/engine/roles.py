"""A way to read what the roles of an account may do: the simulated services hold their sessions to the same policies."""

import json

from engine import way_in

PATH = "/_steward/roles"


def install(application):
    """Gives the policy documents of all roles of the account that the path names, by the role's name."""
    way_in.open_at(application, PATH, _answer)


def _answer(account, _):
    from ministack.core import iam_evaluator as evaluator
    from ministack.services import iam

    def documents(role):
        attached = [evaluator._resolve_managed_policy_document(arn, account) for arn in role.get("AttachedPolicies", [])]
        found = [*(role.get("InlinePolicies") or {}).values(), *attached]
        return [json.loads(document) if isinstance(document, str) else document for document in found if document]

    roles = {key[-1]: documents(role) for key, role in list(iam._roles._data.items()) if key[0] == account}
    return 200, json.dumps(roles).encode()
