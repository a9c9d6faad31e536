"""A month from proposal to bank file: once, by two people, with everything that does not fit held and named."""

from datetime import date
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.errors import InvalidInput
from services.events import RunKind
from services.months import parse_month
from services.schedule.bank.keeping import stream
from services.schedule.payees.payee import WantedCostPayee
from services.schedule.payments import repository
from services.schedule.payments.difference import difference_sums
from services.schedule.payments.run import AnotherProposal, RunIsElsewhere, RunKey, RunState, SamePerson
from services.schedule.payments.service import RunWasWithdrawn
from tests.schedule.households.builders import B12, KEYRING, PAPERS, RENT
from tests.schedule.payments.runs import (
    DECISION,
    FEBRUARY,
    INSURER,
    MARCH_RUN,
    PAID_TO,
    WATER,
    Office,
    one_value,
    payments,
)
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

FEBRUARY_27 = date(2026, 2, 27)
MARCH_AS_PLANNED = [
    ("health_premium", "2026-03", 15900, FEBRUARY_27),
    ("health_premium", "first", 14764, FEBRUARY_27),
    ("leefgeld", "2026-03-01", 40000, FEBRUARY_27),
    ("leefgeld", "advance", 30000, date(2026, 2, 20)),
    ("rent", "2026-03", 62000, FEBRUARY_27),
    ("energy", "2026-03", 11000, date(2026, 3, 13)),
    ("water", "2026-03", 1500, date(2026, 3, 20)),
]


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


async def test_a_month_is_proposed_as_the_plan_has_it(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose()
    assert run.state is RunState.PROPOSED
    found = payments(admin_url, "purpose, occasion, amount, execute_on")
    assert sorted(found) == sorted(MARCH_AS_PLANNED)
    assert {state for (state,) in payments(admin_url, "state")} == {"proposed"}
    assert one_value(admin_url, "select count(*) from schedule.ledger_entry") == 0


async def test_an_approved_month_is_spoken_for_in_the_ledger_and_stands_in_one_file(
    office: Office, admin_url: str
) -> None:
    await office.register("Z-1")
    run = await office.approve(await office.propose())
    assert run.state is RunState.FILED
    assert set(payments(admin_url, "state, file_number")) == {("submitted", 1)}
    total = sum(amount for _, _, amount, _ in MARCH_AS_PLANNED)
    reserved = "select sum(amount)::bigint from schedule.ledger_entry where stage = 'pending' and credit = 'clearing'"
    assert one_value(admin_url, reserved) == total
    assert one_value(admin_url, "select sum(amount)::bigint from schedule.bank_file") == total
    assert one_value(admin_url, "select sum(items)::integer from schedule.bank_file") == len(MARCH_AS_PLANNED)


async def test_a_file_is_the_same_at_every_download(office: Office) -> None:
    await office.register("Z-1")
    run = await office.approve(await office.propose())
    downloads = []
    for _ in range(2):
        async with office.database.reading(office.organisation) as session:
            (file,) = await repository.files(session, run.id)
            downloads.append(b"".join([chunk async for chunk in stream(session, KEYRING, file.message_id)]))
    assert downloads[0] == downloads[1]
    assert downloads[0].count(b"<CdtTrfTxInf>") == len(MARCH_AS_PLANNED)


async def test_asking_for_the_same_run_again_changes_nothing(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.approve(await office.propose())
    before = everything(admin_url)
    again = await office.propose(by="somebody else")
    assert (again.id, again.proposed_by) == (run.id, "piet")
    assert changed(before, everything(admin_url)) == []


async def test_who_proposed_a_run_cannot_approve_it(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose(by="piet")
    before = everything(admin_url)
    with pytest.raises(SamePerson):
        await office.approve(run, by="piet")
    assert changed(before, everything(admin_url)) == []


async def test_what_is_approved_is_what_was_looked_at(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose()
    before = everything(admin_url)
    with pytest.raises(AnotherProposal):
        await office.approve(run, seen_hash="0" * 64)
    assert changed(before, everything(admin_url)) == []


async def test_a_payment_that_somebody_touched_in_the_database_is_not_approved(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose()
    with as_superuser(admin_url) as connection:
        connection.execute("update schedule.payment set amount = amount + 1 where purpose = 'rent'")
    with pytest.raises(AnotherProposal):
        await office.approve(run)


async def test_a_run_is_approved_once(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.approve(await office.propose())
    before = everything(admin_url)
    with pytest.raises(RunIsElsewhere):
        await office.approve(run, by="kees")
    assert changed(before, everything(admin_url)) == []


async def test_a_withdrawn_run_leaves_its_payments_to_the_next(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    await office.withdraw(await office.propose())
    assert {state for (state,) in payments(admin_url, "state")} == {"withdrawn"}
    run = await office.approve(await office.propose(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)))
    assert run.state is RunState.FILED
    assert [state for (state,) in payments(admin_url, "state")].count("submitted") == len(MARCH_AS_PLANNED)


async def test_a_withdrawn_run_stays_so_and_says_what_to_ask_for(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    await office.withdraw(await office.propose())
    before = everything(admin_url)
    with pytest.raises(RunWasWithdrawn, match="supplementary"):
        await office.propose()
    assert changed(before, everything(admin_url)) == []


async def test_who_comes_later_is_paid_by_a_supplementary_run_and_nobody_twice(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    await office.approve(await office.propose())
    late = await office.register("Z-2")
    await office.approve(await office.propose(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)))
    of_late = f"select count(*) from schedule.payment where household_id = '{late}'"
    assert one_value(admin_url, of_late) == len(MARCH_AS_PLANNED)
    assert one_value(admin_url, "select count(*) from schedule.payment where live") == 2 * len(MARCH_AS_PLANNED)


async def test_a_cost_whose_payee_nobody_knows_is_held_and_the_others_go_out(office: Office, admin_url: str) -> None:
    await office.register("Z-1", paid_to=[one for one in PAID_TO if one.cost != "water"])
    await office.approve(await office.propose())
    held = [(purpose, reason) for purpose, state, reason in payments(admin_url, "purpose, state, reason") if reason]
    assert held == [("water", "unknown_to_registry")]


async def test_nothing_is_paid_without_a_decision(office: Office, admin_url: str) -> None:
    await office.register("Z-1", *PAPERS, B12)
    run = await office.approve(await office.propose())
    assert run.state is RunState.FILED
    assert set(payments(admin_url, "state, reason")) == {("held", "no_decision")}
    assert one_value(admin_url, "select count(*) from schedule.bank_file") == 0


async def test_a_run_that_waited_for_its_approver_is_executed_on_the_first_day_left(
    office: Office, admin_url: str, clock: MovableClock
) -> None:
    await office.register("Z-1")
    run = await office.propose()
    clock.move_to(FEBRUARY.replace(day=28))
    await office.approve(run)
    days = {day for (day,) in payments(admin_url, "execute_on")}
    assert days == {date(2026, 3, 2), date(2026, 3, 13), date(2026, 3, 20)}


async def test_leefgeld_whose_day_moves_is_not_paid_again_for_the_same_month(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    moved = {"kind": "leefgeld_set", "from": "2026-03", "rhythm": "monthly", "day": 5, "amount": 40000}
    await office.record(household, moved)
    await office.approve(await office.propose(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)))
    leefgeld = [row for row in payments(admin_url, "purpose, occasion, state, reason") if row[0] == "leefgeld"]
    assert leefgeld == [
        ("leefgeld", "advance", "submitted", None),
        ("leefgeld", "2026-03-01", "submitted", None),
        ("leefgeld", "advance", "held", "paid_another_amount"),
        ("leefgeld", "2026-03-05", "held", "paid_on_another_day"),
    ]


async def test_the_next_month_pays_the_next_month(office: Office, admin_url: str, clock: MovableClock) -> None:
    await office.register("Z-1")
    await office.approve(await office.propose())
    clock.move_to(FEBRUARY.replace(month=3))
    await office.approve(await office.propose(RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1)))
    occasions = [occasion for purpose, occasion in payments(admin_url, "purpose, occasion") if purpose == "rent"]
    assert occasions == ["2026-03", "2026-04"]


async def test_another_month_than_now_or_soon_is_refused_with_every_fault(office: Office, admin_url: str) -> None:
    before = everything(admin_url)
    with pytest.raises(InvalidInput) as refusal:
        await office.propose(RunKey(parse_month("2027-03"), RunKind.MONTHLY, 2))
    assert [fault.where for fault in refusal.value.faults] == ["month", "number"]
    assert changed(before, everything(admin_url)) == []


async def test_the_ledger_adds_up_after_two_months(office: Office, admin_url: str, clock: MovableClock) -> None:
    await office.register("Z-1")
    await office.approve(await office.propose())
    clock.move_to(FEBRUARY.replace(month=3))
    await office.approve(await office.propose(RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1)))
    free = "select credits_posted - debits_posted - debits_pending from schedule.ledger_account where kind = 'budget'"
    # Benefit of February, March and April, less all of March (1,751.64) and of April (400 + 620 + 110 + 15 + 159); the
    # toeslagen were applied for on 3 February and are expected by 5 May, thirteen weeks later.
    assert one_value(admin_url, free) == 99857 + 133142 + 133142 - 175164 - 130400


async def test_what_an_earlier_month_spoke_for_is_not_there_for_the_next(
    office: Office, admin_url: str, clock: MovableClock
) -> None:
    """A rent of € 1,300: March takes 10,165 cents of the minstand and April 65,258 more."""
    papers = [raw if raw.get("cost") != "rent" else {**raw, "amount": 130000} for raw in PAPERS]
    await office.register("Z-1", *papers, B12, DECISION)
    owed = "select debits_posted - credits_posted from schedule.ledger_account where kind = 'minstand'"
    await office.approve(await office.propose())
    assert one_value(admin_url, owed) == (175164 - 62000 + 130000) - 99857 - 133142 == 10165
    clock.move_to(FEBRUARY.replace(month=3))
    await office.approve(await office.propose(RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1)))
    assert one_value(admin_url, owed) == 10165 + (130400 - 62000 + 130000) - 133142 == 75423
    assert {state for (state,) in payments(admin_url, "state")} == {"submitted"}


async def test_the_difference_sets_what_is_paid_beside_what_was_paid_and_tells_of_what_waits(
    office: Office, admin_url: str, clock: MovableClock
) -> None:
    await office.register("Z-1", paid_to=[one for one in PAID_TO if one.cost != "leefgeld"])
    await office.approve(await office.propose())
    clock.move_to(FEBRUARY.replace(month=3))
    april = await office.propose(RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1))
    async with office.database.reading(office.organisation) as session:
        parts = await difference_sums(session, april.id, april.month)
    told = {(str(part.what), part.purpose): (part.before, part.now) for part in parts}
    assert told == {
        ("changed", "health_premium"): (30664, 15900),
        ("held", "leefgeld"): (0, 110000),
        ("same", "energy"): (11000, 11000),
        ("same", "rent"): (62000, 62000),
        ("same", "water"): (1500, 1500),
    }


async def test_the_same_amount_to_another_account_is_pointed_out(office: Office, clock: MovableClock) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    clock.move_to(FEBRUARY.replace(month=3))
    await office.pay_to(household, WantedCostPayee("water", INSURER, valid_from=date(2026, 3, 20)))
    april = await office.propose(RunKey(MARCH_RUN.month + 1, RunKind.MONTHLY, 1))
    async with office.database.reading(office.organisation) as session:
        parts = await difference_sums(session, april.id, april.month)
    told = {part.purpose: (part.before, part.now) for part in parts if str(part.what) == "changed"}
    assert told["water"] == (1500, 1500)
    assert "rent" not in told


async def test_a_supplementary_run_is_set_beside_the_month_before_with_all_that_its_month_pays(office: Office) -> None:
    await office.register("Z-1")
    await office.approve(await office.propose())
    extra = await office.propose(RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1))
    async with office.database.reading(office.organisation) as session:
        parts = await difference_sums(session, extra.id, extra.month)
    assert {str(part.what) for part in parts} == {"new"}
    assert sum(part.now for part in parts) == 175164


SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)


async def test_a_rent_that_becomes_a_part_month_is_not_paid_again(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    part = {"firstMonth": "2026-04", "first": {"dueOn": "2026-03-01", "amount": 62000}}
    await office.correct(household, {**RENT, **part})
    await office.approve(await office.propose(SUPPLEMENTARY))
    rent = [row for row in payments(admin_url, "purpose, occasion, state, reason") if row[0] == "rent"]
    assert rent == [("rent", "2026-03", "submitted", None), ("rent", "first", "held", "paid_on_another_day")]


async def test_an_amount_that_was_corrected_after_it_was_paid_is_told_and_not_paid(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    await office.approve(await office.propose())
    await office.correct(household, {**RENT, "amount": 64000})
    await office.approve(await office.propose(SUPPLEMENTARY))
    rent = [row for row in payments(admin_url, "purpose, state, reason, amount") if row[0] == "rent"]
    assert rent == [("rent", "submitted", None, 62000), ("rent", "held", "paid_another_amount", 2000)]


async def test_who_is_paid_is_looked_at_once_more_when_the_run_is_frozen(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.pay_to(household, WantedCostPayee("rent", WATER, PAID_TO[0].reference, date(2026, 2, 1)))
    await office.approve(run)
    rent = [row for row in payments(admin_url, "purpose, state, reason") if row[0] == "rent"]
    assert rent == [("rent", "held", "plan_changed")]
    assert one_value(admin_url, "select count(*) from schedule.payment_of_run where state = 'submitted'") == 6


async def test_a_household_that_comes_from_another_system_is_not_paid_what_is_behind_it(
    office: Office, admin_url: str, clock: MovableClock
) -> None:
    before_us = {"kind": "paid_before_us", "until": "2026-04-30"}
    await office.register("Z-1", *PAPERS, B12, DECISION, before_us)
    clock.move_to(FEBRUARY.replace(month=4))
    await office.approve(await office.propose(RunKey(parse_month("2026-05"), RunKind.MONTHLY, 1)))
    assert {occasion for (occasion,) in payments(admin_url, "occasion")} == {"2026-05", "2026-05-01"}
    booked = "select array_agg(distinct subject) from schedule.ledger_entry where debit = 'benefit'"
    assert one_value(admin_url, booked) == ["benefit/2026-05"]
