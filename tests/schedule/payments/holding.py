"""A hand on a row, so that somebody else's transaction stops exactly there for as long as a test wants it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

import psycopg

from tests.schedule.payments.caseload import Town

FIFTH_HOUSEHOLD = "select from household where id = (select id from household order by id limit 1 offset 4) for update"
"""Of the seven: in the middle of the second of three shards."""

_TRIES, _PAUSE = 3000, 0.01


@contextmanager
def holding(town: Town, query: str) -> Iterator[None]:
    """Hold what a `select … for update` or a `lock table` gives, until the end of the block or of the server."""
    connection = psycopg.connect(town.admin_url, options="-c search_path=schedule")
    try:
        connection.execute(query.encode())
        yield
    finally:
        connection.close()


def until(town: Town, query: str, wanted: object = True) -> None:
    """Wait until a query gives this value; half a minute at most."""
    for _ in range(_TRIES):
        if town.one(query) == wanted:
            return
        sleep(_PAUSE)
    raise AssertionError(f"{query} has not become {wanted!r}")


def until_waiting(town: Town, how_many: int = 1) -> None:
    """Wait until so many transactions of the service wait for somebody to let go of a row."""
    until(
        town,
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'ontzorg_schedule'"
        " and wait_event_type = 'Lock'",
        how_many,
    )
