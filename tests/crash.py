"""A process that is ended at a failpoint, as by `kill -9`."""

import os
import signal
import subprocess
import sys

from services.failpoints import VARIABLE


def crash(script: str, *arguments: str, at: str) -> str:
    """Run a Python script until it dies at the failpoint `at`, and give what it had printed by then."""
    environment = {**os.environ, VARIABLE: at}
    command = [sys.executable, "-c", script, *arguments]
    died = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
    assert died.returncode == -signal.SIGKILL, died.stderr
    return died.stdout
