"""Taking in an answer: what was withheld is executed against the benefit, what was not waits for a person."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from services import banking_days
from services.errors import InvalidInput
from services.schedule.instructions.instruction import Outcome
from services.schedule.instructions.repository import NoSuchInstructionFile
from services.schedule.ledger.accounts import accounts
from services.schedule.ledger.entry import AccountKind
from services.schedule.ledger.replay import differences
from services.schedule.payments.repository import NoSuchRun
from services.schedule.payments.run import RunKey
from services.schedule.payments.settling import settle
from tests.conftest import SessionOf
from tests.schedule.instructions.desk import Desk, an_answer, asked, booked, broken, held, reference_of
from tests.schedule.payments.runs import MARCH_RUN, payments
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

SUPPLEMENTARY = RunKey(MARCH_RUN.month, type(MARCH_RUN.kind).SUPPLEMENTARY, 1)
_RENT = "select state, reason, amount, route from payment_of_run where purpose = 'rent' order by run_id"
_PENDING = ("rent/2026-03", "pending", "budget", "clearing", 62000)
_NEWS = "select type, data from outbox where data ->> 'reason' is not null or type like '%answered' order by id"


async def figures(desk: Desk, household_id: UUID) -> dict[str, tuple[int, int]]:
    """By account what is held (or came from there) and what is free of it, in cents."""
    async with desk.database.reading(desk.organisation) as session:
        own = (await accounts(session, [household_id]))[household_id]
        assert await differences(session, from_the_beginning=True) == []
    kinds = (AccountKind.BUDGET, AccountKind.CLEARING, AccountKind.BENEFIT)
    return {str(kind): (own[kind].held, own[kind].free) for kind in kinds}


async def household_of(admin_url: str) -> UUID:
    ((found,),) = asked(admin_url, "select distinct household_id from instruction_line")
    return UUID(str(found))


async def test_what_was_withheld_leaves_the_benefit_and_never_the_bank(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    before = await figures(desk, household := await household_of(admin_url))
    taken = await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld", "", "")))
    assert (taken.news, taken.open) == ({Outcome.WITHHELD: 1}, 1)
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "executed", "budget", "clearing", 62000),
        ("rent/2026-03/withheld", "posted", "clearing", "benefit", 62000),
    ]
    after = await figures(desk, household)
    assert after["budget"] == (before["budget"][0] - 62000, before["budget"][1])
    assert after["clearing"][0] == before["clearing"][0] == 0
    assert after["benefit"][0] == before["benefit"][0] + 62000
    assert asked(admin_url, _RENT) == [("submitted", None, 62000, "benefit_system_withholds")]
    assert (held(admin_url), broken(admin_url)) == ([], {})


@pytest.mark.parametrize(("outcome", "cents"), [("refused", ""), ("withheld_partly", "40000")])
async def test_what_was_not_withheld_in_full_is_somebodys_task_for_the_next_bank_day(
    desk: Desk, admin_url: str, outcome: str, cents: str
) -> None:
    run = await desk.filed()
    tasks = "select about, due_on from task where kind = 'instruction_differs' and outcome is null"
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), outcome, cents, "no more benefit left")))
    due_on = banking_days.bank_days_later(desk.clock.today(), 1)
    assert asked(admin_url, tasks) == [("rent/2026-03", due_on)]


async def test_what_was_refused_is_free_and_waits_with_its_reason(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    before = await figures(desk, household := await household_of(admin_url))
    answer = an_answer((reference_of(admin_url, "rent"), "refused", "", "no benefit in payment"))
    taken = await desk.answer(run, answer)
    assert (taken.news, taken.open) == ({Outcome.REFUSED: 1}, 1)
    assert booked(admin_url, "rent") == [_PENDING, ("rent/2026-03", "released", "budget", "clearing", 62000)]
    after = await figures(desk, household)
    assert after["budget"] == (before["budget"][0], before["budget"][1] + 62000)
    assert asked(admin_url, _RENT) == [("held", "benefit_system_refused", 62000, "benefit_system_withholds")]
    assert held(admin_url) == [("rent", "2026-03", 62000, "benefit_system_refused")]
    assert broken(admin_url) == {}


async def test_of_what_was_withheld_in_part_the_part_is_paid_and_the_rest_waits(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    before = await figures(desk, household := await household_of(admin_url))
    taken = await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld_partly", "40000", "")))
    assert (taken.news, taken.open) == ({Outcome.WITHHELD_PARTLY: 1}, 1)
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "released", "budget", "clearing", 62000),
        ("rent/2026-03#2", "pending", "budget", "clearing", 40000),
        ("rent/2026-03#2", "executed", "budget", "clearing", 40000),
        ("rent/2026-03#2/withheld", "posted", "clearing", "benefit", 40000),
    ]
    after = await figures(desk, household)
    assert after["budget"] == (before["budget"][0] - 40000, before["budget"][1] + 22000)
    assert after["benefit"][0] == before["benefit"][0] + 40000
    assert asked(admin_url, _RENT) == [("submitted", None, 40000, "benefit_system_withholds")]
    assert held(admin_url) == [("rent", "2026-03", 22000, "benefit_system_withheld_less")]
    assert broken(admin_url) == {}


async def test_an_answer_is_announced_and_what_waits_is_told_of_its_household(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    rent, water = reference_of(admin_url, "rent"), reference_of(admin_url, "water")
    await desk.answer(run, an_answer((rent, "refused", "", "ended"), (water, "withheld", "", "")))
    mine = {"organisationId": str(desk.organisation), "runId": str(run.id)}
    household = str(await household_of(admin_url))
    reason = {"reason": "benefit_system_refused", "dueOn": "2026-03-01", "householdId": household}
    outcome = {"number": 1, "withheld": 1, "withheldPartly": 0, "refused": 1}
    assert asked(admin_url, _NEWS) == [
        ("nl.ontzorg.schedule.payment.held", mine | reason),
        ("nl.ontzorg.schedule.instructions.answered", mine | outcome),
    ]


async def test_who_answered_what_when_stands_beside_the_line_and_the_reason_is_sealed(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "refused", "", "no benefit in payment")))
    assert asked(admin_url, "select sequence, items, taken_by from instruction_answer_file") == [(1, 1, "wim")]
    ((outcome, withheld, reason),) = asked(admin_url, "select outcome, withheld, reason_sealed from instruction_answer")
    assert (outcome, withheld) == ("refused", 0)
    assert b"no benefit" not in bytes(reason)


async def test_the_same_answer_again_changes_nothing(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    rent, water = reference_of(admin_url, "rent"), reference_of(admin_url, "water")
    answer = an_answer((rent, "withheld_partly", "40000", ""), (water, "refused", "", "ended"))
    await desk.answer(run, answer)
    before = everything(admin_url)
    taken = await desk.answer(run, answer)
    assert (taken.news, taken.open) == ({}, 0)
    assert changed(before, everything(admin_url)) == []


async def test_lines_may_be_answered_in_several_files(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    rent, water = reference_of(admin_url, "rent"), reference_of(admin_url, "water")
    await desk.answer(run, an_answer((rent, "withheld", "", "")))
    taken = await desk.answer(run, an_answer((rent, "withheld", "", ""), (water, "withheld", "", "")))
    assert (taken.news, taken.open) == ({Outcome.WITHHELD: 1}, 0)
    found = "select sequence, end_to_end_id from instruction_answer order by sequence"
    assert asked(admin_url, found) == [(1, rent), (2, water)]
    assert broken(admin_url) == {}


async def test_another_answer_for_a_line_is_refused_and_nothing_of_its_file_is_taken_in(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    rent, water = reference_of(admin_url, "rent"), reference_of(admin_url, "water")
    await desk.answer(run, an_answer((rent, "withheld", "", "")))
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refused:
        await desk.answer(run, an_answer((rent, "refused", "", "a mistake"), (water, "withheld", "", "")))
    assert [fault.where for fault in refused.value.faults] == ["rows[2].outcome"]
    assert changed(before, everything(admin_url)) == []


async def test_more_than_the_benefit_that_is_known_is_named_and_nothing_is_taken_in(desk: Desk, admin_url: str) -> None:
    """Where the money came from elsewhere (a grant), no benefit can have been withheld for it."""
    run = await desk.filed()
    household = await household_of(admin_url)
    with as_superuser(admin_url, "schedule") as connection:
        connection.execute(
            "update ledger_account set debits_posted = credits_posted + 61999 where kind = 'benefit' and book_id = %s",
            [household],
        )
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refused:
        await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld", "", "")))
    (fault,) = refused.value.faults
    assert (fault.where, "€ 0.01" in fault.what or "€0.01" in fault.what) == ("rows[2]", True)
    assert changed(before, everything(admin_url)) == []


async def test_a_file_that_is_not_there_cannot_be_answered(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    before = everything(admin_url)
    with pytest.raises(NoSuchInstructionFile):
        await desk.answer(run, an_answer(), number=2)
    assert changed(before, everything(admin_url)) == []


async def test_another_organisation_cannot_answer(
    desk: Desk, session: SessionOf, another_organisation: UUID, admin_url: str
) -> None:
    run = await desk.filed()
    answer = an_answer((reference_of(admin_url, "rent"), "withheld", "", ""))
    before = everything(admin_url)
    stranger = Desk(desk.database, another_organisation, desk.clock)
    with pytest.raises(NoSuchRun):
        await stranger.answer(run, answer)
    assert changed(before, everything(admin_url)) == []


async def test_the_next_run_pays_what_was_refused_by_another_way_under_a_subject_of_its_own(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "refused", "", "no benefit in payment")))
    desk.registry.routes.clear()
    second = await desk.approve(await desk.propose(SUPPLEMENTARY))
    assert second.state == "filed"
    assert asked(admin_url, _RENT) == [
        ("held", "benefit_system_refused", 62000, "benefit_system_withholds"),
        ("submitted", None, 62000, "we_push"),
    ]
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "released", "budget", "clearing", 62000),
        ("rent/2026-03#2", "pending", "budget", "clearing", 62000),
    ]
    assert (held(admin_url), broken(admin_url)) == ([], {})


async def test_what_is_refused_a_second_time_is_released_a_second_time(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "refused", "", "no benefit in payment")))
    second = await desk.approve(await desk.propose(SUPPLEMENTARY))
    ((reference,),) = asked(
        admin_url, f"select end_to_end_id from instruction_line where purpose = 'rent' and run_id = '{second.id}'"
    )
    await desk.answer(second, an_answer((reference, "refused", "", "no benefit in payment")))
    assert booked(admin_url, "rent") == [
        _PENDING,
        ("rent/2026-03", "released", "budget", "clearing", 62000),
        ("rent/2026-03#2", "pending", "budget", "clearing", 62000),
        ("rent/2026-03#2", "released", "budget", "clearing", 62000),
    ]
    assert held(admin_url) == [("rent", "2026-03", 62000, "benefit_system_refused")]
    assert broken(admin_url) == {}


async def test_a_later_run_holds_the_rest_of_what_was_withheld_in_part_and_pays_nothing_twice(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld_partly", "40000", "")))
    await desk.approve(await desk.propose(SUPPLEMENTARY))
    assert ("rent", "held", "paid_another_amount", 22000) in payments(admin_url, "purpose, state, reason, amount")
    assert [(purpose, amount) for purpose, _, amount, _ in held(admin_url)] == [("rent", 22000)]
    assert broken(admin_url) == {}


async def test_a_person_can_say_that_the_rest_was_settled_otherwise(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    await desk.answer(run, an_answer((reference_of(admin_url, "rent"), "withheld_partly", "40000", "")))
    household = await household_of(admin_url)
    async with desk.database.transaction(desk.organisation) as session:
        settled = await settle(session, desk.hand(session, "anna"), household, "rent", "2026-03", "waived it")
    assert (settled.amount, settled.due_on) == (22000, date(2026, 3, 1))
    assert held(admin_url) == []


async def test_two_who_hand_in_the_same_answer_at_once_have_it_taken_in_once(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    answer = an_answer((reference_of(admin_url, "rent"), "withheld", "", ""))
    both = await asyncio.gather(desk.answer(run, answer), desk.answer(run, answer))
    assert sorted(len(taken.news) for taken in both) == [0, 1]
    assert asked(admin_url, "select count(*)::integer from instruction_answer") == [(1,)]
    assert broken(admin_url) == {}


async def test_of_two_different_answers_at_once_one_is_taken_in_and_the_other_refused(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    rent = reference_of(admin_url, "rent")
    answers = [an_answer((rent, "withheld", "", "")), an_answer((rent, "refused", "", "ended"))]
    both = await asyncio.gather(*(desk.answer(run, one) for one in answers), return_exceptions=True)
    (refusal,) = [one for one in both if isinstance(one, BaseException)]
    assert isinstance(refusal, InvalidInput)
    assert [fault.where for fault in refusal.faults] == ["rows[2].outcome"]
    assert asked(admin_url, "select count(*)::integer from instruction_answer") == [(1,)]
    assert broken(admin_url) == {}
