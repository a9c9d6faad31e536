"""Asking a database whether the promises are kept: one look at one moment, for all organisations, writing nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import NamedTuple

import psycopg
from psycopg import sql

from house.services import SERVICES
from services.clock import stopwatch
from services.database import server_options
from services.errors import NotFound, Refused, Unavailable
from services.promises import Promise

FIRST = 5
"""So many offenders are shown; there may be thousands, and the first say what is wrong with all."""

Offender = Mapping[str, str]


class NoDatabase(Unavailable):
    """No database server answers at this address."""


class NoAddress(Refused):
    """This is no address of a database; write postgresql://user:password@host/name."""


class NothingToExamine(NotFound):
    """There is nothing of Ontzorg in this database."""


class SeesTooLittle(Refused):
    """The doctor has to see all organisations and this role does not; give the URL of the database's administrator."""


class Finding(NamedTuple):
    """What came of a promise: how many break it (None if nobody could look, for the reason in `why`), and the first."""

    service: str
    promise: Promise
    offenders: int | None
    first: Sequence[Offender] = ()
    milliseconds: float = 0.0
    why: str = ""

    @property
    def is_broken(self) -> bool:
        return bool(self.offenders)


def examine(url: str, services: Sequence[str] = SERVICES) -> list[Finding]:
    """Every promise of these services, asked in one snapshot for each; `url` is the administrator's of their database.

    A service that keeps its data elsewhere is passed over. `NoAddress`, `NoDatabase`, `NothingToExamine`,
    `SeesTooLittle`.
    """
    found: list[Finding] = []
    for service in services:
        with looking(url, service) as connection:
            if connection is not None:
                found += [asked(connection, service, promise) for promise in promises_of(service)]
    if not found:
        raise NothingToExamine
    return found


def promises_of(service: str) -> Sequence[Promise]:
    """What a service promises, in order of number."""
    promises: Sequence[Promise] = import_module(f"services.{service}.promises").PROMISES
    return promises


@contextmanager
def looking(url: str, service: str) -> Iterator[psycopg.Connection | None]:
    """A look into the database of a service, which sees all and writes nothing; None where that service is not."""
    try:
        connection = psycopg.connect(url, options=server_options(service))
    except psycopg.ProgrammingError:
        raise NoAddress from None
    except psycopg.OperationalError as refusal:
        raise NoDatabase(f"{NoDatabase.title} {str(refusal).splitlines()[0]}") from None
    with connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if connection.execute("select to_regclass('organisation')").fetchone() == (None,):
            yield None
            return
        sees_all = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user"
        if connection.execute(sees_all).fetchone() != (True,):
            raise SeesTooLittle
        yield connection


def asked(
    connection: psycopg.Connection, service: str, promise: Promise, shown: sql.Composable | None = None
) -> Finding:
    """What comes of asking whether a promise is kept; `shown` are the tables of which it is to see some rows only."""
    lasted = stopwatch()
    count, first = first_of(connection, promise.offenders, shown)
    return Finding(service, promise, count, first, lasted() * 1000)


def first_of(
    connection: psycopg.Connection, found: str, shown: sql.Composable | None = None
) -> tuple[int, Sequence[Offender]]:
    """How many rows a query gives, and the first; it is the database that counts, however many there are."""
    tables = sql.SQL("") if shown is None else sql.SQL("{}, ").format(shown)
    query = sql.SQL(
        "with {}offender as materialized ({}) select (select count(*) from offender), to_json(offender) from offender"
        " limit {}"
    ).format(tables, sql.SQL(found), FIRST)
    rows = connection.execute(query).fetchall()
    count = rows[0][0] if rows else 0
    return count, [{name: str(value) for name, value in row.items() if value is not None} for _, row in rows]
