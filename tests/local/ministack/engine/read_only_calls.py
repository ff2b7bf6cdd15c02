"""Which rules see the read-only calls that CloudTrail reports.

Rule (EventBridge User Guide, "Receiving read-only management events from AWS services"): a rule in the state
`ENABLED` matches everything but read-only management events delivered through CloudTrail, whose names begin with
Describe, Get or List; one in the state `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` matches these as well.

Stock MiniStack shows them to every rule in the state `ENABLED`, and nothing at all to the other state.
"""

from ministack.services import eventbridge

ALL = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
READS = ("Describe", "Get", "List")


def apply():
    def dispatch_event(event, view=None):
        view = view or eventbridge._pattern_event_view(event)
        listening = ("ENABLED", ALL) if not _is_read_only_call(view.event_with_detail()) else (ALL,)
        for key, rule in eventbridge._rules.items():
            is_on_the_bus = rule["EventBusName"] == event.get("EventBusName", "default")
            has_been_here = key in event.get("_DispatchPath", [])
            if not is_on_the_bus or has_been_here or rule["State"] not in listening or not rule["EventPattern"]:
                continue
            if eventbridge._matches_pattern_view(rule["EventPattern"], view, f"rule {key}"):
                for target in eventbridge._targets.get(key, []):
                    eventbridge._invoke_target(target, event, rule, view)

    eventbridge._dispatch_event = dispatch_event


def _is_read_only_call(event):
    detail = event["detail"]
    return event["detail-type"] == "AWS API Call via CloudTrail" and detail.get("eventName", "").startswith(READS)
