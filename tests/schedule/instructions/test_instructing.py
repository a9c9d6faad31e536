"""Each municipality of a run whose benefit system withholds gets one file, once, and the same bytes for ever."""

import hashlib
from collections import Counter
from uuid import UUID

import psycopg
import pytest

from services.iban import Iban
from services.mandates.schemas import Payer
from services.schedule.households import service as households
from services.schedule.households.service import NewHousehold
from services.schedule.instructions import repository
from services.schedule.instructions.instructing import InstructionsAreDamaged, instruct_next, opened
from services.schedule.instructions.repository import NoSuchInstructionFile
from services.schedule.payees.payee import PayeeDetails
from services.schedule.payments import repository as runs
from services.schedule.payments.run import RunState
from services.schedule.payments.tables import RunRow
from services.sealing import CannotBeOpened
from tests.conftest import SessionOf
from tests.schedule.conftest import CAPELLE
from tests.schedule.households.builders import B12, KEYRING, PAPERS, content
from tests.schedule.instructions.desk import Desk, asked, broken
from tests.schedule.payments.runs import DECISION, FEBRUARY, PAID_TO, payments
from tests.schedule.rows import changed, everything
from tests.superuser import as_superuser

OTHER_CLIENT = PayeeDetails("T. Testpersoon 2", Iban("NL91ABNA0417164300"))
HEADER = (
    b"run;municipality;reference;household;cost;supplier;iban;paymentReferenceKind;paymentReference;amountCents;"
    b"period;periodFrom;periodUntil;payBy\r\n"
)
_FILE = "select municipality, number, name, items, amount from instruction_file order by number"
_NEWS = "select type, data from outbox where type like '%instructions%' order by sequence"


async def test_what_is_withheld_stands_in_one_file_line_by_line(desk: Desk, admin_url: str) -> None:
    run = await desk.filed("Z-1", "Z-2")
    assert run.state is RunState.FILED
    assert asked(admin_url, _FILE) == [("GM0518", 1, "2026-03-monthly-1-GM0518-1-instructions.csv", 4, 127000)]
    lines = (await desk.download(run)).splitlines(keepends=True)
    assert lines[0] == HEADER
    names = dict(asked(admin_url, "select end_to_end_id, purpose from instruction_line"))
    assert [(line.split(b";")[3], names[line.split(b";")[2].decode()]) for line in lines[1:]] == [
        (b"Z-1", "rent"),
        (b"Z-2", "rent"),
        (b"Z-1", "water"),
        (b"Z-2", "water"),
    ]
    assert lines[1].split(b";", 4)[4] == (
        b"rent;Woonstichting De Vlinder;NL02ABNA0123456789;free_text;huur 2026-001;62000;"
        b"2026-03;2026-03-01;2026-03-31;2026-03-01\r\n"
    )


async def test_the_bank_file_has_the_rest_and_all_of_it_is_submitted(desk: Desk, admin_url: str) -> None:
    await desk.filed()
    assert asked(admin_url, "select items, amount from payment_file") == [(5, 175164 - 63500)]
    assert Counter(payments(admin_url, "route, state, file_number")) == {
        ("we_push", "submitted", 1): 5,
        ("benefit_system_withholds", "submitted", None): 2,
    }
    assert broken(admin_url) == {}


async def test_it_is_announced_with_its_number_and_its_lines(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    told = {"organisationId": str(desk.organisation), "runId": str(run.id), "number": 1, "lines": 2}
    assert asked(admin_url, _NEWS) == [("nl.ontzorg.schedule.instructions.written", told)]


async def test_a_run_of_which_nothing_is_withheld_has_no_instruction_file(desk: Desk, admin_url: str) -> None:
    desk.registry.routes.clear()
    assert (await desk.filed()).state is RunState.FILED
    assert asked(admin_url, _FILE) == []


async def test_a_run_of_which_all_is_withheld_has_no_bank_file(desk: Desk, admin_url: str) -> None:
    desk.registry.routes |= dict.fromkeys(("energy", "health_premium", "leefgeld"), Payer.SUPPLIER_PULLS)
    run = await desk.filed()
    assert (run.state, asked(admin_url, "select count(*) from payment_file")) == (RunState.FILED, [(0,)])
    assert asked(admin_url, _FILE) == [("GM0518", 1, "2026-03-monthly-1-GM0518-1-instructions.csv", 2, 63500)]
    assert broken(admin_url) == {}


async def test_each_municipality_has_a_file_of_its_own_numbered_over_the_run(desk: Desk, admin_url: str) -> None:
    await desk.register("Z-1")
    async with desk.database.transaction(desk.organisation) as session:
        facts = [content(raw) for raw in (*PAPERS, B12, DECISION)]
        other = [one._replace(to=OTHER_CLIENT) if one.cost == "leefgeld" else one for one in PAID_TO]
        await households.register(session, desk.hand(session, "anna"), NewHousehold("Z-2", CAPELLE, facts, other))
    run = await desk.approve(await desk.propose())
    assert [(code, number) for code, number, *_ in asked(admin_url, _FILE)] == [(CAPELLE, 1), ("GM0518", 2)]
    assert b";Z-1;" not in await desk.download(run, 1)
    assert b";Z-2;" not in await desk.download(run, 2)


async def test_a_file_is_the_same_at_every_download_and_has_the_digest_of_its_record(
    desk: Desk, admin_url: str
) -> None:
    run = await desk.filed()
    first, before = await desk.download(run), everything(admin_url)
    desk.clock.move_to(FEBRUARY.replace(month=6))
    await desk.advance(run)
    assert await desk.download(run) == first
    assert changed(before, everything(admin_url)) == []
    record = "select sha256, size from instruction_file"
    assert asked(admin_url, record) == [(hashlib.sha256(first).hexdigest(), len(first))]


async def test_whoever_lists_the_files_of_a_run_can_open_each(desk: Desk) -> None:
    run = await desk.filed()
    kept = await desk.download(run)
    async with desk.database.reading(desk.organisation) as session:
        (listed,) = await repository.files(session, run.id)
        assert opened(await repository.file_of(session, run.id, listed.number), KEYRING) == kept


async def test_its_bytes_lie_sealed_for_their_place(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    ((kept,),) = asked(admin_url, "select content from instruction_file")
    assert b"Woonstichting" not in bytes(kept)
    async with desk.database.reading(desk.organisation) as session:
        file = await repository.file_of(session, run.id, 1)
        elsewhere = type(file)(**file.model_dump() | {"number": 2})
        other_bytes = type(file)(**file.model_dump() | {"sha256": "0" * 64})
    with pytest.raises(CannotBeOpened):
        opened(elsewhere, KEYRING)
    with pytest.raises(InstructionsAreDamaged):
        opened(other_bytes, KEYRING)


async def held_run(desk: Desk, run: RunRow) -> bool:
    """Whether there is another file to write of this run."""
    async with desk.database.transaction(desk.organisation) as session:
        row = await runs.run_by_id(session, run.id, hold=True)
        return await instruct_next(session, row, KEYRING, desk.clock.now())


async def test_a_file_is_written_once(desk: Desk, admin_url: str) -> None:
    run = await desk.filed()
    before = everything(admin_url)
    assert not await held_run(desk, run)
    assert changed(before, everything(admin_url)) == []


async def test_what_was_instructed_is_never_rewritten(desk: Desk, admin_url: str) -> None:
    await desk.filed()
    for table in ("instruction_file", "instruction_line"):
        with as_superuser(admin_url) as connection, pytest.raises(psycopg.errors.RestrictViolation):
            connection.execute(f"update schedule.{table} set amount = amount + 1".encode())


async def test_another_organisation_sees_no_file(desk: Desk, session: SessionOf, another_organisation: UUID) -> None:
    run = await desk.filed()
    async with session(another_organisation) as asking:
        assert await repository.files(asking, run.id) == []
        assert await repository.open_lines(asking, None, 10) == []
        with pytest.raises(NoSuchInstructionFile):
            await repository.file_of(asking, run.id, 1)
