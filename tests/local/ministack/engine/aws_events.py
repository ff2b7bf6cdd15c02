"""A way in for the events that AWS's own services put on the bus.

Rule (EventBridge, "PutEvents"): a caller cannot use a source that begins with `aws.`; only AWS's services can. The
simulated services are such services and live outside MiniStack, so they hand their events in at one path, and the
events go on as MiniStack's own services send theirs: with the `id` and the `time` that they came with, since an event
that AWS delivers twice is the same event. This is not a gap of the engine: it stays.
"""

import json

from ministack.core.responses import request_scope

from engine import way_in

PATH = "/_steward/events"


def install(application):
    """Takes a list of events, each in the form in which EventBridge hands it to a rule's target."""
    way_in.open_at(application, PATH, _put_events)


def _put_events(_, body):
    for event in json.loads(body):
        _put_event(event)
    return 200, b"{}"


def _put_event(event):
    from ministack.services import eventbridge

    record = {
        "EventId": event["id"],
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "EventBusName": "default",
        "Time": event["time"],
        "Resources": event["resources"],
        "Account": event["account"],
        "Region": event["region"],
    }
    with request_scope(event["account"], event["region"]):
        eventbridge._events_log_list().append(record)
        eventbridge._dispatch_event(record)
