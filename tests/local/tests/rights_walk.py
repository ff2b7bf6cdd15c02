"""What a worker's session may do, by its role's policy. Prints JSON; with `--stock`, of stock MiniStack.

`rights_walk.py worker [--stock]`: whether each call of a worker is allowed.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "ministack"))
os.environ["AUTH"] = "true"

from engine import organizations, rights  # noqa: E402
from ministack import app  # noqa: E402
from ministack.core import iam_evaluator as evaluator  # noqa: E402
from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import iam  # noqa: E402

REGION = "us-east-1"
OWNER, MEMBER, STRANGER = "111111111111", "222222222222", "333333333333"
MACHINE = f"arn:aws:states:{REGION}:{OWNER}:stateMachine:runs"


def policy():
    own = {"StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}
    live = {"ForAnyValue:StringEquals": {"states:StateMachineQualifier": ["live"]}}
    as_itself = {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{OWNER}:role/worker"}}
    return [
        {"Sid": "Live", "Effect": "Allow", "Action": "states:StartExecution", "Resource": MACHINE, "Condition": live},
        {"Sid": "Own", "Effect": "Allow", "Action": "sts:TagSession", "Resource": "arn:aws:iam::*:role/member", "Condition": own},
        {"Sid": "Itself", "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Condition": as_itself},
        {"Sid": "Twice", "Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:letters"},
        {"Sid": "Never", "Effect": "Deny", "Action": "sqs:DeleteMessage", "Resource": "*"},
    ]


def worker():
    document = [json.dumps({"Version": "2012-10-17", "Statement": policy()})]
    iam._create_role({"RoleName": ["worker"], "AssumeRolePolicyDocument": ["{}"]})
    iam._put_role_policy({"RoleName": ["worker"], "PolicyName": ["rights"], "PolicyDocument": document})
    queue = f"arn:aws:sqs:{REGION}:{OWNER}"
    return {
        "start by the alias": may("states:StartExecution", f"{MACHINE}:live"),
        "start by another alias": may("states:StartExecution", f"{MACHINE}:other"),
        "start by the machine": may("states:StartExecution", MACHINE),
        "a role of a member": may("sts:TagSession", f"arn:aws:iam::{MEMBER}:role/member"),
        "a role of a stranger": may("sts:TagSession", f"arn:aws:iam::{STRANGER}:role/member"),
        "as itself": may("sqs:SendMessage", f"{queue}:others"),
        "what nothing allows": may("sqs:ReceiveMessage", f"{queue}:others"),
        "what is denied": may("sqs:DeleteMessage", f"{queue}:letters"),
        "what two statements allow": may("sqs:SendMessage", f"{queue}:letters"),
        "the administrator": may("sqs:DeleteMessage", f"{queue}:letters", token=""),
    }


def may(action, resource, token=f"arn:aws:sts::{OWNER}:assumed-role/worker/run"):
    scope = f"AWS4-HMAC-SHA256 Credential={OWNER}/20261122/{REGION}/any/aws4_request, SignedHeaders=, Signature="
    headers = [(b"authorization", scope.encode()), (b"x-amz-security-token", token.encode())]
    app.pin_signed_request("POST", "/", {}, headers)
    return evaluator.enforce(OWNER, action, action.split(":")[0], REGION, resource) is None


with tempfile.TemporaryDirectory() as folder:
    notes = Path(folder) / "rights"
    os.environ[rights.RECORD] = str(notes)
    (Path(folder) / "organizations.json").write_text(json.dumps({OWNER: "o-ours", MEMBER: "o-ours", STRANGER: "o-theirs"}))
    os.environ[organizations.VARIABLE] = str(Path(folder) / "organizations.json")
    if "--stock" not in sys.argv:
        organizations.apply()
        rights.apply()
    with request_scope(OWNER, REGION):
        told = globals()[sys.argv[1]]()
    noted = [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []
    print(json.dumps({"allowed": told, "noted": [[action, *sids] for _, _, action, sids in noted]}))
