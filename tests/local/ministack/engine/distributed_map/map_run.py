"""A Map Run: the children of one Distributed Map, how many of them run at a time, and how many may fail."""

import contextvars
from concurrent.futures import ThreadPoolExecutor

from engine.distributed_map.child import Child
from engine.walk import attempt
from ministack.core.responses import new_uuid, now_iso
from ministack.services import stepfunctions as engine

# As many as the engine runs side by side where the definition sets no limit.
CONCURRENCY_MAX = 64

COUNTS = ("pending", "running", "succeeded", "failed", "timedOut", "aborted")
# Counts that Step Functions tells and that stay 0 here.
UNUSED_COUNTS = ("resultsWritten", "failuresNotRedrivable", "pendingRedrive")


class MapRun:
    SETTINGS = ("MaxConcurrency", "ToleratedFailurePercentage", "ToleratedFailureCount")

    def __init__(self, parent, label, items, settings):
        machine, label = parent["stateMachineArn"], label or new_uuid()
        self.settings = settings
        self.failed = 0
        self.children = [Child(parent, f"{machine}/{label}", item) for item in items]
        self.record = {
            "mapRunArn": f"{machine.replace(':stateMachine:', ':mapRun:')}/{label}:{new_uuid()}",
            "executionArn": parent["executionArn"],
            "status": "RUNNING",
            "startDate": now_iso(),
            "maxConcurrency": int(settings.get("MaxConcurrency", 0)),
            "toleratedFailurePercentage": float(settings.get("ToleratedFailurePercentage", 0)),
            "toleratedFailureCount": int(settings.get("ToleratedFailureCount", 0)),
            "redriveCount": 0,
            "_stateMachineArn": f"{machine}/{label}",
            "_map_run": self,
        }
        self.arn = self.record["mapRunArn"]
        attempt.add_own_event(parent, "MapRunStarted", {"mapRunStartedEventDetails": {"mapRunArn": self.arn}})
        engine._map_runs[self.arn] = self.record

    def redrive(self, parent):
        """Takes it up again. What ended well stays as it is."""
        count = self.record["redriveCount"] + 1
        details = {"mapRunArn": self.arn, "redriveCount": count}
        attempt.add_own_event(parent, "MapRunRedriven", {"mapRunRedrivenEventDetails": details})
        self.record.update(status="RUNNING", redriveCount=count, redriveDate=now_iso())
        self.record.pop("stopDate", None)
        self.failed = 0
        for child in self.children:
            child.is_due_again = child.status() not in ("succeeded", "pending")

    def run(self, parent, processor, parent_context):
        """Runs the children that did not end well yet, and gives the outputs of all."""

        def work(child):
            with attempt.LOCK:
                if not attempt.is_mine(parent) or self._failed_too_often():
                    return
                child.start(self.arn)
            engine._emit_execution_status_event(child.execution)
            child.work(processor, parent_context["QueryLanguage"])
            with attempt.LOCK:
                self.failed += child.status() in ("failed", "timedOut")

        todo = [child for child in self.children if child.status() != "succeeded"]
        workers = self.record["maxConcurrency"] or min(len(todo), CONCURRENCY_MAX) or 1
        with ThreadPoolExecutor(max_workers=workers) as pool:
            # A context can be entered by one thread only, so each child gets a copy.
            running = [pool.submit(contextvars.copy_context().run, work, child) for child in todo]
        for child in running:
            child.result()
        attempt.check(parent)
        if self._failed_too_often():
            cause = "The specified tolerated failure threshold was exceeded"
            self._fail(parent, "States.ExceedToleratedFailureThreshold", cause)
        return [child.output() for child in self.children]

    def conclude(self, parent):
        """It ended well."""
        with attempt.LOCK:
            attempt.add_own_event(parent, "MapRunSucceeded")
            self._end("SUCCEEDED")

    def abort(self):
        """Ends the children that run; those that did not start stay pending."""
        if self.record["status"] == "RUNNING":
            self._end("ABORTED")
            return [child.execution for child in self.children if child.status() == "running"]
        return []

    def counts(self):
        statuses = [child.status() for child in self.children]
        counts = {status: statuses.count(status) for status in COUNTS}
        return {**counts, "total": len(statuses), **dict.fromkeys(UNUSED_COUNTS, 0)}

    def _failed_too_often(self):
        # Without a setting, any failure is one too many; with both, either ends the Map Run.
        limits = {
            "ToleratedFailureCount": self.record["toleratedFailureCount"],
            "ToleratedFailurePercentage": self.record["toleratedFailurePercentage"] / 100 * len(self.children),
        }
        return self.failed > min([limits[key] for key in limits if key in self.settings], default=0)

    def _fail(self, parent, error, cause):
        with attempt.LOCK:
            details = {"mapRunFailedEventDetails": {"error": error, "cause": cause}}
            attempt.add_own_event(parent, "MapRunFailed", details)
            self._end("FAILED")
        raise engine._ExecutionError(error, cause)

    def _end(self, status):
        self.record.update(status=status, stopDate=now_iso())


def view(record):
    """What DescribeMapRun answers."""
    counts = record["_map_run"].counts()
    told = {key: value for key, value in record.items() if not key.startswith("_")}
    return {**told, "itemCounts": counts, "executionCounts": dict(counts)}
