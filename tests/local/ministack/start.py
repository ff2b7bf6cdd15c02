"""Starts MiniStack as the local AWS: stock, plus the few patches in `engine/` that our state machines need.

It listens on loopback only, keeps everything in memory and in `--folder`, and lives exactly as long as the process
that holds the other end of its standard input. It decides nothing about what is deployed.
"""

import argparse
import importlib
import os
import sys

import lifetime

# Modules of `engine`, by name: MiniStack reads its settings when it is imported, and they come first.
PATCHES = (
    "assume_role",
    "batch_failures",
    "batching_window",
    "distributed_map",
    "evaluation_time",
    "execution_role",
    "foreign_topic",
    "leading_keys",
    "machine_rights",
    "missing_objects",
    "organizations",
    "queue_seconds",
    "read_only_calls",
    "redrive",
    "rights",
    "scheduler_calls",
    "service_rights",
    "stack_versions",
    "start_execution",
    "status_events",
    "stop_date",
    "stop_execution",
    "storage_keys",
    "task_tokens",
    "time_limit",
    "universal_target",
    "walk",
)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--folder", required=True, help="for all temporary files; removed at the end")
    arguments.add_argument("--stock", action="store_true", help="leave the engine as it is, to see which patch can go")
    options = arguments.parse_args()

    lifetime.end_with_standard_input(options.folder)
    os.environ.update(
        GATEWAY_PORT=str(options.port),
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="127.0.0.1",
        TMPDIR=options.folder,
        # These two would open ports of their own, on every interface.
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
    )
    if not options.stock:
        os.environ["AUTH"] = "true"
    from engine import aws_events, queues, roles, schedules
    from ministack import app

    for way_in in (aws_events, queues, roles, schedules):
        way_in.install(app)
    if not options.stock:
        for patch in PATCHES:
            importlib.import_module(f"engine.{patch}").apply()
    sys.argv = sys.argv[:1]
    app.main()


if __name__ == "__main__":
    main()
