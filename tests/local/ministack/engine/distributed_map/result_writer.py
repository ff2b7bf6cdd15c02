"""Writes what the children of a Map Run gave to S3, as a ResultWriter does."""

import json

from ministack.services import s3
from ministack.services import stepfunctions as engine

FILES = {"succeeded": "SUCCEEDED", "failed": "FAILED", "timedOut": "FAILED", "aborted": "PENDING", "pending": "PENDING"}


def write(map_run, to):
    """Writes a file for each outcome and the manifest that names them; gives the result of the Map state."""
    folder = "/".join(part for part in (to.get("Prefix", "").strip("/"), map_run.arn.rsplit(":", 1)[1]) if part)
    files = {"SUCCEEDED": [], "FAILED": [], "PENDING": []}
    for outcome, written in files.items():
        rows = [_row(child, outcome) for child in map_run.children if FILES[child.status()] == outcome]
        if rows:
            key = f"{folder}/{outcome}_0.json"
            written.append({"Key": key, "Size": _put(to["Bucket"], key, rows)})
    manifest = {"DestinationBucket": to["Bucket"], "MapRunArn": map_run.arn, "ResultFiles": files}
    _put(to["Bucket"], f"{folder}/manifest.json", manifest)
    details = {"Bucket": to["Bucket"], "Key": f"{folder}/manifest.json"}
    return {"MapRunArn": map_run.arn, "ResultWriterDetails": details}


def _row(child, outcome):
    execution = child.execution or {}
    row = {
        "ExecutionArn": execution.get("executionArn"),
        "Input": json.dumps(child.input),
        "Name": execution.get("name"),
        "Output": execution.get("output"),
        "StartDate": execution.get("startDate"),
        "StateMachineArn": child.machine_arn,
        "Status": outcome,
        "StopDate": execution.get("stopDate"),
        "Error": execution.get("error"),
        "Cause": execution.get("cause"),
    }
    return {key: value for key, value in row.items() if value is not None}


def _put(bucket, key, content):
    body = json.dumps(content).encode()
    status, *_ = s3._put_object(bucket, key, body, {"content-type": "application/json"})
    if status >= 400:
        raise engine._ExecutionError("States.ResultWriterFailed", f"Could not write s3://{bucket}/{key}")
    return len(body)
