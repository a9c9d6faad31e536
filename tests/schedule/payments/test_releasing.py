"""Nothing is paid that the registry did not release; what it says is asked before a run holds it, and before it is
paid."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from house.doctor.examination import examine
from services.clock import MovableClock
from services.database import Database
from services.iban import Iban
from services.mandates.schemas import LineToRelease, Payer, Reason, Waits
from services.schedule.bank.keeping import stream
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.payments import repository, service
from services.schedule.payments.run import RunState
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import B12, KEYRING, PAPERS
from tests.schedule.payments.runs import FEBRUARY, HOUSING, PAID_TO, Office, one_value, payments
from tests.schedule.rows import changed, everything

WITH_ANOTHER_CLIENT = [
    one._replace(to=PayeeDetails("T. Proefpersoon", Iban("NL39RABO0300065264"))) if one.cost == "leefgeld" else one
    for one in PAID_TO
]
ANOTHER = PayeeDetails("Woonstichting De Kever", Iban("NL18ABNA0484869868"))


@pytest.fixture
def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    return Office(database, organisation, clock)


def held(admin_url: str) -> dict[str, str]:
    return {purpose: why for purpose, why in payments(admin_url, "purpose, reason") if why}


async def file_of(office: Office, run: RunRow) -> bytes:
    async with office.database.reading(office.organisation) as session:
        (file,) = await repository.files(session, run.id)
        return b"".join([chunk async for chunk in stream(session, KEYRING, file.message_id)])


async def test_every_payment_is_asked_about_by_its_month_its_day_and_its_ground(office: Office) -> None:
    """The part of February that the premium begins with belongs to the month before the first whole one."""
    household = await office.register("Z-1")
    await office.propose()
    asked = {(one.cost, one.month, one.amount, one.execute_on, one.ground) for one in office.registry.asked}
    assert asked == {
        ("leefgeld", "2026-02", 30000, date(2026, 2, 20), "56a"),
        ("leefgeld", "2026-03", 40000, date(2026, 2, 27), "56a"),
        ("rent", "2026-03", 62000, date(2026, 2, 27), "56a"),
        ("energy", "2026-03", 11000, date(2026, 3, 13), "56a"),
        ("water", "2026-03", 1500, date(2026, 3, 20), "56a"),
        ("health_premium", "2026-02", 14764, date(2026, 2, 27), "56a"),
        ("health_premium", "2026-03", 15900, date(2026, 2, 27), "56a"),
    }
    assert {one.household_id for one in office.registry.asked} == {household}


@pytest.mark.parametrize("reason", list(Reason))
async def test_what_the_registry_lets_wait_is_held_in_its_words_and_the_others_are_paid(
    reason: Reason, office: Office, admin_url: str
) -> None:
    await office.register("Z-1")
    office.registry.refuses["rent"] = Waits(reason, None)
    run = await office.approve(await office.propose())
    assert held(admin_url) == {"rent": str(reason)}
    assert run.state is RunState.FILED
    assert b"Woonstichting" not in await file_of(office, run)


async def test_what_waits_for_another_reason_is_not_asked_about(office: Office, admin_url: str) -> None:
    await office.register("Z-1", *PAPERS, B12)
    await office.propose()
    assert office.registry.asked == []
    assert set(held(admin_url).values()) == {"no_decision"}


async def test_the_account_stays_with_the_run_as_it_was_released(office: Office, admin_url: str) -> None:
    """What is said after the money was claimed is for the next run: this file goes to whom the approver saw."""
    household = await office.register("Z-1")
    run = await office.propose()
    accounts = "select count(*) from schedule.payment_account"
    assert one_value(admin_url, accounts) == 5
    run = await office.approve(run)
    await office.pay_to(household, WantedCostPayee("rent", ANOTHER))
    again = await file_of(office, run)
    assert HOUSING.iban.number.encode() in again
    assert ANOTHER.iban.number.encode() not in again
    plain = "select count(*) from schedule.payment_account where iban_sealed like '%NL%'::bytea"
    assert one_value(admin_url, plain) == 0


async def test_who_is_paid_to_another_account_since_the_proposal_is_held_and_not_guessed_about(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.pay_to(household, WantedCostPayee("rent", ANOTHER))
    await office.approve(run)
    assert held(admin_url) == {"rent": "plan_changed"}


async def test_a_go_ahead_that_was_taken_back_holds_the_payment_with_the_registrys_reason(
    office: Office, admin_url: str
) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    office.registry.refuses["energy"] = Waits(Reason.NOT_AUTHORISED, "refused")
    await office.pay_to(household, WantedCostPayee("water", HOUSING, valid_from=date(2027, 1, 1)))
    await office.approve(run)
    assert held(admin_url) == {"energy": "not_authorised"}


async def test_news_that_changes_no_payment_holds_none_and_is_asked_about_once(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    await office.pay_to(household, WantedCostPayee("rent", ANOTHER, valid_from=date(2027, 1, 1)))
    asked = len(office.registry.asked)
    await office.approve(run)
    assert held(admin_url) == {}
    assert len(office.registry.asked) == 2 * asked
    assert one_value(admin_url, "select version from schedule.payment_release") == 2


async def test_whose_version_stands_is_not_asked_about_again(office: Office) -> None:
    await office.register("Z-1")
    run = await office.propose()
    asked = len(office.registry.asked)
    await office.approve(run)
    assert len(office.registry.asked) == asked


async def test_another_route_than_the_approver_saw_is_another_payment(office: Office, admin_url: str) -> None:
    household = await office.register("Z-1")
    run = await office.propose()
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    await office.pay_to(household, WantedCostPayee("water", HOUSING, valid_from=date(2027, 1, 1)))
    await office.approve(run)
    assert held(admin_url) == {"rent": "plan_changed"}


async def test_what_a_supplier_pulls_needs_no_account_of_it(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    office.registry.routes["energy"] = Payer.SUPPLIER_PULLS
    run = await office.approve(await office.propose())
    of_energy = payments(admin_url, "purpose, route, state, payee_id")
    assert [row for row in of_energy if row[0] == "energy"] == [("energy", "supplier_pulls", "expected", None)]
    assert (await file_of(office, run)).count(b"<CdtTrfTxInf>") == len(of_energy) - 1
    assert [one.promise.number for one in examine(admin_url) if one.is_broken] == []


async def test_an_account_that_no_bank_file_reaches_is_held_and_stops_nobody(office: Office, admin_url: str) -> None:
    turkish = PayeeDetails("Verhuur Voorbeeld", Iban("TR330006100519786457841326"))
    others = [one for one in PAID_TO if one.cost != "rent"]
    await office.register("Z-1", paid_to=[*others, WantedCostPayee("rent", turkish)])
    run = await office.approve(await office.propose())
    assert held(admin_url) == {"rent": "account_not_approved"}
    assert run.state is RunState.FILED


async def test_what_the_registry_cannot_read_of_one_household_holds_that_one_alone(
    office: Office, admin_url: str
) -> None:
    first, second = await office.register("Z-1"), await office.register("Z-2", paid_to=WITH_ANOTHER_CLIENT)
    office.registry.cannot_read = {first}
    run = await office.approve(await office.propose())
    assert run.state is RunState.FILED
    reasons = {(whose, why) for whose, why in payments(admin_url, "household_id, reason")}
    assert reasons == {(first, "unknown_to_registry"), (second, None)}


async def test_whose_approver_was_late_is_asked_about_the_day_that_is_left(office: Office, admin_url: str) -> None:
    """Nothing was said since the proposal: but the account was to be closed by then."""
    await office.register("Z-1")
    office.registry.closes["rent"] = date(2026, 3, 5)
    run = await office.propose()
    assert held(admin_url) == {}
    office.clock.move_to(FEBRUARY.replace(month=3, day=12))
    await office.approve(run)
    assert held(admin_url) == {"rent": "account_not_approved"}


async def test_a_registry_that_does_not_answer_is_waited_for(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    office.registry.is_away = True
    asking = asyncio.create_task(office.propose())
    await office.registry.was_knocked_at_again()
    assert one_value(admin_url, "select state from schedule.payment_run") == "proposing"
    assert one_value(admin_url, "select count(*) from schedule.payment") == 0
    office.registry.is_away = False
    assert (await asking).state is RunState.PROPOSED


async def test_while_it_is_away_nothing_is_claimed(office: Office, admin_url: str) -> None:
    await office.register("Z-1")
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        await service.approve(session, office.hand(session, "roos"), run.id, run.content_hash or "")
    office.registry.is_away = True
    before = everything(admin_url)
    freezing = asyncio.create_task(office.advance(run))
    await office.registry.was_knocked_at_again()
    assert changed(before, everything(admin_url)) == []
    office.registry.is_away = False
    assert (await freezing).state is RunState.FILED


def test_a_line_names_nobody() -> None:
    assert LineToRelease._fields == ("household_id", "cost", "month", "amount", "execute_on", "ground")
