"""Ends this process, its workers and its files when the process that started it is gone, however it went."""

import os
import shutil
import signal
import sys
import threading


def end_with_standard_input(folder):
    """Leads a process group of its own, and ends the group when standard input closes.

    A closed pipe is the one sign that also reaches us after the starter was killed. The group takes the pooled
    `bootstrap` processes along, which MiniStack would leave behind.
    """
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)

    def watch():
        sys.stdin.buffer.read()
        shutil.rmtree(folder, ignore_errors=True)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="lifetime").start()
