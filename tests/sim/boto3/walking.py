"""What every walk with boto3 needs: clients as one caller, counted checks, errors that must come, pages to their end."""

import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HUB = "111111111111"
CHECKS = []


def check(condition, what):
    """Counts one check, or stops with what was wrong."""
    CHECKS.append(what)
    if not condition:
        sys.exit(f"{what}; compare with AWS-FACTS and correct the simulator")


def client(endpoint, service, key=HUB, token=None, region="us-east-1"):
    """A client of one service as one caller."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="local",
        aws_session_token=token,
        config=Config(retries={"mode": "standard", "max_attempts": 8}),
    )


def patiently(call, **arguments):
    """Calls again while throttled: boto3 does not know RateLimitExceededException as a throttle."""
    while True:
        try:
            return call(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != "RateLimitExceededException":
                raise
            time.sleep(0.05)


def refused(code, call, **arguments):
    """The message of the error that this call must end in."""
    try:
        patiently(call, **arguments)
    except ClientError as error:
        found = error.response["Error"]
        check(found["Code"] == code, f"{call.__name__} answered {found}, wanted {code}")
        check(found["Message"] != "", f"{call.__name__} answered {code} without a message")
        return found["Message"]
    return check(False, f"{call.__name__} succeeded, wanted {code}")


def until(manager, grant, status, **wanted):
    """Waits for a status of a grant, and for what else it is to show; its newest description."""
    for _ in range(200):
        found = patiently(manager.get_grant, GrantArn=grant)["Grant"]
        if found.items() >= {"GrantStatus": status, **wanted}.items():
            return found
        time.sleep(0.05)
    return check(False, f"{grant} is {found}, wanted {status} {wanted}")


def walk(call, member, **arguments):
    """Every item of a list without a paginator, and how many pages it had."""
    items, pages, token = [], 0, None
    while True:
        page = patiently(call, **arguments, **({"NextToken": token} if token else {}))
        items += page[member]
        pages += 1
        token = page.get("NextToken")
        if not token:
            return items, pages


def closing():
    """What a walk says that went well to its end."""
    return f"boto3 {boto3.__version__}: {len(CHECKS)} checks hold"
