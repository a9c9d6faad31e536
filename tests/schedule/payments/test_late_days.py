"""A run that is filed on later days than it was frozen for pays only what the registry releases for those days."""

from datetime import date
from typing import Any

import pytest

from house.doctor.examination import examine
from services.clock import MovableClock
from services.database import Database
from services.events import RunKind
from services.iban import Iban
from services.mandates.schemas import Reason, Waits
from services.schedule.bank.keeping import stream
from services.schedule.payees.payee import PayeeDetails, WantedCostPayee
from services.schedule.payments import repository, service
from services.schedule.payments.run import RunKey, RunState
from services.schedule.payments.tables import RunRow
from services.schedule.registry.registry import RegistryDoesNotAnswer
from tests.schedule.households.builders import KEYRING
from tests.schedule.payments.runs import FEBRUARY, HOUSING, MARCH_RUN, Office, one_value, payments
from tests.schedule.rows import changed, everything

SATURDAY = FEBRUARY.replace(month=3, day=14)
MONDAY = date(2026, 3, 16)
SUPPLEMENTARY = RunKey(MARCH_RUN.month, RunKind.SUPPLEMENTARY, 1)
KEVER = PayeeDetails("Woonstichting De Kever", Iban("NL18ABNA0484869868"))


@pytest.fixture
async def office(database: Database, organisation: Any, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    return office


async def frozen(office: Office) -> RunRow:
    """March, frozen on 20 February and in no file yet; then it is Saturday 14 March."""
    run = await office.propose()
    async with office.database.transaction(office.organisation) as session:
        run = await service.approve(session, office.hand(session, "roos"), run.id, run.content_hash or "")
    while run.state is not RunState.FROZEN:
        await office.worker._step(office.organisation, run.id)
        async with office.database.reading(office.organisation) as asking:
            run = await repository.run_by_id(asking, run.id)
    office.clock.move_to(SATURDAY)
    office.registry.asked.clear()
    return run


def held(admin_url: str) -> list[Any]:
    return [row for row in payments(admin_url, "purpose, reason, detail") if row[1]]


def broken(admin_url: str) -> list[str]:
    return [one.promise.number for one in examine(admin_url) if one.is_broken]


async def file_of(office: Office, run: RunRow) -> bytes:
    async with office.database.reading(office.organisation) as session:
        (file,) = await repository.files(session, run.id)
        return b"".join([chunk async for chunk in stream(session, KEYRING, file.message_id)])


async def test_what_moves_to_another_day_is_asked_for_that_day_and_what_keeps_its_day_is_not(office: Office) -> None:
    run = await frozen(office)
    await office.advance(run)
    assert {(one.cost, one.execute_on) for one in office.registry.asked} == {
        (cost, MONDAY) for cost in ("leefgeld", "rent", "energy", "health_premium")
    }
    assert len(office.registry.asked) == 6


async def test_an_account_that_closed_in_between_gets_nothing_and_the_others_are_paid(
    office: Office, admin_url: str
) -> None:
    run = await frozen(office)
    office.registry.closes["rent"] = date(2026, 3, 1)
    run = await office.advance(run)
    assert run.state is RunState.FILED
    assert held(admin_url) == [("rent", "account_not_approved", "closed")]
    file = await file_of(office, run)
    assert (file.count(b"<CdtTrfTxInf>"), HOUSING.iban.number.encode() in file) == (6, False)
    waits = "select purpose || ' ' || reason || ' ' || detail from schedule.held_payment"
    assert one_value(admin_url, waits) == "rent account_not_approved closed"
    news = "select data ->> 'reason' from schedule.outbox where type = 'nl.ontzorg.schedule.payment.held'"
    assert one_value(admin_url, news) == "account_not_approved"
    assert broken(admin_url) == []


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        ("energy", Waits(Reason.DEFERRED, "2026-04-01")),
        ("rent", Waits(Reason.NOT_AUTHORISED, "revoked")),
        ("leefgeld", Waits(Reason.ACCOUNT_NOT_APPROVED, "closed")),
    ],
)
async def test_what_was_set_aside_for_it_is_free_again_and_the_next_run_pays_it_once_it_may(
    office: Office, admin_url: str, cost: str, said: Waits
) -> None:
    run = await frozen(office)
    office.registry.refuses[cost] = said
    await office.advance(run)
    assert {row[0] for row in held(admin_url)} == {cost}
    assert broken(admin_url) == []
    del office.registry.refuses[cost]
    again = await office.approve(await office.propose(SUPPLEMENTARY))
    assert again.state is RunState.FILED
    live = payments(admin_url, "run_id, purpose, state")
    assert {row[1:] for row in live if row[0] == again.id} == {(cost, "submitted")}
    assert one_value(admin_url, "select count(*) from schedule.held_payment") == 0
    assert broken(admin_url) == []


async def test_who_would_be_paid_on_another_account_than_the_approver_saw_is_held(
    office: Office, admin_url: str
) -> None:
    run = await frozen(office)
    household = one_value(admin_url, "select id from schedule.household")
    await office.pay_to(household, WantedCostPayee("rent", KEVER))
    run = await office.advance(run)
    assert held(admin_url) == [("rent", "plan_changed", None)]
    assert KEVER.iban.number.encode() not in await file_of(office, run)


async def test_as_long_as_the_registry_does_not_answer_nothing_is_filed_and_nothing_changes(
    office: Office, admin_url: str
) -> None:
    run = await frozen(office)
    office.registry.is_away = True
    before = everything(admin_url)
    with pytest.raises(RegistryDoesNotAnswer):
        await office.worker._step(office.organisation, run.id)
    assert changed(before, everything(admin_url)) == []
    office.registry.is_away = False
    assert (await office.advance(run)).state is RunState.FILED
