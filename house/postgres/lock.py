"""Who works with a data folder: one at a time, by a lock that the operating system lets go when its last holder ends.

The server inherits the lock, so the folder is held for as long as any process of it lives, whatever became of us.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "lock"


@contextmanager
def held(folder: Path, patience: float) -> Iterator[int | None]:
    """The descriptor of the lock on `folder`, or `None` if another holds it for longer than `patience` seconds."""
    descriptor = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience
    try:
        mine = _try(descriptor)
        while not mine and time.monotonic() < until:
            time.sleep(0.05)
            mine = _try(descriptor)
        yield descriptor if mine else None
    finally:
        os.close(descriptor)


def note(descriptor: int, text: str) -> None:
    """Leave word in the lock for whoever finds it held, or finds what was left behind."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)


def noted(folder: Path) -> str:
    """The word that the present or last holder left; empty if there never was one."""
    path = folder / _NAME
    return path.read_text() if path.exists() else ""


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
