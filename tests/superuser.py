"""The superuser of a test's server: who copies databases, plants what must not be, and sees what the services hide.

A connection is kept for all that a test does so in one database. A new one costs the server five milliseconds, and what
it has read of the catalogue is lost with it: more than most of what is asked, and tests ask dozens of times.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import Connection, sql
from psycopg.rows import TupleRow

from house.postgres import Cluster

Superuser = Connection[TupleRow]

_kept: dict[str, Superuser] = {}
"""By the database's URL. Who is lent one takes it out meanwhile, so that nobody else is in that transaction."""


@contextmanager
def as_superuser(admin_url: str, schema: str | None = None) -> Iterator[Superuser]:
    """One transaction in a database, committed at its end; tables without a schema are those of `schema`."""
    with _lent(admin_url) as connection:
        with connection.transaction():
            if schema is not None:
                connection.execute(sql.SQL("set local search_path to {}").format(sql.Identifier(schema)))
            yield connection
        connection.execute("select pg_stat_force_next_flush()")  # counted at once, as of somebody who leaves


def copy_database(cluster: Cluster, template: str, name: str) -> str:
    """A database with this name, as `template` is now; its URL.

    Copied file by file, for half of what it takes to write every page of it into the log.
    """
    _leave(cluster.url(template))
    with _lent(cluster.url()) as connection:
        connection.execute(f"create database {name} template {template} strategy file_copy".encode())
    return cluster.url(name)


def drop_database(cluster: Cluster, name: str) -> None:
    """Be rid of a database, whoever is in it."""
    _leave(cluster.url(name))
    with _lent(cluster.url()) as connection:
        connection.execute(f"drop database {name} with (force)".encode())


def vacuum(admin_url: str, tables: Sequence[sql.Identifier]) -> None:
    """Leave no trace in their files of rows that were deleted."""
    with _lent(admin_url) as connection:
        connection.execute(sql.SQL("vacuum {}").format(sql.SQL(", ").join(tables)))


def leave_all() -> None:
    """Be nowhere any more: before a server is stopped."""
    for admin_url in list(_kept):
        _leave(admin_url)


@contextmanager
def _lent(admin_url: str) -> Iterator[Superuser]:
    connection = _back(admin_url) or _entered(admin_url)
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
    if admin_url in _kept:
        connection.close()  # somebody else came meanwhile
    else:
        _kept[admin_url] = connection


def _leave(admin_url: str) -> None:
    connection = _kept.pop(admin_url, None)
    if connection is not None:
        connection.close()


def _back(admin_url: str) -> Superuser | None:
    """The one that was kept, without what was set in it; nothing where there is none, or its server went down."""
    connection = _kept.pop(admin_url, None)
    if connection is None:
        return None
    try:
        connection.execute("discard all")
    except psycopg.OperationalError:
        connection.close()
        return None
    return connection


def _entered(admin_url: str) -> Superuser:
    """Nothing is prepared, for a test may change the tables under it."""
    return psycopg.connect(admin_url, autocommit=True, prepare_threshold=None)
