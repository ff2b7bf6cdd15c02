"""The batching window of an event source mapping of a queue.

Rule (Lambda Developer Guide, "Batching behavior" and "Using Lambda with Amazon SQS"): with
`MaximumBatchingWindowInSeconds` the function is called when the window is over, counted from the first message, or
when `BatchSize` messages are there, up to 10,000 of them.

Stock MiniStack hands over what is there at once, ten messages at most. Ours leaves the messages in the queue until
they are due, so their visibility timeout begins at the end of the window and not, as on AWS, within it.
"""

import threading
import time

from ministack.core.concurrency import esm_wake
from ministack.services import lambda_svc, sqs
from ministack.services import stepfunctions as engine

NEVER = float("inf")


def apply():
    alarm = _Alarm()

    def receive_messages(queue_url, batch_size):
        with sqs._queues_lock:
            queue = sqs._get_q(queue_url)
            sqs._expire_retained(queue)
            sqs._dlq_sweep(queue)
            due = _due(queue, batch_size)
            if due > time.time():
                alarm.ring_at(due)
                return []
            return sqs._collect_msgs(queue, batch_size, int(queue["attributes"].get("VisibilityTimeout", "30")))

    sqs._receive_messages_for_esm = receive_messages


def _due(queue, batch_size):
    """When the next batch is to be handed over, if nothing more comes."""
    visible_from = sorted(message["visible_at"] for message in queue["messages"])
    window_over = visible_from[0] + _window_seconds(queue) * engine._SFN_WAIT_SCALE if visible_from else NEVER
    batch_full = visible_from[batch_size - 1] if len(visible_from) >= batch_size else NEVER
    return min(window_over, batch_full)


def _window_seconds(queue):
    for _, _, mapping in lambda_svc._iter_all_esms():
        if mapping["EventSourceArn"] == queue["attributes"]["QueueArn"]:
            return mapping["MaximumBatchingWindowInSeconds"]
    return 0


class _Alarm:
    """Wakes the poller, which otherwise looks only once a second, and again after each message."""

    def __init__(self):
        self.next = NEVER

    def ring_at(self, moment):
        if moment == NEVER or time.time() < self.next <= moment:
            return
        self.next = moment
        timer = threading.Timer(moment - time.time(), esm_wake.set)
        timer.daemon = True
        timer.start()
