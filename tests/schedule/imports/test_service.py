"""Taking in a caseload in process, a few households at once."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.errors import InvalidInput
from services.schedule.hand import Hand
from services.schedule.households.queries import cases_of
from services.schedule.imports.csv_reading import read_csv
from services.schedule.imports.service import Outcome, import_caseload
from tests.conftest import SessionOf
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.imports.builders import a_csv, a_row
from tests.schedule.rows import everything

pytestmark = pytest.mark.usefixtures("municipalities")

NINE = [a_row(reference=f"Z-{number}", municipality=(DEN_HAAG, CAPELLE)[number % 2]) for number in range(9)]


async def take_in(session: SessionOf, organisation: UUID, clock: MovableClock, content: bytes, at_once: int) -> Outcome:
    async with session(organisation) as work:
        hand = Hand.of(work, "anna", clock.now(), RULES, KEYRING)
        return await import_caseload(work, hand, read_csv(content, hand.today), at_once=at_once)


@pytest.mark.parametrize("at_once", [1, 2, 4, 9, 100])
async def test_how_many_are_taken_at_once_makes_no_difference(
    session: SessionOf, organisation: UUID, clock: MovableClock, at_once: int
) -> None:
    outcome = await take_in(session, organisation, clock, a_csv(*NINE), at_once)
    assert (outcome.taken_in.registered, outcome.taken_in.facts, outcome.taken_in.plans) == (9, 72, 9)


async def test_after_many_good_batches_one_fault_still_undoes_all(
    session: SessionOf, organisation: UUID, clock: MovableClock, admin_url: str
) -> None:
    before = everything(admin_url)
    content = a_csv(*NINE, a_row(reference="Z-9", norm="singel"), a_row(reference="Z-0"))
    with pytest.raises(InvalidInput) as refusal:
        await take_in(session, organisation, clock, content, at_once=2)
    assert [fault.where for fault in refusal.value.faults] == ["rows[11].norm", "rows[12].reference"]
    assert everything(admin_url) == before


async def test_the_caseload_is_gone_through_by_batches_of_cases(
    session: SessionOf, organisation: UUID, another_organisation: UUID, clock: MovableClock
) -> None:
    await take_in(session, organisation, clock, a_csv(*NINE, {"reference": "Z-bare", "municipality": DEN_HAAG}), 100)
    async with session(organisation) as work:
        first = await cases_of(work, None, None, 5)
        second = await cases_of(work, None, first[-1].household_id, 5)
        in_capelle = await cases_of(work, CAPELLE, None, 100)
    found = [*first, *second]
    assert [len(first), len(second), len(in_capelle)] == [5, 4, 4]
    assert [one.household_id for one in found] == sorted(one.household_id for one in found)
    assert [one.case.case_id for one in found] == [str(one.household_id) for one in found]
    assert {one.plan_version for one in found} == {1}
    async with session(another_organisation) as work:
        assert await cases_of(work, None, None, 5) == []
