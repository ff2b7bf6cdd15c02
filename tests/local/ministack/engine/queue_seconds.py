"""The seconds of a queue pass as fast as everything else.

Rule (SQS Developer Guide, "Delay queues", "Visibility timeout", "Dead-letter queues"): a message can be received
`DelaySeconds` after it was sent, and again once the visibility timeout since it was received is over; one that was
received `maxReceiveCount` times goes to the dead-letter queue instead.

Stock MiniStack counts these in real seconds beside Wait states that pass scaled, so that five minutes for a new
license would outlast the story. One factor, `SFN_WAIT_SCALE`, holds for all of them.
"""

from ministack.services import eventbridge, sns, sqs
from ministack.services import stepfunctions as engine


def apply():
    delay, collect, send = sqs.queue_delay, sqs._collect_msgs, sqs._act_send_message

    # The mapping's thread replaces the list of messages; what is added meanwhile must not be lost with the old one.
    def send_message(request, queue_url):
        with sqs._queues_lock:
            answer = send(request, queue_url)
            for message in reversed(sqs._get_q(request.get("QueueUrl", queue_url))["messages"]):
                if message["id"] == answer["MessageId"]:
                    message["visible_at"] = message["sent_at"] + _scaled(message["visible_at"] - message["sent_at"])
                    break
        return answer

    sqs.queue_delay = lambda queue: _scaled(delay(queue))
    sqs._collect_msgs = lambda queue, most, hidden_seconds: collect(queue, most, _scaled(hidden_seconds))
    sqs._act_send_message = sqs._HANDLERS["SendMessage"] = send_message
    eventbridge._dispatch_to_sqs = _with_the_queue_held(eventbridge._dispatch_to_sqs)
    sns._deliver_to_sqs = _with_the_queue_held(sns._deliver_to_sqs)


def _with_the_queue_held(deliver):
    def held(*arguments, **named):
        with sqs._queues_lock:
            deliver(*arguments, **named)

    return held


def _scaled(seconds):
    return seconds * engine._SFN_WAIT_SCALE
