"""A running `./ontzorg up`, as a person starts it: from its page to its end, with every process it brought along."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import IO

import httpx

import house

REPOSITORY = Path(house.__file__).parent.parent
PATIENCE = 60.0
"""Seconds, for a machine that has other things to do."""


class RunningUp:
    """One that is up."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.folder = folder
        self.page = "".join(takewhile(lambda line: line != "Ctrl-C ends it.\n", process.stdout))
        self.address = re.findall(r"http://127\.0\.0\.1:\d+", self.page)[0]

    def client(self, role: str) -> httpx.Client:
        """Somebody with the token of that role, at the front door."""
        headers = {"Authorization": f"Bearer {(self.folder / 'tokens' / role).read_text()}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE)

    def family(self) -> dict[int, str]:
        """Every process that it started and that these started, by id."""
        return dict(_descendants(self.process.pid))

    def worker(self) -> int:
        """The process that does the jobs."""
        return next(pid for pid, command in self.family().items() if command.endswith("house.serving.worker_process"))

    def end(self, how: signal.Signals) -> int:
        """Let it end this way and wait for it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def place() -> Iterator[Path]:
    """A folder that every user may pass through, as /var/lib is."""
    folder = Path(tempfile.mkdtemp(prefix="ontzorg-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(folder: Path, *words: str, **settings: str) -> Iterator[RunningUp]:
    """One that is up on this folder, on a port that is free, and gone at the end of the block."""
    options = ["--folder", str(folder), "--port", "0", *words]
    with tempfile.TemporaryFile("w") as log, _up(*options, log=log, **settings) as process:
        try:
            yield RunningUp(process, folder)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def comes_true(wanted: Callable[[], bool]) -> bool:
    """Whether something is so within the patience of a test."""
    until = time.monotonic() + PATIENCE
    while not wanted() and time.monotonic() < until:
        time.sleep(0.2)
    return wanted()


def is_running(pid: int) -> bool:
    """Whether there is such a process that has not ended; one that waits to be buried does not count."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in ("", "Z")


def _descendants(parent: int) -> Iterator[tuple[int, str]]:
    table = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in table.splitlines()]
    waiting = [parent]
    while waiting:
        above = waiting.pop()
        for pid, ppid, command in rows:
            if int(ppid) == above:
                yield int(pid), command
                waiting.append(int(pid))


def _up(*words: str, log: IO[str], **settings: str) -> "subprocess.Popen[str]":
    """Start it; settings of Ontzorg that this machine may have do not count."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONTZORG_")}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "house", "up", *words],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        cwd="/",
        env=environment | settings,
        start_new_session=True,
    )
