#!/usr/bin/env python3
"""A Lambda worker that answers who it is, so that a test sees what the local AWS gives to a worker."""

import json
import os
import urllib.request

RUNTIME = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"

while True:
    with urllib.request.urlopen(f"{RUNTIME}/next") as invocation:
        request = invocation.headers["Lambda-Runtime-Aws-Request-Id"]
        event = json.load(invocation)
    answer = {
        "event": event,
        "process": os.getpid(),
        "endpoint": os.environ["AWS_ENDPOINT_URL"],
        "account": os.environ["AWS_ACCESS_KEY_ID"],
        "session": os.environ["AWS_SESSION_TOKEN"],
        "greeting": os.environ["GREETING"],
        "handler": os.environ["_HANDLER"],
    }
    urllib.request.urlopen(f"{RUNTIME}/{request}/response", data=json.dumps(answer).encode())
