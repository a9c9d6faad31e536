"""A run leaves alone who went on long ago, and nothing of theirs that is still to be done."""

from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.months import Month, first_day, parse_month
from services.schedule.payments.run import RunKey
from services.schedule.payments.service import RunWorker
from services.schedule.payments.shards import Pace
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import B12, KEYRING, NEEDED, PAPERS, RULES, WATER, Raw
from tests.schedule.payments.runs import DECISION, FEBRUARY, PAID_TO, Office, one_value, payments, rewrite_case

AUGUST, OCTOBER, NOVEMBER = (parse_month(f"2026-{number}") for number in ("08", "10", "11"))
LONG_DECISION: Raw = {**DECISION, "until": "2027-02-07"}
WITHOUT_WATER = [one for one in PAID_TO if one.cost != "water"]


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    """Who is registered here is relieved until 7 August 2026, and settled with on the 10th."""
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


def ends(day: str) -> Raw:
    return {"kind": "relief_ends", "on": day}


async def proposed(office: Office, month: Month) -> RunRow:
    """The run of a month, put together on the 20th before it."""
    before = first_day(month - 1)
    office.clock.move_to(FEBRUARY.replace(year=before.year, month=before.month))
    return await office.propose(RunKey(month, RunKind.MONTHLY, 1))


async def filed(office: Office, month: Month) -> RunRow:
    return await office.approve(await proposed(office, month))


def looked_at(admin_url: str, run: RunRow) -> list[int]:
    """How many households of each shard a run looked at."""
    query = f"select array_agg(proposed order by number) from schedule.payment_run_shard where run_id = '{run.id}'"
    counts: list[int] = one_value(admin_url, query)
    return counts


async def test_who_was_settled_with_before_the_run_looks_back_is_not_planned_any_more(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    rewrite_case(admin_url, household, "{benefit}", "null")
    left_out = "select count(*) from schedule.payment_run_left_out"
    assert looked_at(admin_url, await proposed(office, OCTOBER)) == [1]
    assert one_value(admin_url, left_out) == 1
    assert looked_at(admin_url, await proposed(office, NOVEMBER)) == [0]
    assert one_value(admin_url, left_out) == 1


async def test_a_household_without_a_plan_is_not_looked_at(office: Office, admin_url: str) -> None:
    await office.register("Z-1", *NEEDED[:2])
    assert looked_at(admin_url, await proposed(office, AUGUST)) == [0]


async def test_whose_old_decision_is_corrected_today_is_paid_again(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    assert looked_at(admin_url, await proposed(office, NOVEMBER)) == [0]
    await office.correct(household, LONG_DECISION)
    run = await office.propose(RunKey(NOVEMBER, RunKind.SUPPLEMENTARY, 1))
    assert looked_at(admin_url, run) == [1]
    assert ("rent", "2026-11") in payments(admin_url, "purpose, occasion")


async def test_an_old_fact_that_is_corrected_today_takes_what_it_held_off_the_list(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1", paid_to=WITHOUT_WATER)
    await filed(office, parse_month("2026-03"))
    waits = "select count(*) from schedule.held_payment where purpose = 'water'"
    assert one_value(admin_url, waits) == 1
    office.clock.move_to(FEBRUARY.replace(year=2027))
    await office.correct(household, {**WATER, "firstMonth": "2026-05"})
    run = await proposed(office, parse_month("2027-03"))
    assert looked_at(admin_url, run) == [1]
    assert one_value(admin_url, waits) == 0


async def test_what_waits_on_the_list_waits_on_without_anybody_being_planned(office: Office, admin_url: str) -> None:
    await office.register("Z-1", paid_to=WITHOUT_WATER)
    await filed(office, parse_month("2026-03"))
    await filed(office, AUGUST)
    assert looked_at(admin_url, await proposed(office, NOVEMBER)) == [0]
    assert one_value(admin_url, "select count(*) from schedule.held_payment where purpose = 'water'") > 1


async def test_what_was_expected_and_never_booked_is_booked_by_a_later_run(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    await office.withdraw(await proposed(office, AUGUST))
    unbooked = "select count(*) from schedule.expected_income where amount <> booked"
    assert one_value(admin_url, unbooked) > 0
    run = await filed(office, parse_month("2026-12"))
    assert looked_at(admin_url, run) == [1]
    assert one_value(admin_url, unbooked) == 0
    assert looked_at(admin_url, await proposed(office, parse_month("2027-04"))) == [0]


async def test_what_was_booked_is_taken_back_where_a_relief_turns_out_to_have_ended_earlier(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    for month in range(parse_month("2026-03"), AUGUST):
        await filed(office, month)
    june = "select sum(amount)::bigint from schedule.expected_income where expected_on >= '2026-06-01'"
    assert one_value(admin_url, june) > 0
    await office.record(household, ends("2026-03-31"))
    assert looked_at(admin_url, await filed(office, AUGUST)) == [1]
    assert one_value(admin_url, june) == 0


async def test_who_comes_into_the_relief_again_between_proposal_and_approval_is_looked_at_again(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await proposed(office, NOVEMBER)
    office.clock.move_to(FEBRUARY.replace(month=10, day=21))
    await office.correct(household, LONG_DECISION)
    await office.approve(run)
    assert one_value(admin_url, "select sum(new_since)::bigint from schedule.payment_run_shard") > 0


async def test_shards_are_divided_over_those_whom_the_run_looks_at(office: Office, admin_url: str) -> None:
    for number in range(4):
        await office.register(f"Z-{number}")
    for number in (4, 5):
        await office.register(f"Z-{number}", *PAPERS, B12, LONG_DECISION)
    office.worker = RunWorker(
        office.database, office.clock, RULES, KEYRING, office.registry, Pace(households_a_shard=1, households_a_batch=1)
    )
    assert looked_at(admin_url, await filed(office, NOVEMBER)) == [1, 1, 0]
    frozen = "select array_agg(frozen order by number) from schedule.payment_run_shard"
    assert one_value(admin_url, frozen) == [1, 1, 0]
