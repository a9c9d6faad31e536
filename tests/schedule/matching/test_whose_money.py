"""Whose money a booking is, from the statement to the ledger: drawn by suppliers, come in, taken back, or nobody's."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.clock import MovableClock
from services.database import Database
from services.mandates.schemas import Payer
from services.schedule.matching.known_payers import known_payers
from services.schedule.payments import repository
from services.schedule.payments.run import RunKey
from tests.conftest import admin_url, another_organisation, organisation
from tests.schedule.conftest import municipalities
from tests.schedule.households.builders import KEYRING
from tests.schedule.matching.treasury import Treasury
from tests.schedule.payments.runs import FEBRUARY, MARCH_RUN
from tests.schedule.statements.files import Line
from tests.schedule.told_registry import umr_of

__all__ = ["admin_url", "another_organisation", "municipalities", "organisation"]
"""It begins before the month that the rest of the room begins with."""

TOESLAGEN = "NL86INGB0002445588"
RENT: dict[str, Any] = {"name": "Woonstichting De Vlinder", "iban": "NL02ABNA0123456789"}


@pytest.fixture
async def pulled(
    database: Database, organisation: UUID, clock: MovableClock, admin_url: str, municipalities: None
) -> Treasury:
    """Two households of Den Haag whose landlord draws the rent on our account; their March is filed."""
    clock.move_to(FEBRUARY)
    treasury = Treasury(database, organisation, clock, admin_url)
    treasury.office.registry.routes["rent"] = Payer.SUPPLIER_PULLS
    await treasury.office.register("Z-1001")
    await treasury.office.register("Z-1002")
    await treasury.files()
    return treasury


def rents(treasury: Treasury) -> list[dict[str, Any]]:
    return treasury.rows(
        "select household_id, amount, state, due_on from schedule.payment_of_run where purpose = 'rent'"
        " and occasion = '2026-03' order by household_id"
    )


def draws(rent: dict[str, Any], cents: int | None = None, **other: Any) -> Line:
    """The landlord draws a rent by its mandate, or other cents by it."""
    mandate = umr_of(rent["household_id"], "rent")
    return Line(-rent["amount"] if cents is None else cents, mandate=mandate, **(RENT | other))


def expected(treasury: Treasury, where: str = "true") -> list[dict[str, Any]]:
    return treasury.rows(
        "select household_id, reference, month, subject, amount, booked, received, receipts, expected_on"
        f" from schedule.expected_income join schedule.household on id = household_id where {where}"
        " order by reference, subject"
    )


def suspense(treasury: Treasury) -> int:
    return sum(treasury.held("suspense").values())


async def test_a_rent_that_its_landlord_draws_is_executed_by_its_mandate(pulled: Treasury) -> None:
    mine, other = rents(pulled)
    assert [one["state"] for one in (mine, other)] == ["expected", "expected"]
    await pulled.says(draws(mine))
    assert [one["state"] for one in rents(pulled)] == ["executed", "expected"]
    (match,) = pulled.rows("select rule, outcome, payments, amount from schedule.bank_match")
    assert match == {"rule": "mandate", "outcome": "executed", "payments": 1, "amount": mine["amount"]}
    (bank,) = pulled.held("bank_clearing").values()
    assert bank == mine["amount"]
    assert pulled.broken() == {}


async def test_the_sums_of_a_run_tell_what_was_drawn(pulled: Treasury) -> None:
    mine, _ = rents(pulled)
    await pulled.says(draws(mine))
    async with pulled.database.reading(pulled.organisation) as session:
        run = await repository.run_of(session, MARCH_RUN)
        assert run is not None
        found = {one.state.value: one.payments for one in await repository.totals(session, run.id)}
    states = pulled.rows("select state, count(*) as many from schedule.payment_of_run group by state")
    assert found == {row["state"]: row["many"] for row in states}
    assert found["executed"] == 1


async def test_a_collection_without_a_mandate_stands_on_suspense_until_somebody_looked(pulled: Treasury) -> None:
    await pulled.says(Line(-620_00, mandate="UMR-OF-SOMEBODY-ELSE", **RENT))
    assert pulled.oddities() == [("debit_without_mandate", None)]
    assert suspense(pulled) == -620_00
    assert [one["state"] for one in rents(pulled)] == ["expected", "expected"]
    assert pulled.broken() == {}


async def test_a_rent_that_is_drawn_twice_is_taken_back_by_its_refund_and_stays_paid(pulled: Treasury) -> None:
    mine, _ = rents(pulled)
    await pulled.says(draws(mine), draws(mine))
    own_id = pulled.rows("select end_to_end_id from schedule.payment_outcome")[0]["end_to_end_id"]
    assert pulled.oddities() == [("collected_twice", own_id)]
    assert suspense(pulled) == -mine["amount"]
    await pulled.says(draws(mine, mine["amount"], return_code="MD06"))
    (odd,) = pulled.rows("select ended_as, closed_by from schedule.bank_exception")
    assert odd == {"ended_as": "mirrored", "closed_by": "ontzorg"}
    assert suspense(pulled) == 0
    assert rents(pulled)[0]["state"] == "executed"
    assert pulled.broken() == {}


async def test_a_rent_whose_collection_is_refunded_is_unpaid_and_somebodys_task(pulled: Treasury) -> None:
    mine, _ = rents(pulled)
    await pulled.says(draws(mine))
    await pulled.says(draws(mine, mine["amount"], return_code="MD06"))
    assert rents(pulled)[0]["state"] == "returned"
    (task,) = pulled.rows("select household_id, about from schedule.task where kind = 'money_came_back'")
    assert task == {"household_id": mine["household_id"], "about": "rent/2026-03"}
    assert pulled.oddities() == []
    assert pulled.broken() == {}


async def test_a_benefit_that_names_its_household_is_what_the_plan_expected(pulled: Treasury) -> None:
    wanted = expected(pulled, "starts_with(subject, 'benefit/') and reference = 'Z-1001'")[-1]
    before = pulled.held("budget")
    line = Line(wanted["amount"], booked_on=wanted["expected_on"], text="Bijstand, zaak Z-1001", name="Gemeente")
    await pulled.says(line)
    (share,) = pulled.rows("select household_id, month, subject, amount, takes_back from schedule.bank_share")
    assert share == {key: wanted[key] for key in ("household_id", "month", "subject", "amount")} | {"takes_back": None}
    assert (
        expected(pulled, f"subject = '{wanted['subject']}' and reference = 'Z-1001'")[0]["received"]
        == (wanted["amount"])
    )
    assert pulled.held("arrived") == {str(wanted["household_id"]): wanted["amount"]}
    if wanted["booked"]:
        assert pulled.held("budget") == before
    assert pulled.broken() == {}


async def test_money_that_nobody_expected_is_kept_apart_with_its_household(pulled: Treasury) -> None:
    line = Line(50_00, text="Z-1001 teruggave afvalstoffenheffing", name="Gemeente", booked_on=date(2025, 12, 3))
    await pulled.says(line)
    assert pulled.oddities() == [("not_expected", None)]
    (odd,) = pulled.rows("select household_id from schedule.bank_exception")
    assert odd["household_id"] == rents(pulled)[0]["household_id"]
    assert suspense(pulled) == 50_00
    assert pulled.broken() == {}


async def test_a_wage_that_a_person_remembered_is_the_households_and_no_run_takes_it_back(pulled: Treasury) -> None:
    mine = rents(pulled)[0]["household_id"]
    remember(pulled, "NL09INGB4826953240", mine, "other", 765_32)
    before = pulled.held("budget")[str(mine)]
    await pulled.says(Line(765_32, iban="NL09INGB4826953240", text="Loon maart", booked_on=date(2026, 3, 25)))
    (wage,) = expected(pulled, "starts_with(subject, 'other/')")
    assert [wage[key] for key in ("subject", "amount", "booked", "received")] == ["other/2026-03", *[765_32] * 3]
    assert pulled.held("budget")[str(mine)] == before + 765_32
    await pulled.files(RunKey(MARCH_RUN.month + 1, MARCH_RUN.kind, 1))
    (wage,) = expected(pulled, "starts_with(subject, 'other/')")
    assert [wage[key] for key in ("amount", "booked", "received")] == [765_32] * 3
    assert pulled.broken() == {}


async def test_a_second_wage_in_a_month_or_of_another_amount_is_looked_at(pulled: Treasury) -> None:
    mine = rents(pulled)[0]["household_id"]
    remember(pulled, "NL09INGB4826953240", mine, "other", 765_32)
    wage = Line(765_32, iban="NL09INGB4826953240", text="Loon maart", booked_on=date(2026, 3, 25))
    await pulled.says(wage._replace(cents=800_00), wage, wage)
    assert pulled.oddities() == [("amount_differs", None), ("not_expected", None)]
    assert suspense(pulled) == 1_565_32
    assert pulled.broken() == {}


def remember(treasury: Treasury, iban: str, household_id: UUID, kind: str, cents: int) -> None:
    """Somebody confirmed that what this account pays is a household's."""
    treasury.rows(
        "insert into schedule.remembered_payer (organisation_id, id, direction, counterparty, words, kind,"
        " household_id, amount, remembered_by, remembered_at) values (%s, %s, 'credit', %s, '{}', %s, %s, %s, 'anna',"
        " %s) returning id",
        *(treasury.organisation, UUID(int=5), KEYRING.lookup(iban), kind, household_id, cents, treasury.clock.now()),
    )


async def test_a_toeslag_is_known_by_its_payer_and_its_amount(pulled: Treasury) -> None:
    pulled.clock.move_to(FEBRUARY.replace(month=4))
    await pulled.files(RunKey(MARCH_RUN.month + 2, MARCH_RUN.kind, 1))
    toeslag = [one for one in expected(pulled, "starts_with(subject, 'zorgtoeslag/')") if one["reference"] == "Z-1001"]
    assert toeslag, "the households of this town have decided toeslagen"
    first = toeslag[0]
    pulled.clock.move_to(datetime.combine(first["expected_on"], FEBRUARY.timetz()))
    both = {one["amount"] for one in expected(pulled, f"subject = '{first['subject']}'")}
    assert len(both) == 1
    say = {"iban": TOESLAGEN, "name": "BELASTINGDIENST", "text": "NR. 999999990T000013 VOORSCHOT ZORGTOESLAG 2026"}
    await pulled.says(Line(first["amount"], booked_on=first["expected_on"], **say))
    assert pulled.oddities() == [("several_fit", None)]  # both households expect the same
    named = {**say, "text": f"{say['text']} Z-1001"}
    await pulled.says(Line(first["amount"], booked_on=first["expected_on"], **named))
    (arrival,) = pulled.rows("select household_id, toeslag, arrived_on, amount, account from schedule.toeslag_arrival")
    assert arrival == {
        "household_id": first["household_id"],
        "toeslag": "zorgtoeslag",
        "arrived_on": first["expected_on"],
        "amount": first["amount"],
        "account": "budget",
    }
    (fact,) = pulled.rows("select household_id, about from schedule.fact where kind = 'toeslag_arrived'")
    assert fact == {"household_id": first["household_id"], "about": "zorgtoeslag"}
    assert (
        expected(pulled, f"subject = '{first['subject']}' and reference = 'Z-1001'")[0]["received"] == (first["amount"])
    )
    assert pulled.broken() == {}


def test_every_payer_that_is_known_has_its_words() -> None:
    assert {one.kind for one in known_payers(KEYRING)} == {
        "huurtoeslag",
        "zorgtoeslag",
        "kindgebonden_budget",
        "kinderopvangtoeslag",
    }
    assert all(one.words and one.household_id is None for one in known_payers(KEYRING))
