"""One cost at a time, and the next only after a clean month of the client's own payment; or a person goes on."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.mandate_events import Payer
from services.mandates.arrangements import handing_back, ramp_down, service
from services.mandates.rounds import BY
from services.mandates.watching import service as watching
from services.mandates.watching.watched_month import Knower, PaymentWord, Told
from tests.mandates.alarms.households import otherwise
from tests.mandates.answers import problem
from tests.mandates.arrangements.builders import APRIL, JUNE, MAY, rows, told, wanted
from tests.mandates.arrangements.conftest import Works
from tests.mandates.callers import Caller
from tests.mandates.rows import everything

ENERGY_AFTER_WATER = """update household set handed_back_after = '{"energy": "water"}'"""
OURS_UNTIL = "update cost_month set paid_by_us = month < %s where cost = %s"
SHAKES = "select cost, payer, from_month, state from handshake order by id"
PREPARED = ("energy", "client_pays_watched", JUNE, "prepared")


@pytest.fixture
async def one_at_a_time(works: Works, household: UUID, supplier: UUID, admin_url: str) -> UUID:
    """The client pays his water from April on, watched; energy follows in June, and the rent stays until July."""
    otherwise(admin_url, ENERGY_AFTER_WATER)
    otherwise(admin_url, OURS_UNTIL, APRIL, "water")
    otherwise(admin_url, OURS_UNTIL, JUNE, "energy")
    async with works() as (session, hand):
        payers = {"water": Payer.CLIENT_PAYS_WATCHED, "energy": Payer.WE_PUSH, "rent": Payer.WE_PUSH}
        for cost, payer in payers.items():
            await service.arrange(session, hand, wanted(household, supplier, payer=payer, cost=cost))
    return household


async def on(works: Works, clock: MovableClock, day: date) -> int:
    """The round of a day, as far as it is about handing back; how much it did."""
    clock.move_to(max(clock.now(), datetime(day.year, day.month, day.day, 8, tzinfo=UTC)))
    async with works(BY) as (session, hand):
        await watching.go_round(session, hand, hand.today)
    async with works(BY) as (session, hand):
        return await handing_back.prepare_due(session, hand, hand.today)


async def says(works: Works, admin_url: str, month: int, word: PaymentWord) -> None:
    ((watched,),) = rows(admin_url, "select id from watched_month where cost = 'water' and month = %s", month)
    async with works() as (session, hand):
        await watching.answer(session, hand, watched, Told(word, Knower.SUPPLIER))


async def test_the_next_cost_is_not_prepared_before_the_one_before_it_had_a_clean_month(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str
) -> None:
    assert await on(works, clock, date(2026, 5, 4)) == 0
    assert rows(admin_url, SHAKES) == []
    await says(works, admin_url, APRIL, PaymentWord.PAID)
    assert await on(works, clock, date(2026, 5, 5)) == 1
    assert rows(admin_url, SHAKES) == [PREPARED]


@pytest.mark.parametrize("word", [PaymentWord.NOT_PAID, PaymentWord.PAID_LATE])
async def test_a_month_that_was_not_paid_or_late_is_no_clean_one_and_nor_is_an_older_one_after_it(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str, word: PaymentWord
) -> None:
    await on(works, clock, date(2026, 5, 18))
    await says(works, admin_url, APRIL, PaymentWord.PAID)
    await says(works, admin_url, MAY, word)
    assert await on(works, clock, date(2026, 5, 19)) == 0
    await says(works, admin_url, MAY, PaymentWord.PAID)
    assert await on(works, clock, date(2026, 5, 20)) == 1


async def test_what_waits_too_long_we_go_on_paying_and_the_plan_hears_it_once(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str
) -> None:
    """Energy is due on 15 June; five bank days for the supplier, five to act and one before anybody is warned."""
    assert await on(works, clock, date(2026, 5, 28)) == 0
    assert told(admin_url, "handing-back.kept") == []
    assert await on(works, clock, date(2026, 5, 29)) == 1
    assert await on(works, clock, date(2026, 5, 30)) == 0
    (kept,) = told(admin_url, "handing-back.kept")
    assert (kept["householdId"], kept["cost"], kept["until"]) == (str(one_at_a_time), "energy", "2026-06")
    assert rows(admin_url, SHAKES) == []


async def test_a_case_manager_goes_on_all_the_same_with_a_reason_that_is_kept(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str
) -> None:
    await on(works, clock, date(2026, 5, 4))
    async with works() as (session, hand):
        await ramp_down.go_on(session, hand, one_at_a_time, "energy", "zijn broer helpt hem")
    assert await on(works, clock, date(2026, 5, 5)) == 1
    assert rows(admin_url, SHAKES) == [PREPARED]
    ((cost, by, reason),) = rows(admin_url, "select cost, decided_by, reason_sealed from ramp_down_decision")
    assert (cost, by, b"broer" in reason) == ("energy", "anna", False)
    assert [one["cost"] for one in told(admin_url, "ramp-down.decided")] == ["energy"]


async def test_at_the_end_of_the_relief_everything_goes_back_whatever_was_paid(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str
) -> None:
    otherwise(admin_url, OURS_UNTIL, JUNE, "rent")
    otherwise(admin_url, "delete from cost_month where cost = 'health_premium'")
    await on(works, clock, date(2026, 5, 4))
    assert rows(admin_url, "select cost, payer, from_month from handshake order by cost") == [
        ("energy", "client_pays", JUNE),
        ("rent", "client_pays", JUNE),
    ]


async def test_a_cost_that_the_client_pays_unwatched_is_waited_for_by_none(
    works: Works, one_at_a_time: UUID, clock: MovableClock, admin_url: str
) -> None:
    otherwise(admin_url, "alter table payer_of_record disable trigger is_append_only")
    otherwise(admin_url, "update payer_of_record set payer = 'client_pays' where cost = 'water'")
    assert await on(works, clock, date(2026, 5, 4)) == 1


async def test_what_waits_is_told_and_what_waits_for_nothing_is_not_gone_on_with(
    works: Works, one_at_a_time: UUID, clock: MovableClock, anna: Caller, admin_url: str
) -> None:
    await on(works, clock, date(2026, 5, 29))
    home = f"/households/{one_at_a_time}"
    waiting = {"cost": "energy", "after": "water", "waits": True, "keptUntil": "2026-06", "wentAhead": False}
    assert (await anna.get(f"{home}/ramp-down")).json()["steps"] == [waiting]
    before = everything(admin_url)
    refused = await anna.post(f"{home}/ramp-down-decisions", {"cost": "rent", "reason": "het kan wel"})
    assert problem(refused) == (422, "nothing-to-go-on-with")
    assert everything(admin_url) == before
    went_on = await anna.post(f"{home}/ramp-down-decisions", {"cost": "energy", "reason": "het kan wel"})
    assert (went_on.status_code, went_on.json()) == (201, waiting | {"waits": False, "wentAhead": True})
    assert (await anna.get(f"{home}/ramp-down")).json()["steps"] == [went_on.json()]
