"""A way to let a schedule fire now, as if its time had come.

Schedules wait for hours of real time here as on AWS. This takes the scheduler's own way from there on: a schedule that
is not there, is DISABLED, or is outside its start and end date does not fire.
"""

import json

from engine import way_in

PATH = "/_steward/schedules"


def install(application):
    """Fires the schedule that the path names: `POST /_steward/schedules/<account>/<name>`."""
    way_in.open_at(application, PATH, _fire)


def _fire(named, _):
    from ministack.services import scheduler

    schedules = list(scheduler._schedules._data)
    keys = [key for key in schedules if f"{key[0]}/{key[-1].rsplit('/', 1)[-1]}" == named]
    if not keys:
        return _refused(404, "there is no such schedule")
    key = keys[0]
    state = scheduler._schedules._data[key]["State"]
    if state != "ENABLED":
        return _refused(409, f"it is {state}")
    scheduler._schedule_last_fired[key] = 0
    scheduler._tick_schedules()
    if scheduler._schedule_last_fired.get(key) == 0:
        return _refused(409, "it is outside its start and end date")
    return 200, b"{}"


def _refused(status, reason):
    return status, json.dumps({"message": reason}).encode()
