"""Every payment to a supplier is asked after from the day that a statement shows it, and what is said of it follows."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.errors import InvalidInput
from services.events import AllocationState
from services.months import parse_month
from services.schedule.allocations.allocation import Allocation, AllocationWord, NotBookedReason, Said, Teller
from services.schedule.allocations.answering import AnswersTaken, AnswerTo, take_answers
from services.schedule.allocations.repository import AllocationWish, Place, page_of_allocations
from services.schedule.allocations.watching import BY, look
from services.schedule.hand import Hand
from services.schedule.households.task_service import close_task
from services.schedule.recalls.answering import take_answer
from services.schedule.recalls.asking import approve, ask
from services.schedule.recalls.recall import RecallReason
from tests.schedule.conftest import CAPELLE, DEN_HAAG
from tests.schedule.households.builders import KEYRING, RULES
from tests.schedule.matching.treasury import Paid, Treasury
from tests.schedule.recalls.answers import answer, of
from tests.schedule.statements.files import Line, handed_in

SECOND, NINTH, SEVENTEENTH = (datetime(2026, 3, day, 9, tzinfo=UTC) for day in (2, 9, 17))
ALL = AllocationWish(since=parse_month("2026-01"))


def booked(on: str = "2026-03-03", told_on: str = "2026-03-09") -> Said:
    return Said(AllocationWord.BOOKED, date.fromisoformat(told_on), Teller.SUPPLIER, date.fromisoformat(on))


def not_booked(told_on: str = "2026-03-09") -> Said:
    day, reason = date.fromisoformat(told_on), NotBookedReason.REFERENCE_UNKNOWN
    return Said(AllocationWord.NOT_BOOKED, day, Teller.SUPPLIER, reason=reason)


async def shown(treasury: Treasury) -> list[Paid]:
    """The rents of both households, in a statement of 2 March with their leefgeld; and nothing else of theirs."""
    treasury.clock.move_to(SECOND)
    payments = treasury.payments("purpose in ('rent', 'leefgeld') and execute_on <= '2026-03-02'")
    await treasury.says(*[one.line() for one in payments])
    return [one for one in payments if one.purpose == "rent"]


async def listed(treasury: Treasury, wish: AllocationWish = ALL, sees: list[str] | None = None) -> list[Allocation]:
    async with treasury.database.reading(treasury.organisation) as session:
        return list(await page_of_allocations(session, treasury.clock.today(), wish, Place(), 100, sees))


async def said(treasury: Treasury, *answers: tuple[Paid, Said], now: datetime = NINTH, **other: Any) -> AnswersTaken:
    treasury.clock.move_to(now)
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = Hand.of(session, "anna", treasury.clock.now(), RULES, KEYRING)
        return await take_answers(session, hand, [AnswerTo(one.end_to_end_id, what) for one, what in answers], **other)


async def looked(treasury: Treasury, now: datetime) -> int:
    treasury.clock.move_to(now)
    async with treasury.database.transaction(treasury.organisation) as session:
        return await look(session, Hand.of(session, BY, now, RULES, KEYRING))


def tasks(treasury: Treasury) -> list[tuple[str, str, int, str | None]]:
    rows = treasury.rows(
        "select kind, about, amount, outcome from schedule.task where kind in ('paid_not_booked', 'booking_not_told')"
        " order by kind, about, amount, outcome"
    )
    return [(row["kind"], row["about"], row["amount"], row["outcome"]) for row in rows]


def kept(treasury: Treasury) -> list[tuple[int, str, date]]:
    rows = treasury.rows("select number, word, told_on from schedule.allocation_answer order by household_id, number")
    return [(row["number"], row["word"], row["told_on"]) for row in rows]


async def test_only_what_a_statement_shows_and_a_supplier_got_is_asked_after(treasury: Treasury) -> None:
    assert await listed(treasury) == []
    rents = await shown(treasury)
    found = await listed(treasury)
    assert len(found) == 2
    assert {one.end_to_end_id for one in found} == {one.end_to_end_id for one in rents}
    assert {(one.purpose, one.state, one.executed_on) for one in found} == {
        ("rent", AllocationState.ASKED, rents[0].execute_on)
    }
    assert treasury.broken() == {}


async def test_what_was_booked_is_kept_and_nobodys_task(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    assert await said(treasury, (first, booked()), (second, booked())) == AnswersTaken(2, 0, 0)
    assert {one.state for one in await listed(treasury)} == {AllocationState.BOOKED}
    assert await looked(treasury, SEVENTEENTH) == 0
    assert tasks(treasury) == []


async def test_what_was_not_booked_is_somebodys_task_at_once_until_it_is(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    assert await said(treasury, (first, not_booked())) == AnswersTaken(1, 0, 1)
    assert tasks(treasury) == [("paid_not_booked", "rent/2026-03", first.amount, None)]
    news = treasury.rows(
        "select data from schedule.outbox where type = 'nl.ontzorg.schedule.payment-allocation.changed'"
    )
    assert [(one["data"]["state"], one["data"]["toldOn"]) for one in news] == [("not_booked", "2026-03-09")]
    assert treasury.broken() == {}
    await said(treasury, (first, booked("2026-03-10", "2026-03-10")), now=datetime(2026, 3, 10, 9, tzinfo=UTC))
    assert tasks(treasury) == [("paid_not_booked", "rent/2026-03", first.amount, "done")]


async def test_the_doctor_finds_what_was_not_booked_and_is_nobodys_task(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    await said(treasury, (first, not_booked()), (second, not_booked()))
    assert len(treasury.rows("delete from schedule.task where kind = 'paid_not_booked' returning id")) == 2
    assert treasury.broken() == {"I6": 2}


async def test_a_later_day_stands_and_of_one_day_the_later_word(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    tenth = datetime(2026, 3, 10, 9, tzinfo=UTC)
    await said(treasury, (first, booked(told_on="2026-03-10")), now=tenth)
    await said(treasury, (first, not_booked("2026-03-09")), now=tenth)
    assert (await listed(treasury, ALL._replace(state=AllocationState.BOOKED)))[0].end_to_end_id == first.end_to_end_id
    assert tasks(treasury) == []
    await said(treasury, (first, not_booked("2026-03-10")), now=tenth)
    await said(treasury, (first, booked(told_on="2026-03-10")), now=tenth)
    assert tasks(treasury) == [("paid_not_booked", "rent/2026-03", first.amount, "done")]
    assert [(number, word) for number, word, _ in kept(treasury)] == [
        (1, "booked"),
        (2, "not_booked"),
        (3, "not_booked"),
        (4, "booked"),
    ]


async def test_the_same_answer_twice_is_as_once(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    await said(treasury, (first, not_booked()))
    before = treasury.rows("select * from schedule.task"), kept(treasury)
    assert await said(treasury, (first, not_booked())) == AnswersTaken(0, 1, 1)
    assert (treasury.rows("select * from schedule.task"), kept(treasury)) == before
    assert await said(treasury, (first, not_booked()), (second, booked())) == AnswersTaken(1, 1, 1)


async def test_a_list_with_a_fault_changes_nothing_and_names_them_all(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    leefgeld = treasury.payment("leefgeld")
    unseen = treasury.payment("health_premium")
    wrong = booked("2026-03-12")
    with pytest.raises(InvalidInput) as refusal:
        await said(
            treasury,
            (first, booked()),
            (first, booked()),
            (second, wrong),
            (leefgeld, booked()),
            (unseen, booked()),
            (first._replace(end_to_end_id="NOBODY"), booked()),
        )
    assert [(one.where, one.what) for one in refusal.value.faults] == [
        ("answers[1].endToEndId", "is answered twice in this list"),
        ("answers[2].bookedOn", "lies after the day of the answer"),
        ("answers[3].endToEndId", "went to the client's own account"),
        ("answers[4].endToEndId", "is in no statement of our bank yet"),
        ("answers[5].endToEndId", "is no payment of ours that you may see"),
    ]
    assert (kept(treasury), tasks(treasury)) == ([], [])


async def test_silence_is_one_task_after_ten_bank_days_and_an_answer_ends_it(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    assert await looked(treasury, datetime(2026, 3, 16, 9, tzinfo=UTC)) == 0
    assert await looked(treasury, SEVENTEENTH) == 2
    assert await looked(treasury, SEVENTEENTH) == 2
    assert tasks(treasury) == [("booking_not_told", "rent", first.amount, None)] * 2
    assert len(await listed(treasury, ALL._replace(overdue=True))) == 2
    await said(treasury, (first, booked()), now=SEVENTEENTH)
    assert sorted(str(outcome) for *_, outcome in tasks(treasury)) == ["None", "done"]
    assert [one.end_to_end_id for one in await listed(treasury, ALL._replace(overdue=True))] == [second.end_to_end_id]


async def test_what_a_person_closed_stays_closed_while_the_supplier_is_silent(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    await looked(treasury, SEVENTEENTH)
    task = treasury.rows(
        "select id, household_id from schedule.task where kind = 'booking_not_told' and household_id ="
        " (select household_id from schedule.payment where end_to_end_id = %s)",
        first.end_to_end_id,
    )[0]
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = Hand.of(session, "anna", SEVENTEENTH, RULES, KEYRING)
        await close_task(session, hand, task["household_id"], task["id"], "The landlord tells nobody.")
    await looked(treasury, datetime(2026, 3, 18, 9, tzinfo=UTC))
    assert sorted(str(outcome) for *_, outcome in tasks(treasury)) == ["None", "closed"]
    await said(treasury, (first, not_booked("2026-03-18")), now=datetime(2026, 3, 18, 9, tzinfo=UTC))
    assert ("paid_not_booked", "rent/2026-03", first.amount, None) in tasks(treasury)


async def test_money_that_came_back_ends_the_question(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    await said(treasury, (first, not_booked()))
    treasury.clock.move_to(NINTH)
    await treasury.says(*[one.line(one.amount, return_code="AC04") for one in (first, second)])
    assert {one.state for one in await listed(treasury)} == {AllocationState.ENDED}
    assert treasury.broken() == {}
    assert await looked(treasury, SEVENTEENTH) == 0
    assert tasks(treasury) == [("paid_not_booked", "rent/2026-03", first.amount, "done")]
    assert await said(treasury, (second, not_booked()), now=SEVENTEENTH) == AnswersTaken(1, 0, 0)
    assert [outcome for *_, outcome in tasks(treasury)] == ["done"]


async def test_what_was_executed_long_before_we_heard_is_not_asked_after(treasury: Treasury) -> None:
    treasury.clock.move_to(datetime(2026, 6, 1, 9, tzinfo=UTC))
    rent = treasury.payment("rent")
    await treasury.says(rent.line(), Line(1_00, booked_on=treasury.clock.today()))
    assert await listed(treasury) == []
    assert await looked(treasury, datetime(2026, 7, 1, 9, tzinfo=UTC)) == 0
    with pytest.raises(InvalidInput) as refusal:
        await said(treasury, (rent, booked()), now=datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert [one.what for one in refusal.value.faults] == ["was executed long before we heard of it"]


async def test_a_list_is_of_one_account_household_run_or_state_if_asked(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    one = next(each for each in await listed(treasury) if each.end_to_end_id == first.end_to_end_id)
    for wish in (ALL._replace(household_id=one.household_id), ALL._replace(run_id=one.run_id, cost="rent")):
        assert one in await listed(treasury, wish)
    assert len(await listed(treasury, ALL._replace(household_id=one.household_id))) == 1
    assert len(await listed(treasury, ALL._replace(paid_to=one.payee_id))) >= 1
    assert await listed(treasury, ALL._replace(paid_to=one.household_id)) == []
    assert await listed(treasury, ALL._replace(cost="water")) == []
    assert await listed(treasury, ALL._replace(since=parse_month("2026-04"))) == []
    assert await listed(treasury, ALL._replace(state=AllocationState.BOOKED)) == []
    assert len(await listed(treasury, sees=[DEN_HAAG])) == 2
    assert await listed(treasury, sees=[CAPELLE]) == []


async def test_a_supplier_answers_for_his_own_accounts_only(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    one = next(each for each in await listed(treasury) if each.end_to_end_id == first.end_to_end_id)
    assert one.payee_id is not None
    with pytest.raises(InvalidInput, match="was paid to another account"):
        await said(treasury, (first, booked()), paid_to=frozenset({one.household_id}))
    assert kept(treasury) == []
    assert await said(treasury, (first, booked()), paid_to=frozenset({one.payee_id})) == AnswersTaken(1, 0, 0)


async def test_of_two_who_answer_at_once_both_are_kept_and_the_tasks_follow_the_one_that_stands(
    treasury: Treasury,
) -> None:
    first, _ = await shown(treasury)
    taken = await asyncio.gather(said(treasury, (first, not_booked())), said(treasury, (first, booked())))
    assert [one.new for one in taken] == [1, 1]
    (one,) = [each for each in await listed(treasury) if each.end_to_end_id == first.end_to_end_id]
    assert [number for number, *_ in kept(treasury)] == [1, 2]
    assert one.answer is not None
    assert (one.answer.number, one.answer.said.word) == (2, kept(treasury)[1][1])
    is_open = ("paid_not_booked", "rent/2026-03", first.amount, None) in tasks(treasury)
    assert is_open == (one.state is AllocationState.NOT_BOOKED)
    assert treasury.broken() == {}


async def test_what_is_asked_back_of_the_bank_is_asked_of_nobody_until_the_bank_declines(treasury: Treasury) -> None:
    first, _ = await shown(treasury)
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = Hand.of(session, "piet", SECOND, RULES, KEYRING)
        recall = await ask(session, hand, first.end_to_end_id, RecallReason.OUR_WISH, "It went to the old landlord.")
        await approve(session, hand._replace(by="els"), recall.id)
    states = {one.end_to_end_id: one.state for one in await listed(treasury)}
    assert states[first.end_to_end_id] is AllocationState.ENDED
    await said(treasury, (first, not_booked()))
    assert (await looked(treasury, NINTH), tasks(treasury), treasury.broken()) == (0, [], {})
    async with treasury.database.transaction(treasury.organisation) as session:
        hand = Hand.of(session, "els", NINTH, RULES, KEYRING)
        await take_answer(session, hand, handed_in(answer(of(first.end_to_end_id, "RJCR", "CUST"))))
    assert await looked(treasury, NINTH) == 1
    assert tasks(treasury) == [("paid_not_booked", "rent/2026-03", first.amount, None)]
    assert treasury.broken() == {}


async def test_each_state_lists_its_own_and_no_other(treasury: Treasury) -> None:
    first, second = await shown(treasury)
    less = Said(AllocationWord.BOOKED_OTHERWISE, NINTH.date(), Teller.SUPPLIER, SECOND.date(), amount=1_00)
    for what in (booked(), not_booked("2026-03-10"), less._replace(told_on=date(2026, 3, 11))):
        await said(treasury, (first, what), now=datetime(2026, 3, 17, 9, tzinfo=UTC))
        found = {
            (state, overdue): [
                one.end_to_end_id for one in await listed(treasury, ALL._replace(state=state, overdue=overdue))
            ]
            for state in AllocationState
            for overdue in (False, True)
        }
        silent = [(AllocationState.ASKED, False), (AllocationState.ASKED, True)]
        assert {key: names for key, names in found.items() if names} == {
            **{key: [second.end_to_end_id] for key in silent},
            (AllocationState(what.word), False): [first.end_to_end_id],
        }
    await treasury.says(first.line(first.amount, return_code="AC04"))
    ended = await listed(treasury, ALL._replace(state=AllocationState.ENDED))
    assert [one.end_to_end_id for one in ended] == [first.end_to_end_id]
