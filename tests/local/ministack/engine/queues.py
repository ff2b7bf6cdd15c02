"""A way to put a message of any kind into a queue, and to look into one without receiving.

The API of SQS would do as well, but a look that receives hides what it saw, and counts for the dead-letter queue.
"""

import json

from ministack.core.responses import request_scope

from engine import way_in

PATH = "/_steward/queues"


def install(application):
    """Gives the messages of the queue that `<account>/<name>` names, after the message `{"put": ...}` if there is one."""
    way_in.open_at(application, PATH, _answer)


def _answer(named, body):
    from ministack.services import sqs

    for (account, region, url), queue in list(sqs._queues._data.items()):
        if "/".join(queue["attributes"]["QueueArn"].split(":")[-2:]) == named:
            message = json.loads(body).get("put")
            if message is not None:
                with request_scope(account, region):
                    sqs._act_send_message({"QueueUrl": url, "MessageBody": message}, url)
            return 200, json.dumps([kept["body"] for kept in queue["messages"]]).encode()
    return 404, json.dumps({"message": "there is no such queue"}).encode()
