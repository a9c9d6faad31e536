"""Rows arrive as they were given, whether a few are inserted or many are copied."""

from uuid import UUID

import pytest
from sqlalchemy import text

from services.clock import MovableClock
from services.storing import FEW, Rows, store
from tests.conftest import SessionOf
from tests.schedule.conftest import DEN_HAAG

pytestmark = pytest.mark.usefixtures("municipalities")

_COLUMNS = (
    "organisation_id", "id", "reference", "municipality", "policy", "plan_version", "imported_row", "registered_at",
    "registered_by",
)  # fmt: skip
_AWKWARD = 'a "quote", a \\ backslash,\ta tab\nand a new line; ö €'


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 1000])
async def test_every_value_is_kept_to_the_letter(
    session: SessionOf, organisation: UUID, clock: MovableClock, count: int
) -> None:
    values = [
        (organisation, UUID(int=number), f"Z-{number}", DEN_HAAG, _AWKWARD, None, b"\x00\xff\\", clock.now(), "anna")
        for number in range(1, count + 1)
    ]
    async with session(organisation) as work:
        await store(work, Rows("household", _COLUMNS, values))
    async with session(organisation) as work:
        rows = (await work.execute(text(f"select {', '.join(_COLUMNS)} from household order by id"))).all()
    assert [tuple(row) for row in rows] == values


async def test_twice_in_one_transaction_adds_both(session: SessionOf, organisation: UUID, clock: MovableClock) -> None:
    def rows(first: int) -> Rows:
        return Rows("household", _COLUMNS, [
            (organisation, UUID(int=number), f"Z-{number}", DEN_HAAG, "capelle", None, None, clock.now(), "anna")
            for number in range(first, first + FEW + 1)
        ])  # fmt: skip

    async with session(organisation) as work:
        await store(work, rows(1))
        await store(work, rows(1000))
        await store(work, rows(2000)._replace(values=[]))
    async with session(organisation) as work:
        assert (await work.execute(text("select count(*) from household"))).scalar_one() == 2 * (FEW + 1)


async def test_a_copied_row_of_another_organisation_is_refused(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    values = [
        (another_organisation, UUID(int=number), f"Z-{number}", "GM0637", "x", None, None, clock.now(), "anna")
        for number in range(1, FEW + 10)
    ]

    async def copy() -> None:
        async with session(organisation) as work:
            await store(work, Rows("household", _COLUMNS, values))

    with pytest.raises(Exception, match="violates row-level security"):
        await copy()
