"""Walks from one account into another. Prints JSON; with `--stock`, of stock MiniStack.

`account_walk.py assume [--stock]`: who gets a session of the role that a table's reader has, by how it asks.
`account_walk.py rows [--stock]`: which rows of the table such a session reaches.
`account_walk.py subscribe [--stock]`: which queues of a stack get what another account's topic sends, if both let them.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent / "ministack"))

if "--stock" not in sys.argv:
    os.environ["AUTH"] = "true"

from engine import assume_role, foreign_topic, leading_keys, rights  # noqa: E402
from ministack import app  # noqa: E402
from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import dynamodb, iam, sns, sqs  # noqa: E402
from ministack.services.cloudformation import provisioners  # noqa: E402

REGION = "us-east-1"
OWNER, GUEST, STRANGER = "111111111111", "222222222222", "333333333333"
READER = f"arn:aws:iam::{OWNER}:role/reader"
TABLE = f"arn:aws:dynamodb:{REGION}:{OWNER}:table/snapshots"


def signed(account, token="", target=""):
    service = "dynamodb" if target else "sts"
    scope = f"AWS4-HMAC-SHA256 Credential={account}/20261122/{REGION}/{service}/aws4_request, SignedHeaders=, Signature="
    kind = "application/x-amz-json-1.0" if target else "application/x-www-form-urlencoded"
    return {"authorization": scope, "x-amz-security-token": token, "x-amz-target": target, "content-type": kind}


def send(account, headers, body):
    """What MiniStack answers to a request, as it comes over the wire."""
    with request_scope(account, REGION):
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        app.pin_signed_request("POST", "/", {}, raw)
        status, _, answer = asyncio.run(app._dispatch_service_request("POST", "/", headers, body, {}, "1"))
    return status, answer.decode()


def worker(account, role):
    return signed(account, f"arn:aws:sts::{account}:assumed-role/{role}/worker")


def make_reader():
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"AWS": f"arn:aws:iam::{GUEST}:root"},
        "Condition": {
            "StringEquals": {"sts:ExternalId": "ours"},
            "ArnEquals": {"aws:PrincipalArn": [f"arn:aws:iam::{GUEST}:role/{role}" for role in ("record", "silent")]},
        },
    }
    allowed = [
        {"Effect": "Allow", "Action": action, "Resource": TABLE, "Condition": {
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": keys}}}
        for action, keys in ((["dynamodb:GetItem", "dynamodb:Query"], ["snapshot"]), ("dynamodb:PutItem", ["member"]))
    ]
    for account, role in ((OWNER, "reader"), (GUEST, "record"), (GUEST, "other"), (GUEST, "silent"), (STRANGER, "record")):
        with request_scope(account, REGION):
            iam._create_role({"RoleName": [role], "AssumeRolePolicyDocument": [json.dumps({"Statement": trust})]})
    with request_scope(OWNER, REGION):
        document = [json.dumps({"Statement": allowed})]
        iam._put_role_policy({"RoleName": ["reader"], "PolicyName": ["rights"], "PolicyDocument": document})
    # Who asks has to be allowed to as well; the stranger is, and is not let in.
    asks = [json.dumps({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": {
        "StringEqualsIfExists": {"sts:ExternalId": "ours"}}}})]
    for account, role in ((GUEST, "record"), (STRANGER, "record")):
        with request_scope(account, REGION):
            iam._put_role_policy({"RoleName": [role], "PolicyName": ["asks"], "PolicyDocument": asks})


def ask(headers, account, role=READER, **more):
    form = {"Action": "AssumeRole", "RoleArn": role, "RoleSessionName": "session", **more}
    return send(account, headers, urlencode(form).encode())


def assume():
    make_reader()
    ours = {"ExternalId": "ours"}
    asked = {
        "the worker": ask(worker(GUEST, "record"), GUEST, **ours),
        "without the external id": ask(worker(GUEST, "record"), GUEST),
        "another role": ask(worker(GUEST, "other"), GUEST, **ours),
        "another account": ask(worker(STRANGER, "record"), STRANGER, **ours),
        "a role that may not ask": ask(worker(GUEST, "silent"), GUEST, **ours),
        "no role": ask(signed(GUEST), GUEST, **ours),
        "a role that is not there": ask(worker(GUEST, "record"), GUEST, READER + "s", **ours),
    }
    return {how: status for how, (status, _) in asked.items()}


def rows():
    make_reader()
    _, body = ask(worker(GUEST, "record"), GUEST, ExternalId="ours")
    key, token = (body.split(f"<{field}>")[1].split("<")[0] for field in ("AccessKeyId", "SessionToken"))

    def call(operation, **request):
        headers = signed(key, token, f"DynamoDB_20120810.{operation}")
        return send(OWNER, headers, json.dumps({"TableName": "snapshots", **request}).encode())[0]

    with request_scope(OWNER, REGION):
        schema = [{"AttributeName": "pk", "KeyType": "HASH"}]
        kinds = [{"AttributeName": "pk", "AttributeType": "S"}]
        table = {"TableName": "snapshots", "KeySchema": schema, "AttributeDefinitions": kinds}
        dynamodb._create_table({**table, "BillingMode": "PAY_PER_REQUEST"})
    snapshot, member = {"pk": {"S": "snapshot"}}, {"pk": {"S": "member"}}
    asks = {"KeyConditionExpression": "#p = :p", "ExpressionAttributeNames": {"#p": "pk"}}
    return {
        "get the snapshot": call("GetItem", Key=snapshot),
        "query the snapshot": call("Query", **asks, ExpressionAttributeValues={":p": {"S": "snapshot"}}),
        "query a member": call("Query", **asks, ExpressionAttributeValues={":p": {"S": "member"}}),
        "put the member": call("PutItem", Item=member),
        "put the snapshot": call("PutItem", Item=snapshot),
        "scan": call("Scan"),
    }


def subscribe():
    topic = f"arn:aws:sns:{REGION}:{OWNER}:snapshots"
    queue = f"arn:aws:sqs:{REGION}:{GUEST}:sync"
    lets = {"Effect": "Allow", "Action": "sns:Subscribe", "Principal": {"AWS": GUEST}, "Resource": topic,
            "Condition": {"StringEquals": {"sns:Protocol": "sqs"}, "ArnEquals": {"sns:Endpoint": queue}}}
    with request_scope(OWNER, REGION):
        sns._create_topic({"Name": ["snapshots"]})
        sns._topics[topic]["attributes"]["Policy"] = json.dumps({"Statement": [lets]})
    got = {}
    for account, name in ((GUEST, "sync"), (GUEST, "other"), (STRANGER, "sync")):
        arn = f"arn:aws:sqs:{REGION}:{account}:{name}"
        with request_scope(account, REGION):
            sqs._act_create_queue({"QueueName": name}, "")
            subscription = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn, "RawMessageDelivery": True}
            try:
                create = provisioners._RESOURCE_HANDLERS["AWS::SNS::Subscription"]["create"]
                create("Subscription", subscription, "stack")
            except ValueError:
                got[f"{name} of {account}"] = "refused"
    sends = {"Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"Service": "sns.amazonaws.com"},
             "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}

    def deliver():
        with request_scope(OWNER, REGION):
            sns._publish({"TopicArn": [topic], "Message": ["look"]})
        return [message["body"] for message in sqs._queue_by_arn(queue)["messages"]]

    got["without a queue policy"] = deliver()
    sqs._queue_by_arn(queue)["attributes"]["Policy"] = json.dumps({"Statement": [sends]})
    got["with one"] = deliver()
    return got


if "--stock" not in sys.argv:
    rights.apply()
    assume_role.apply()
    leading_keys.apply()
    foreign_topic.apply()
print(json.dumps(globals()[sys.argv[1]]()))
