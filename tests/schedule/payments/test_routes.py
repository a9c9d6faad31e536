"""What others move stands in no bank file, and is spoken for all the same."""

from collections import Counter
from uuid import UUID

import psycopg
import pytest

from services.clock import MovableClock
from services.database import Database
from services.errors import Conflict
from services.mandates.arrangements.payer import OURS
from services.mandates.schemas import Payer
from services.schedule.bank.keeping import stream
from services.schedule.payments import repository
from services.schedule.payments.run import AnotherProposal, PaymentRoute, RunState
from services.schedule.payments.tables import RunRow
from tests.schedule.households.builders import KEYRING
from tests.schedule.payments.runs import FEBRUARY, Office, one_value, payments
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

_PURPOSES = ("energy", "health_premium", "leefgeld", "rent", "water")
_RESERVED = "select sum(amount)::bigint from schedule.ledger_entry where stage = 'pending' and credit = 'clearing'"


@pytest.fixture
async def office(database: Database, organisation: UUID, clock: MovableClock, municipalities: None) -> Office:
    clock.move_to(FEBRUARY)
    office = Office(database, organisation, clock)
    await office.register("Z-1")
    return office


async def totals(office: Office, run: RunRow) -> dict[str, tuple[int, int]]:
    async with office.database.reading(office.organisation) as session:
        return {one.state: (one.payments, one.amount) for one in await repository.totals(session, run.id)}


def test_the_routes_are_the_payers_that_the_registry_calls_ours() -> None:
    assert {str(route) for route in PaymentRoute} == {str(payer) for payer in OURS}


async def test_a_bank_file_holds_what_we_push_and_nothing_else(office: Office, admin_url: str) -> None:
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    office.registry.routes["energy"] = Payer.SUPPLIER_PULLS
    run = await office.approve(await office.propose())
    assert run.state is RunState.FILED
    async with office.database.reading(office.organisation) as session:
        (file,) = await repository.files(session, run.id)
        written = b"".join([chunk async for chunk in stream(session, KEYRING, file.message_id)])
    assert (file.items, file.amount) == (5, 175164 - 62000 - 11000)
    assert written.count(b"<CdtTrfTxInf>") == 5
    assert b"Woonstichting" not in written
    assert Counter(payments(admin_url, "route, state, file_number")) == {
        ("we_push", "submitted", 1): 5,
        ("benefit_system_withholds", "submitted", None): 1,
        ("supplier_pulls", "expected", None): 1,
    }


async def test_what_others_move_is_spoken_for_like_what_we_push(office: Office, admin_url: str) -> None:
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    office.registry.routes["energy"] = Payer.SUPPLIER_PULLS
    await office.approve(await office.propose())
    assert one_value(admin_url, _RESERVED) == 175164


async def test_a_run_says_what_its_payments_say_whichever_way_they_go(office: Office, admin_url: str) -> None:
    office.registry.routes["rent"] = Payer.BENEFIT_SYSTEM_WITHHOLDS
    office.registry.routes["energy"] = Payer.SUPPLIER_PULLS
    run = await office.propose()
    assert await totals(office, run) == {"proposed": (7, 175164)}
    run = await office.approve(run)
    assert await totals(office, run) == {"submitted": (6, 164164), "expected": (1, 11000)}


async def test_a_run_of_which_nothing_is_pushed_is_filed_without_a_bank_file(office: Office, admin_url: str) -> None:
    office.registry.routes |= dict.fromkeys(_PURPOSES, Payer.SUPPLIER_PULLS)
    run = await office.approve(await office.propose())
    assert run.state is RunState.FILED
    async with office.database.reading(office.organisation) as session:
        assert await repository.files(session, run.id) == []
    assert one_value(admin_url, "select data ->> 'files' from schedule.outbox where type like '%run.filed'") == "0"
    assert set(payments(admin_url, "state")) == {("expected",)}


async def test_a_payment_whose_way_was_changed_in_the_database_is_not_approved(office: Office, admin_url: str) -> None:
    run = await office.propose()
    with as_superuser(admin_url) as connection:
        connection.execute("update schedule.payment set route = 'supplier_pulls' where purpose = 'rent'")
    before = everything(admin_url)
    with pytest.raises(AnotherProposal) as refused:
        await office.approve(run)
    assert isinstance(refused.value, Conflict)
    assert changed(before, everything(admin_url)) == []


async def test_the_database_knows_no_fourth_way(office: Office, admin_url: str) -> None:
    await office.propose()
    with as_superuser(admin_url) as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute("update schedule.payment set route = 'client_pays'")


async def test_only_who_comes_for_its_money_needs_no_account_of_ours(office: Office, admin_url: str) -> None:
    await office.propose()
    with as_superuser(admin_url) as connection:
        connection.execute(
            "update schedule.payment set route = 'supplier_pulls', payee_id = null where purpose = 'rent'"
        )
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("update schedule.payment set payee_id = null where purpose = 'water'")
