"""A doctor who comes every night: what was found in order is looked at again only where a row was written since.

Whoever changed follows from the rows themselves: PostgreSQL writes into each (`xmin`) which transaction made it. What a
promise says of each household, or subject, alone is then asked of those alone; all else is asked in full. A row that is
gone tells nothing, so where one was deleted from a table that such a promise is about, everything is looked at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import psycopg
from psycopg import sql

from house.doctor.examination import Finding, asked, looking, promises_of
from house.services import SERVICES
from services.clock import stopwatch
from services.promises import Each, Promise

_BEGINS = "select pg_snapshot_xmin(pg_current_snapshot())::xid::text"
"""Every transaction before this one is over, and what it wrote is seen."""
_LATELY = "age(xmin) <= age('{}'::xid)"
_DELETED = """
    select coalesce(sum(n_tup_del), 0) from pg_stat_user_tables
    where schemaname = current_schema() and relid in (
        select inhrelid from pg_inherits where inhparent = any({tables}::regclass[])
        union all select unnest({tables}::regclass[])
    )
"""
_TABLES = """
    select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
"""


class _Order(NamedTuple):
    """That a service was in order: what was written from which transaction on is news, and how many rows were gone."""

    since: str
    deleted: int


class Returning:
    """The looks at one database, each from the one before it at which all was in order."""

    def __init__(self, url: str, services: Sequence[str] = SERVICES) -> None:
        self._url = url
        self._services = services
        self._in_order: dict[str, _Order] = {}

    def look(self, *, at_everything: bool = False) -> list[Finding]:
        """What is found tonight; the first time, and `at_everything`, whoever changed or not."""
        found: list[Finding] = []
        for service in self._services:
            with looking(self._url, service) as connection:
                if connection is not None:
                    before = None if at_everything else self._in_order.get(service)
                    found += self._look(connection, service, before)
        return found

    def _look(self, connection: psycopg.Connection, service: str, before: _Order | None) -> list[Finding]:
        promises = promises_of(service)
        now = _Order(_one(connection, sql.SQL(_BEGINS)), _deleted(connection, promises))
        if before is None or before.deleted != now.deleted:
            found = [asked(connection, service, promise) for promise in promises]
        else:
            found = list(_lately(connection, service, promises, before.since))
        if not any(one.is_broken for one in found):
            self._in_order[service] = now
        return found


def _lately(connection: psycopg.Connection, service: str, promises: Iterable[Promise], since: str) -> Iterator[Finding]:
    changed: dict[int, list[object]] = {}
    for promise in promises:
        if promise.each is None:
            yield asked(connection, service, promise)
            continue
        lasted = stopwatch()
        if id(promise.each) not in changed:
            changed[id(promise.each)] = _changed(connection, promise.each, since)
        if who := changed[id(promise.each)]:
            found = asked(connection, service, promise, _shown(promise.each.shown, who))
            yield found._replace(milliseconds=lasted() * 1000)
        else:
            yield Finding(service, promise, 0, milliseconds=lasted() * 1000)


def _changed(connection: psycopg.Connection, each: Each, since: str) -> list[object]:
    lately = _LATELY.format(since)
    queries = " union ".join(one.format(lately=lately) for one in each.changed)
    query = f"select who from ({queries}) changed (who) where who is not null"
    return [who for (who,) in connection.execute(query.encode())]


def _shown(tables: Mapping[str, str], who: Sequence[object]) -> sql.Composable:
    """Each table under its own name, with the rows of these alone."""
    return sql.SQL(", ").join(
        sql.SQL("{0} as not materialized (select * from {0} where {1} = any({2}))").format(
            sql.Identifier(table), sql.Identifier(column), sql.Literal(list(who))
        )
        for table, column in tables.items()
    )


def _deleted(connection: psycopg.Connection, promises: Iterable[Promise]) -> int:
    """How many rows were ever deleted from the tables of which the promises speak one by one."""
    every = [promise.each for promise in promises if promise.each is not None]
    named = {table for each in every for table in each.shown if table not in each.may_go}
    kept = {name for (name,) in connection.execute(_TABLES)}
    tables = sql.Literal(sorted(named & kept))
    return int(_one(connection, sql.SQL(_DELETED).format(tables=tables)))


def _one(connection: psycopg.Connection, query: sql.SQL | sql.Composed) -> str:
    row = connection.execute(query).fetchone()
    assert row is not None, "the query gives one row"
    return str(row[0])
