"""What an answer says otherwise is kept, and is the task of whoever looks after the household until he closes it."""

from datetime import date
from uuid import UUID

import pytest

from services.errors import InvalidInput
from services.schedule.households.task_service import close_task
from services.schedule.instructions.instruction import Outcome
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import B12
from tests.schedule.instructions.desk import Desk, asked, broken, reference_of
from tests.schedule.rows import changed, everything

ENERGYS = "NL91ABNA0417164300"
_KEPT = "select field, instructed, answered, found_by from instruction_difference order by field"
_TASKS = "select about, due_on, outcome from task where kind = 'instruction_differs' order by about"
_OPENED = (
    "select count(*) from outbox where type = 'nl.ontzorg.schedule.task.opened' and data ->> 'dueOn' = '2026-02-23'"
)


async def came_back(desk: Desk, run: RunRow, admin_url: str, outcome: str = "withheld", **otherwise: str) -> bytes:
    """The instruction file as a suite hands it back: an outcome behind the rent, and these cells of it otherwise."""
    names, *rows = [line.split(";") for line in (await desk.download(run)).decode().splitlines()]
    rent = reference_of(admin_url, "rent")
    for row in rows:
        is_rent = row[names.index("reference")] == rent
        for name, value in otherwise.items() if is_rent else ():
            row[names.index(name)] = value
        row += [outcome if is_rent else "", "ended" if is_rent and outcome == "refused" else ""]
    return "\r\n".join(map(";".join, [[*names, "outcome", "reason"], *rows])).encode()


async def test_another_account_is_kept_with_both_masked_and_becomes_a_task_for_the_next_bank_day(
    desk: Desk, admin_url: str
) -> None:
    """20 February 2026 is a Friday."""
    run = await desk.filed()
    opened = asked(admin_url, _OPENED)[0][0]
    taken = await desk.answer(run, await came_back(desk, run, admin_url, iban=ENERGYS))
    assert (taken.news, taken.open, taken.differing) == ({Outcome.WITHHELD: 1}, 1, 1)
    assert asked(admin_url, _KEPT) == [("iban", "NL02**********6789", "NL91**********4300", "wim")]
    assert asked(admin_url, _TASKS) == [("rent/2026-03", date(2026, 2, 23), None)]
    assert asked(admin_url, _OPENED)[0][0] == opened + 1
    assert broken(admin_url) == {}


async def test_what_was_refused_may_differ_too(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    taken = await desk.answer(run, await came_back(desk, run, admin_url, "refused", period="2026-04"))
    assert (taken.news, taken.differing) == ({Outcome.REFUSED: 1}, 1)
    assert asked(admin_url, _KEPT) == [("period", "2026-03", "2026-04", "wim")]
    assert broken(admin_url) == {}


async def test_an_answer_as_it_was_instructed_is_nobodys_task(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    assert (await desk.answer(run, await came_back(desk, run, admin_url))).differing == 0
    assert (asked(admin_url, _KEPT), asked(admin_url, _TASKS)) == ([], [])


async def test_the_same_answer_again_tells_of_nothing_twice(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    answer = await came_back(desk, run, admin_url, iban=ENERGYS)
    await desk.answer(run, answer)
    before = everything(admin_url)
    taken = await desk.answer(run, answer)
    assert (taken.news, taken.differing) == ({}, 0)
    assert changed(before, everything(admin_url)) == []


async def test_what_differs_only_in_a_later_answer_is_told_all_the_same(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, await came_back(desk, run, admin_url))
    taken = await desk.answer(run, await came_back(desk, run, admin_url, iban=ENERGYS))
    assert (taken.news, taken.differing) == ({}, 1)
    assert asked(admin_url, _TASKS) == [("rent/2026-03", date(2026, 2, 23), None)]


async def test_a_task_that_was_closed_is_open_again_for_a_difference_that_is_new(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, await came_back(desk, run, admin_url, iban=ENERGYS))
    await _close(desk, admin_url)
    assert asked(admin_url, _TASKS) == [("rent/2026-03", date(2026, 2, 23), "closed")]
    await desk.answer(run, await came_back(desk, run, admin_url, iban=ENERGYS, period="2026-04"))
    assert asked(admin_url, _TASKS) == [("rent/2026-03", date(2026, 2, 23), None)]
    assert [row[0] for row in asked(admin_url, _KEPT)] == ["iban", "period"]


async def test_a_new_fact_of_the_household_leaves_the_task_to_whoever_has_it(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, await came_back(desk, run, admin_url, iban=ENERGYS))
    ((household,),) = asked(admin_url, "select id from household")
    await desk.correct(UUID(str(household)), B12 | {"on": "2026-02-13"})
    assert asked(admin_url, _TASKS) == [("rent/2026-03", date(2026, 2, 23), None)]


async def test_of_an_answer_that_is_refused_no_difference_is_kept(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    answer = await came_back(desk, run, admin_url, iban=ENERGYS, amountCents="61999")
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refused:
        await desk.answer(run, answer)
    assert [fault.where.partition(".")[2] for fault in refused.value.faults] == ["amountCents"]
    assert changed(before, everything(admin_url)) == []


async def _close(desk: Desk, admin_url: str) -> None:
    ((household, task),) = asked(admin_url, "select household_id, id from task where kind = 'instruction_differs'")
    async with desk.database.transaction(desk.organisation) as session:
        hand = desk.hand(session, "roos")
        await close_task(session, hand, UUID(str(household)), UUID(str(task)), "it was a typing error of theirs")
