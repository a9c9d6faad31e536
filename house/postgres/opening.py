"""The three ways to have a database server: a throw-away one, one whose data is kept, and somebody else's."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from house.postgres import lock
from house.postgres.binaries import Binaries, find_binaries
from house.postgres.cluster import THROWAWAY, Cluster, PostgresDidNotStart, url_by
from house.postgres.identity import Identity, find_identity

_PREFIX = "ontzorg-"


@contextmanager
def throwaway_cluster(
    binaries: Binaries | None = None,
    identity: Identity | None = None,
    settings: Mapping[str, str] | None = None,
    within: Path | None = None,
) -> Iterator[Cluster]:
    """A fresh server without durability, gone with everything in it at the end of the block or of this process.

    It stands in a folder of its own `within` another, or where this machine keeps temporary files.
    """
    identity = identity or find_identity()
    folder = _short_folder(within)
    try:
        identity.give(folder)
        programs = _runnable(binaries or find_binaries(), identity)
        cluster = Cluster(folder, folder, programs, identity, {**THROWAWAY, **(settings or {})}, throwaway=True)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_cluster(
    folder: Path,
    binaries: Binaries | None = None,
    identity: Identity | None = None,
    settings: Mapping[str, str] | None = None,
    patience: float = 10.0,
) -> Iterator[Cluster]:
    """The server whose data is kept in `folder`: durable, recovered after a crash, and never two on one folder.

    Another one on the folder is waited for `patience` seconds: the last processes of one that was killed need a moment.
    """
    identity = identity or find_identity()
    folder.mkdir(parents=True, exist_ok=True)
    with lock.held(folder, patience) as held:
        if held is None:
            raise PostgresDidNotStart(
                f"Another process works with the data in {folder}. Stop it first, or choose another folder."
            )
        identity.give(folder)
        _check_reachable(folder, identity)
        programs = _runnable(binaries or find_binaries(), identity)
        _check_version(folder / "data", programs)
        with _sockets(folder, held, identity) as sockets:
            cluster = Cluster(folder, sockets, programs, identity, settings or {}, throwaway=False, lock=held)
            try:
                cluster.start()
                yield cluster
            finally:
                cluster.stop()


def running_url(folder: Path) -> str | None:
    """Where the server of a kept `folder` can be reached that another process runs now; `None` if none does."""
    if not folder.exists():
        return None
    with lock.held(folder, patience=0) as held:
        return url_by(Path(lock.noted(folder))) if held is None else None


@contextmanager
def open_database_server(database_url: str | None, folder: Path | None = None) -> Iterator[str]:
    """The URL of the database to work on, as its administrator: `database_url` if given, else a server of our own.

    That one is kept in `folder`, or thrown away at the end when there is none.
    """
    if database_url:
        yield database_url
        return
    with kept_cluster(folder) if folder else throwaway_cluster() as cluster:
        yield cluster.url()


@contextmanager
def _sockets(folder: Path, held: int, identity: Identity) -> Iterator[Path]:
    """A folder for the socket, noted in the lock: so it is found by others, and cleared by the next after a crash."""
    left_behind = lock.noted(folder)
    if left_behind and Path(left_behind).name.startswith(_PREFIX):
        shutil.rmtree(left_behind, ignore_errors=True)
    sockets = _short_folder()
    try:
        identity.give(sockets)
        lock.note(held, str(sockets))
        yield sockets
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _runnable(binaries: Binaries, identity: Identity) -> Binaries:
    """The programs where `identity` can run them; root's own folders are closed to the user it steps down to."""
    return binaries if identity.can_run(binaries) else binaries.readable_copy()


def _short_folder(within: Path | None = None) -> Path:
    """A folder of our own with a short name: the path of a Unix socket has at most 103 characters."""
    parent = str(within) if within else tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent if len(parent) < 60 else "/tmp"))


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
