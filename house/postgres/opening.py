"""The three ways to have a database server: a throw-away one, one whose data is kept, and somebody else's."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from house.postgres import lock
from house.postgres.binaries import Binaries, find_binaries
from house.postgres.cluster import FOLDERS, Cluster, url_by
from house.postgres.identity import Identity, find_identity


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
    identity, programs = identity or find_identity(), binaries or find_binaries()
    with _short_folder(within) as folder:
        cluster = Cluster(folder, folder, programs, identity, settings or {}, throwaway=True)
        with _running(cluster):
            yield cluster


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
    identity, programs = identity or find_identity(), binaries or find_binaries()
    folder.mkdir(parents=True, exist_ok=True)
    with _short_folder() as sockets:
        identity.give(sockets)
        cluster = Cluster(folder, sockets, programs, identity, settings or {}, throwaway=False)
        with _running(cluster, patience):
            yield cluster


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
def _running(cluster: Cluster, patience: float = 0) -> Iterator[None]:
    try:
        cluster.start(patience)
        yield
    finally:
        cluster.stop()


@contextmanager
def _short_folder(within: Path | None = None) -> Iterator[Path]:
    """A folder of our own with a short name, for a while: the path of a Unix socket has at most 103 characters."""
    parent = str(within) if within else tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix=FOLDERS, dir=parent if len(parent) < 60 else "/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
