"""One transaction, one organisation; and nothing of anybody else's."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError, StatementError
from sqlmodel import col

from services.database import (
    Database,
    Instant,
    ReadSession,
    WholeCents,
    as_service,
    at_the_end,
    by_value,
    organisation_of,
)
from services.errors import InvalidInput
from services.ids import SeededIds
from services.schedule.tables import Municipality
from tests.conftest import SessionOf

EXAMPLE = "NL91ABNA0417164300"


class Mood(StrEnum):
    GLAD = "so glad"
    SAD = "sad"


def a_municipality(organisation: UUID, code: str = "GM9001") -> Municipality:
    return Municipality(organisation_id=organisation, code=code, name="Voorbeeldstad", policy="statutory", iban=EXAMPLE)


async def municipalities(session: SessionOf, organisation: UUID | None) -> list[str]:
    async with session(organisation) as work:
        return list((await work.execute(select(col(Municipality.code)))).scalars())


@pytest.fixture
async def theirs(session: SessionOf, another_organisation: UUID) -> UUID:
    """Another organisation, with one municipality."""
    async with session(another_organisation) as work:
        work.add(a_municipality(another_organisation))
    return another_organisation


async def test_what_was_done_is_committed_at_the_end_of_the_block(session: SessionOf, organisation: UUID) -> None:
    async with session(organisation) as work:
        work.add(a_municipality(organisation))
    assert await municipalities(session, organisation) == ["GM9001"]


async def test_what_is_left_for_the_end_of_a_transaction_is_done_in_it_after_all_else(
    session: SessionOf, organisation: UUID
) -> None:
    seen: list[str] = []
    async with session(organisation) as work:

        async def look() -> None:
            seen.extend((await work.execute(select(col(Municipality.code)))).scalars())
            work.add(a_municipality(organisation, "GM9002"))

        at_the_end(work, look)
        work.add(a_municipality(organisation))
    assert seen == ["GM9001"]
    assert sorted(await municipalities(session, organisation)) == ["GM9001", "GM9002"]


async def test_an_error_at_the_end_of_a_transaction_leaves_nothing_behind(
    session: SessionOf, organisation: UUID
) -> None:
    async def fail() -> None:
        raise OverflowError

    async def begin_and_fail() -> None:
        async with session(organisation) as work:
            at_the_end(work, fail)
            work.add(a_municipality(organisation))

    with pytest.raises(OverflowError):
        await begin_and_fail()
    assert await municipalities(session, organisation) == []


async def test_an_error_leaves_nothing_behind(session: SessionOf, organisation: UUID) -> None:
    async def begin_and_fail() -> None:
        async with session(organisation) as work:
            work.add(a_municipality(organisation))
            await work.flush()
            raise OverflowError

    with pytest.raises(OverflowError):
        await begin_and_fail()
    assert await municipalities(session, organisation) == []


async def test_another_organisations_rows_do_not_exist(session: SessionOf, organisation: UUID, theirs: UUID) -> None:
    assert await municipalities(session, organisation) == []
    assert await municipalities(session, theirs) == ["GM9001"]


async def test_without_an_organisation_nobodys_rows_exist(session: SessionOf, theirs: UUID) -> None:
    assert await municipalities(session, None) == []


@pytest.mark.parametrize("change", ["update municipality set name = 'ours'", "delete from municipality"])
async def test_another_organisations_rows_can_be_neither_changed_nor_removed(
    session: SessionOf, organisation: UUID, theirs: UUID, change: str
) -> None:
    async with session(organisation) as work:
        changed: Any = await work.execute(text(change))
        assert changed.rowcount == 0
    async with session(theirs) as work:
        assert (await work.execute(select(col(Municipality.name)))).scalars().all() == ["Voorbeeldstad"]


async def test_a_row_cannot_be_written_for_another_organisation(
    session: SessionOf, organisation: UUID, another_organisation: UUID
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with session(organisation) as work:
            work.add(a_municipality(another_organisation))
    assert await municipalities(session, another_organisation) == []


async def test_a_row_cannot_be_moved_to_another_organisation(
    session: SessionOf, organisation: UUID, another_organisation: UUID
) -> None:
    async with session(organisation) as work:
        work.add(a_municipality(organisation))
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with session(organisation) as work:
            await work.execute(text("update municipality set organisation_id = :id"), {"id": another_organisation})
    assert await municipalities(session, another_organisation) == []


async def test_a_pooled_connection_forgets_whose_it_was(database_url: str, organisation: UUID) -> None:
    """PostgreSQL keeps the setting as an empty text on a connection that once had it, and that is no uuid."""
    database = Database(database_url, "schedule", connections=1)
    async with database.transaction(organisation) as work:
        work.add(a_municipality(organisation))
    async with database.transaction(None) as work:
        left = (await work.execute(text("select current_setting('app.organisation', true)"))).scalar_one()
        seen = (await work.execute(select(Municipality))).all()
    await database.close()
    assert (left, seen) == ("", [])


async def test_the_organisation_is_still_known_after_a_savepoint_was_rolled_back(
    session: SessionOf, organisation: UUID
) -> None:
    async with session(organisation) as work:
        with pytest.raises(DBAPIError):
            async with work.begin_nested():
                await work.execute(text("select 1 / 0"))
        work.add(a_municipality(organisation))
    assert await municipalities(session, organisation) == ["GM9001"]


async def test_a_reading_session_reads_and_is_refused_every_write(database: Database, organisation: UUID) -> None:
    async with database.transaction(organisation) as work:
        work.add(a_municipality(organisation))
    async with database.reading(organisation) as reading:
        assert (await reading.execute(select(col(Municipality.code)))).scalars().all() == ["GM9001"]
    with pytest.raises(DBAPIError, match="read-only transaction"):
        async with database.reading(organisation) as reading:
            await reading.execute(text("delete from municipality"))
    async with database.reading(organisation) as reading:
        assert len((await reading.execute(select(Municipality))).all()) == 1


async def test_a_session_knows_whose_it_is(session: SessionOf, organisation: UUID) -> None:
    async with session(organisation) as work:
        assert organisation_of(work) == organisation
    async with session(None) as work:
        with pytest.raises(LookupError, match="belongs to no organisation"):
            organisation_of(work)


async def test_a_sandbox_names_its_rows_alike_every_time(database_url: str, ids: SeededIds) -> None:
    database = Database(database_url, "schedule", ids=ids)
    assert database.ids is ids
    await database.close()


@pytest.mark.parametrize("statement", ["create table mine (id int)", "create schema mine", "drop table municipality"])
async def test_a_service_makes_and_drops_nothing(session: SessionOf, organisation: UUID, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        async with session(organisation) as work:
            await work.execute(text(statement))


@pytest.mark.parametrize("rewriting", ["update outbox set subject = 'x'", "delete from outbox", "truncate outbox"])
async def test_a_service_may_not_rewrite_history(session: SessionOf, organisation: UUID, rewriting: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied for table outbox"):
        async with session(organisation) as work:
            await work.execute(text(rewriting))


@pytest.mark.parametrize(
    "rewriting", ["update outbox set subject = 'x'", "delete from outbox", "truncate outbox cascade"]
)
async def test_even_the_administrator_does_not_rewrite_history(admin_url: str, rewriting: str) -> None:
    administrator = Database(admin_url, "schedule")
    with pytest.raises(DBAPIError, match=r"outbox is append-only: (UPDATE|DELETE|TRUNCATE) is refused"):
        async with administrator.transaction(None) as work:
            await work.execute(text(rewriting))
    await administrator.close()


_kept = Table(
    "kept",
    MetaData(),
    Column("cents", WholeCents),
    Column("at", Instant),
    Column("mood", by_value(Mood)),
    prefixes=["temporary"],
)


async def kept(work: ReadSession, **values: Any) -> Any:
    connection = await work.connection()
    await connection.run_sync(_kept.create)
    await work.execute(insert(_kept).values(**values))
    return (await work.execute(select(_kept))).one()


async def test_cents_instants_and_words_come_back_as_they_went_in(session: SessionOf) -> None:
    instant = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    async with session(None) as work:
        row = await kept(work, cents=2_140_000_000_00, at=instant, mood=Mood.GLAD)
        assert row == (2_140_000_000_00, datetime(2026, 3, 29, 1, 30, tzinfo=UTC), Mood.GLAD)
        assert row.at.tzinfo is UTC
        assert isinstance(row.mood, Mood)
        assert (await work.execute(text("select mood from kept"))).scalar_one() == "so glad"


async def test_nothing_comes_back_as_nothing(session: SessionOf) -> None:
    async with session(None) as work:
        assert await kept(work, cents=None, at=None, mood=None) == (None, None, None)


@pytest.mark.parametrize("amount", [12.5, "1250", True])
async def test_an_amount_that_is_no_whole_number_of_cents_does_not_get_in(session: SessionOf, amount: object) -> None:
    with pytest.raises(StatementError, match="is no amount in whole cents"):
        async with session(None) as work:
            await kept(work, cents=amount)


async def test_a_moment_without_a_time_zone_does_not_get_in(session: SessionOf) -> None:
    with pytest.raises(StatementError, match="has no time zone") as refusal:
        async with session(None) as work:
            await kept(work, at=datetime(2026, 3, 29, 1, 30))  # noqa: DTZ001 - the missing zone is the point
    assert isinstance(refusal.value.orig, InvalidInput)


async def test_a_word_outside_the_list_does_not_get_in(session: SessionOf) -> None:
    with pytest.raises(StatementError, match="'cross' is not a valid Mood"):
        async with session(None) as work:
            await kept(work, mood="cross")


def test_a_service_enters_with_its_own_role_and_password() -> None:
    assert as_service("postgresql://admin:old@db:5432/ontzorg", "schedule", "n3w") == (
        "postgresql://ontzorg_schedule:n3w@db:5432/ontzorg"
    )


def test_what_cannot_be_the_name_of_a_schema_is_no_service() -> None:
    with pytest.raises(ValueError, match="no name of a service"):
        as_service("postgresql://db/ontzorg", "schedule; drop schema schedule")
