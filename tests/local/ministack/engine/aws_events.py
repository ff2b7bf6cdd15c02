"""A way in for the events that AWS's own services put on the bus.

Rule (EventBridge, "PutEvents"): a caller cannot use a source that begins with `aws.`; only AWS's services can. The
simulated Organizations is such a service and lives outside MiniStack, so it hands its events in at one path of the
loopback port, and they take the way that MiniStack's own services use. This is not a gap of the engine: it stays.
"""

import json

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import request_scope

PATH = "/_steward/events"


def install(application):
    """Answers `POST /_steward/events` with one event, in the form in which EventBridge hands it to a rule's target."""
    stock = application.app

    async def app(scope, receive, send):
        if scope["type"] == "http" and scope["path"] == PATH:
            await _deliver(receive, send)
        else:
            await stock(scope, receive, send)

    application.app = app


async def _deliver(receive, send):
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    # Dispatching an event may start a worker, which calls back: never on the event loop.
    status, _, answer = await run_reentrant(_put_event, json.loads(body))
    answer = answer if isinstance(answer, bytes) else answer.encode()
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


def _put_event(event):
    from ministack.services import eventbridge

    entry = {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "Resources": event["resources"],
    }
    with request_scope(event["account"], event["region"]):
        return eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
