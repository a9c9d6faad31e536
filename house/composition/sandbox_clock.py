"""A clock that a caller moves, for all processes of a sandbox: it stands in a file until somebody moves it."""

import fcntl
from datetime import date, datetime
from pathlib import Path

from services.clock import MovableClock, civil_date, in_utc


class SandboxClock:
    """The time that is written in a file. Every process reads it there, so no two ever disagree.

    The file is replaced as a whole, so nobody reads half an instant, and survives the sandbox: the next one on the
    same folder goes on where it stood.
    """

    def __init__(self, path: Path, start: datetime) -> None:
        self._path = path
        if not path.exists():
            self._write(in_utc(start))

    @classmethod
    def found(cls, path: Path) -> "SandboxClock":
        """The clock that somebody else started; `FileNotFoundError` if nobody did."""
        return cls(path, in_utc(datetime.fromisoformat(path.read_text())))

    def now(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text())

    def today(self) -> date:
        return civil_date(self.now())

    def move_to(self, instant: datetime) -> None:
        """Let time pass for everybody until `instant`; an earlier one than the present is `TimeRunsForward`."""
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            clock = MovableClock(self.now())
            clock.move_to(instant)
            self._write(clock.now())

    def _write(self, instant: datetime) -> None:
        written = self._path.with_suffix(".new")
        written.write_text(instant.isoformat())
        written.replace(self._path)
