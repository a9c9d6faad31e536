"""The bench's own PostgreSQL: a throw-away one as the demo's, databases that are copies of one another, and its CPU."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from house.postgres import Cluster, throwaway_cluster

_PROCESSES = Path("/proc")
_UTIME, _STIME, _CHILDREN_UTIME, _CHILDREN_STIME, _PARENT = 11, 12, 13, 14, 1
"""Where they stand in /proc/<pid>/stat behind the name (proc(5): fields 14 to 17, and 4)."""


class Server:
    """A running server, by databases of ours."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def url(self, database: str) -> str:
        """Where to enter a database as the administrator."""
        return self._cluster.url(database)

    def create(self, database: str, like: str = "template1") -> str:
        """A new database with everything that stands in another one, to which nobody may be connected; its URL."""
        statement = sql.SQL("create database {} template {}").format(sql.Identifier(database), sql.Identifier(like))
        with psycopg.connect(self._cluster.url(), autocommit=True) as connection:
            connection.execute(statement)
        return self.url(database)

    def has(self, database: str) -> bool:
        """Whether there is one of that name."""
        with psycopg.connect(self._cluster.url()) as connection:
            return connection.execute("select from pg_database where datname = %s", [database]).fetchone() is not None

    def drop(self, *databases: str) -> None:
        """These are wanted no more."""
        with psycopg.connect(self._cluster.url(), autocommit=True) as connection:
            for database in databases:
                connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database)))

    def cpu(self) -> float | None:
        """Seconds of processor time that the server and all its backends have used; None where nobody tells."""
        if not _PROCESSES.is_dir():
            return None
        postmaster = self._cluster.pid
        ticks = 0
        for stat in _PROCESSES.glob("[0-9]*/stat"):
            ticks += _ticks(stat, postmaster)
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def open_server() -> Iterator[Server]:
    """A server of the bench alone, gone with everything in it at the end."""
    with throwaway_cluster() as cluster:
        yield Server(cluster)


@contextmanager
def open_once() -> Iterator[Callable[[], Server]]:
    """A way to one server, which is opened when somebody first goes there and gone at the end."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(open_server()))


def tidy(url: str) -> None:
    """What autovacuum does within minutes, done at once: so it neither lacks in one month nor disturbs another."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _ticks(stat: Path, postmaster: int) -> int:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0  # it ended while we looked; the postmaster counts it from now on
    if int(stat.parent.name) == postmaster:
        return sum(int(fields[place]) for place in (_UTIME, _STIME, _CHILDREN_UTIME, _CHILDREN_STIME))
    return int(fields[_UTIME]) + int(fields[_STIME]) if int(fields[_PARENT]) == postmaster else 0
