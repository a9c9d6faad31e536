"""A payment belongs to a run and a municipality that are there, expected money to a household; for good."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege, RestrictViolation

from services.clock import MovableClock
from services.database import Database
from tests.schedule.payments.runs import FEBRUARY, Office
from tests.schedule.rows import changed, everything

NOBODY = UUID(int=7)


@pytest.fixture
async def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    """One with a run of one household."""
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    await office.propose()
    return office


@pytest.fixture
def service(database_url: str, office: Office) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url, options="-c search_path=schedule") as connection:
        connection.execute("select set_config('app.organisation', %s, false)", [str(office.organisation)])
        yield connection
        connection.rollback()


def copied(table: str, column: str) -> str:
    """An INSERT of a row like those that are there, with another owner."""
    changes = {column: "%s::text", "live": "false", "state": "'withdrawn'"}
    changes |= dict.fromkeys(["end_to_end_id", "occasion", "subject"], "'another'")
    row = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    row = f"jsonb_populate_record(one, jsonb_build_object({row}))"
    return f"insert into {table} select (new).* from (select {row} as new from {table} as one limit 1) as made"


OWNERS = [
    ("payment", "run_id", str(NOBODY)),
    ("payment", "municipality", "GM9999"),
    ("expected_income", "household_id", str(NOBODY)),
]


@pytest.mark.parametrize(("table", "column", "owner"), OWNERS)
async def test_a_row_of_somebody_who_is_not_there_is_refused(
    table: str, column: str, owner: str, service: psycopg.Connection, admin_url: str
) -> None:
    before = everything(admin_url)
    with pytest.raises(ForeignKeyViolation, match=f"{table} names a {column} that is not there"):
        service.execute(copied(table, column).encode(), [owner])
    service.rollback()
    assert changed(before, everything(admin_url)) == []


@pytest.mark.parametrize(("table", "column", "owner"), OWNERS)
async def test_a_row_does_not_move_to_somebody_else(
    table: str, column: str, owner: str, service: psycopg.Connection
) -> None:
    with pytest.raises(RestrictViolation):
        service.execute(f"update {table} set {column} = %s".encode(), [owner])


async def test_a_run_and_a_household_are_never_deleted(service: psycopg.Connection) -> None:
    for table in ("payment_run", "household"):
        with pytest.raises(InsufficientPrivilege), service.transaction():
            service.execute(f"delete from {table}".encode())
