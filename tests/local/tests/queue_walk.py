"""Walks messages through a queue and its mapping to a function, on a clock that this walk sets, and prints what came.

`queue_walk.py <walk> [--stock]` prints JSON; all times are the seconds that a template would say. With `--stock`, as
stock MiniStack does.
"""

import json
import os
import sys
import time
from pathlib import Path

SCALE = 1 / 128  # Exact as a binary fraction, so that the moments are exact as well.
os.environ["SFN_WAIT_SCALE"] = str(SCALE)
sys.path.insert(0, str(Path(__file__).parent.parent / "ministack"))

from engine import batch_failures, batching_window, queue_seconds  # noqa: E402
from ministack.core.arn import parse_arn  # noqa: E402
from ministack.core.responses import request_scope  # noqa: E402
from ministack.services import eventbridge, lambda_svc, sqs  # noqa: E402

STEP_SECONDS = 5
now = 1_000_000_000.0
time.time = lambda: now


class Story:
    """One queue, mapped to a function that does as `answers` says."""

    def __init__(self, attributes, mapping, answers=lambda event: {"body": None}):
        self.url = sqs._act_create_queue({"QueueName": "events", "Attributes": attributes}, "")["QueueUrl"]
        self.queue = sqs._get_q(self.url)
        self.arn = self.queue["attributes"]["QueueArn"]
        self.began, self.calls = now, []
        lambda_svc._esms["mapping"] = {
            "UUID": "mapping",
            "EventSourceArn": self.arn,
            "FunctionName": "function",
            "BatchSize": 10,
            "MaximumBatchingWindowInSeconds": 0,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            **mapping,
        }

        def execute_function(_, event):
            self.calls.append([self.seconds(), len(event["Records"])])
            return answers(event)

        lambda_svc._execute_function = execute_function
        lambda_svc._dispatch_esm_batch = lambda _, run, *arguments: run(*arguments)
        lambda_svc._get_func_record_for_qualifier = lambda *_: ({}, {})
        if "--stock" not in sys.argv:
            batch_failures.apply()

    def seconds(self):
        return round((now - self.began) / SCALE)

    def put_event(self):
        eventbridge._dispatch_to_sqs(parse_arn(self.arn), "{}")

    def send_message(self):
        sqs._act_send_message({"QueueUrl": self.url, "MessageBody": "by hand"}, self.url)

    def go_on_until(self, done, seconds_max):
        global now
        while not done() and self.seconds() < seconds_max:
            while lambda_svc._poll_sqs():
                pass
            now += STEP_SECONDS * SCALE


def delay():
    story = Story({"DelaySeconds": "300"}, {})
    story.put_event()
    story.send_message()
    story.go_on_until(lambda: story.calls, 40_000)
    return story.calls


def window():
    story = Story({}, {"BatchSize": 500, "MaximumBatchingWindowInSeconds": 20})
    for _ in range(30):
        story.put_event()
    story.go_on_until(lambda: not story.queue["messages"], 1_000)
    return story.calls


def full_batch():
    story = Story({}, {"BatchSize": 25, "MaximumBatchingWindowInSeconds": 20})
    for _ in range(30):
        story.put_event()
    story.go_on_until(lambda: not story.queue["messages"], 1_000)
    return story.calls


def concurrency():
    story = Story({}, {"BatchSize": 1, "ScalingConfig": {"MaximumConcurrency": 2}})
    for _ in range(5):
        story.put_event()
    # Calls that never end.
    lambda_svc._dispatch_esm_batch = lambda mapping, *_: lambda_svc._esm_inflight.update(
        {mapping: lambda_svc._esm_inflight.get(mapping, 0) + 1}
    )
    while lambda_svc._poll_sqs():
        pass
    return lambda_svc._esm_inflight["mapping"]


def poison():
    dead_url = sqs._act_create_queue({"QueueName": "dead-letters"}, "")["QueueUrl"]
    dead = sqs._get_q(dead_url)
    redrive = {"deadLetterTargetArn": dead["attributes"]["QueueArn"], "maxReceiveCount": 3}
    attributes = {"VisibilityTimeout": "200", "RedrivePolicy": json.dumps(redrive)}
    story = Story(attributes, {}, lambda event: {"error": True})
    story.put_event()
    story.go_on_until(lambda: dead["messages"], 100_000)
    return {"calls": [at for at, _ in story.calls], "dead": len(dead["messages"]), "at": story.seconds() - STEP_SECONDS}


def answers():
    kept = {}
    for name, answer in (
        ("nothing", lambda _: None),
        ("no failure", lambda _: {"batchItemFailures": []}),
        ("the first", lambda ids: {"batchItemFailures": [{"itemIdentifier": ids[0]}]}),
        ("a stranger", lambda _: {"batchItemFailures": [{"itemIdentifier": "stranger"}]}),
        ("nobody", lambda _: {"batchItemFailures": [{"itemIdentifier": ""}]}),
        ("a misspelt one", lambda ids: {"batchItemFailures": [{"item_identifier": ids[0]}]}),
        ("a list", lambda _: ["well"]),
    ):
        ids = lambda event: [record["messageId"] for record in event["Records"]]  # noqa: E731
        story = Story({}, {}, lambda event, answer=answer: {"body": answer(ids(event))})
        story.queue["messages"].clear()
        story.put_event()
        story.put_event()
        lambda_svc._esm_backoff_until.clear()
        lambda_svc._poll_sqs()
        kept[name] = len(story.queue["messages"])
    return kept


if "--stock" not in sys.argv:
    queue_seconds.apply()
    batching_window.apply()
with request_scope("111111111111", "us-east-1"):
    print(json.dumps(globals()[sys.argv[1]]()))
