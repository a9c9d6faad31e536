"""One PostgreSQL of our own: a data folder, a socket in a folder that only we may enter, and a server that we keep."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from house.postgres import keeper, lock
from house.postgres.binaries import Binaries, PostgresProblem
from house.postgres.identity import Identity, dies_with_its_parent

FOLDERS = "ontzorg-"
"""How the name of every temporary folder of ours begins."""

_PATIENCE = 60.0
_ALWAYS = {
    "listen_addresses": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "max_parallel_workers_per_gather": "0",  # a container's /dev/shm is often too small for parallel queries
}
_LINUX = sys.platform == "linux"
_KEPT = {"recovery_init_sync_method": "syncfs"} if _LINUX else {}
"""Where the system can, a data folder is synced as a whole: file by file takes seconds on a busy disk."""

_THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_CURES = (
    (r"No space left", "Free some disk space and start again."),
    (r"could not (?:map|resize|create) .*shared memory", "Give the container more shared memory (--shm-size=256m)."),
    (r"database files are incompatible", "Another PostgreSQL made this folder: move it aside, or start that version."),
    (r"Permission denied", "Let the user who starts Ontzorg own the folder, or choose another one."),
    (r"could not look up effective user", "Start as a user that has an account on this machine."),
)
_LAST_RESORT = "Set DATABASE_URL to a PostgreSQL server of your own to do without this one."


class PostgresDidNotStart(PostgresProblem):
    """PostgreSQL did not start; the message ends with the last lines of its log and what may cure it."""


@dataclass
class Cluster:
    """A PostgreSQL server that lives no longer than this process.

    `folder` gets the data and the log, `sockets` (short and private) the socket. A throw-away cluster trades durability
    for speed and is removed at its end; it survives `kill` and `start`, for only a failing machine could hurt it.

    The server holds a lock on `folder` for as long as any process of it lives, whatever became of us. So no second one
    ever starts on the same data, and one that starts after a crash waits for the last of its predecessor.
    """

    folder: Path
    sockets: Path
    binaries: Binaries
    identity: Identity
    settings: Mapping[str, str]
    throwaway: bool
    _keeper: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def pid(self) -> int:
        """The process id of the server itself."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """Where to connect; who can enter the socket's folder needs no password."""
        return url_by(self.sockets, database, user)

    def start(self, patience: float = 10.0) -> None:
        """Start the server, making its data folder first if there is none, and return when it answers.

        `PostgresDidNotStart`, also if another one is at work in the folder for longer than `patience` seconds.
        """
        with _locked(self.folder, patience) as held:
            self._move_in()
            if not self.data.exists():
                self._initialise()
            (self.data / "postmaster.pid").unlink(missing_ok=True)  # nobody else lives here: it tells of the dead
            lock.note(held, str(self.sockets))
            self._launch(held)
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server for good and wait for it; a throw-away one is gone then."""
        if self._keeper is None:
            return
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        self._keeper.wait(_PATIENCE + 5)
        self._keeper = None

    def kill(self) -> None:
        """End the server as a crash would, in the middle of whatever it does; `start` then recovers."""
        os.kill(self.pid, signal.SIGKILL)
        if self._keeper is not None:
            self._keeper.wait(_PATIENCE)
        self.stop()

    def _move_in(self) -> None:
        """Make the folder ours, see that the server can work in it, and clear up after one that was killed."""
        self.identity.give(self.folder)
        _check_reachable(self.folder, self.identity)
        if not self.identity.can_run(self.binaries):
            self.binaries = self.binaries.readable_copy()
        _check_version(self.data, self.binaries)
        left_behind = Path(lock.noted(self.folder))
        if left_behind.name.startswith(FOLDERS) and left_behind != self.sockets:
            shutil.rmtree(left_behind, ignore_errors=True)

    def _launch(self, held: int) -> None:
        with self.log.open("ab") as log:
            self._keeper = subprocess.Popen(
                self._keeper_command(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(held,),
                cwd="/",
            )

    def _keeper_command(self) -> list[str]:
        identity = self.identity
        given = ["-" if number is None else str(number) for number in (identity.uid, identity.gid)]
        doomed = self.folder if self.throwaway else self.sockets
        how = "SIGQUIT" if self.throwaway else "SIGINT"
        script = [sys.executable, "-I", "-S", str(Path(keeper.__file__).resolve())]
        settings = {
            **_ALWAYS,
            **(_THROWAWAY if self.throwaway else _KEPT),
            **self.settings,
            "unix_socket_directories": str(self.sockets),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(self.binaries.postgres), "-D", str(self.data), *options]
        return [*script, how, str(doomed), *given, *identity.prefix, *dies_with_its_parent(), *server]

    def _initialise(self) -> None:
        """Make the data folder beside its place first: one that was interrupted is never taken for a whole one."""
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        self.identity.give(unfinished)
        identity = self.identity
        done = subprocess.run(
            [*identity.prefix, str(self.binaries.initdb), "-D", str(unfinished), *self._initdb_options()],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else (),
        )
        if done.returncode != 0:
            raise _did_not_start("could not make its data folder", done.stdout + done.stderr)
        unfinished.rename(self.data)

    def _initdb_options(self) -> list[str]:
        """UTF-8, and the order of characters that is the same on every machine (built in since PostgreSQL 17)."""
        options = ["--username=postgres", "--auth=trust", "--no-instructions", "--encoding=UTF8", "--locale=C"]
        is_recent = self.binaries.major >= 17
        if is_recent:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if is_recent and _LINUX:
            options += ["--sync-method=syncfs"]
        return [*options, "--no-sync" if self.throwaway else "--data-checksums"]

    def _wait_until_it_answers(self) -> None:
        assert self._keeper is not None
        until, pause = time.monotonic() + _PATIENCE, 0.01
        while self._keeper.poll() is None and time.monotonic() < until:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(pause)
                pause = min(2 * pause, 0.2)
            else:
                return
        said = self.log.read_text(errors="replace")
        self.stop()
        raise _did_not_start("did not start", said)


def url_by(sockets: Path, database: str = "postgres", user: str = "postgres") -> str:
    """The URL of a database whose server has its socket in that folder."""
    return f"postgresql://{user}@/{database}?host={quote(str(sockets), safe='')}"


@contextmanager
def _locked(folder: Path, patience: float) -> Iterator[int]:
    with lock.held(folder, patience) as held:
        if held is None:
            raise PostgresDidNotStart(
                f"Another process works with the data in {folder}. Stop it first, or choose another folder."
            )
        yield held


def _check_reachable(folder: Path, identity: Identity) -> None:
    if not identity.reaches(folder):
        raise PostgresDidNotStart(
            f"PostgreSQL cannot run as root, and the user it runs as instead may not enter {folder}. Start as an "
            f"ordinary user, choose a folder that others may pass through, as /var/lib/ontzorg, or set DATABASE_URL."
        )


def _check_version(data: Path, binaries: Binaries) -> None:
    made_by = data / "PG_VERSION"
    if made_by.exists() and made_by.read_text().strip() != str(binaries.major):
        raise PostgresDidNotStart(
            f"{data} was made by PostgreSQL {made_by.read_text().strip()} and this is {binaries.major}. Take the data "
            "over with pg_dump of the old version, or move the folder aside to begin anew."
        )


def _did_not_start(what: str, said: str) -> PostgresDidNotStart:
    last_lines = "\n".join(f"    {line}" for line in said.splitlines()[-12:])
    cures = [cure for pattern, cure in _CURES if re.search(pattern, said)] or [_LAST_RESORT]
    return PostgresDidNotStart(f"PostgreSQL {what}. {' '.join(cures)}\nIts last words:\n{last_lines}")
