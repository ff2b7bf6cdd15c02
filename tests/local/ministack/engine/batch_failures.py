"""What a function answers about the messages of a batch.

Rule (Lambda Developer Guide, "Success and failure conditions" of partial batch responses for SQS): with
`ReportBatchItemFailures` the messages that `batchItemFailures` names come again and the others are deleted. No list,
or an empty one, is a success. An answer that is no JSON object, a failure without `itemIdentifier`, an empty one, or
one that was not in the batch fails the whole batch.

Stock MiniStack deletes the whole batch on such an answer: a worker that misspells it would pass here, and repeat
for ever on AWS.
"""

import json

from ministack.services import lambda_svc


def apply():
    stock = lambda_svc._execute_function

    def execute_function(function, event):
        result = stock(function, event)
        if result.get("error") or not _comes_from_a_reporting_mapping(event):
            return result
        sent = {record["messageId"] for record in event["Records"]}
        if _is_understood(result.get("body"), sent):
            return result
        return {**result, "error": True, "body": {"errorType": "Lambda.BatchItemFailures"}}

    lambda_svc._execute_function = execute_function


def _comes_from_a_reporting_mapping(event):
    records = event.get("Records") if isinstance(event, dict) else None
    if not records or records[0].get("eventSource") != "aws:sqs":
        return False
    return any(
        mapping["EventSourceArn"] == records[0]["eventSourceARN"]
        and "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", [])
        for _, _, mapping in lambda_svc._iter_all_esms()
    )


def _is_understood(answer, sent):
    if isinstance(answer, str) and answer:
        try:
            answer = json.loads(answer)
        except ValueError:
            return False
    if not answer:
        return True
    if not isinstance(answer, dict):
        return False
    failures = answer.get("batchItemFailures") or []
    return all(isinstance(failure, dict) and failure.get("itemIdentifier") in sent for failure in failures)
