"""Writing the instruction files of a frozen run: one for each municipality whose benefit system withholds, each once.

Made in the jobs that make bank files, in one transaction with its lines. The same rows make the same bytes; once they
are kept, a download gives those bytes and nothing is written anew.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from services.database import Session, organisation_of
from services.errors import Problem
from services.events import InstructionsWritten
from services.failpoints import failpoint
from services.months import month_text
from services.outbox import announce
from services.payment_reference import PaymentReference, ReferenceKind
from services.schedule.instructions.csv_file import read_back, written
from services.schedule.instructions.instruction import Heading, Instruction
from services.schedule.instructions.tables import InstructionFileRow
from services.schedule.payments.releasing import accounts_of
from services.schedule.payments.tables import RunRow
from services.sealing import Keyring
from services.storing import connection_of

_WITHHELD = "payment.run_id = %(run_id)s and payment.live and payment.route = 'benefit_system_withholds'"
_NEXT = f"""
    select payment.municipality, (select count(*) from instruction_file where run_id = %(run_id)s)::integer + 1
    from payment where {_WITHHELD} and not exists (
        select from instruction_file as file
        where file.run_id = payment.run_id and file.municipality = payment.municipality
    ) order by payment.municipality limit 1
"""
_TAKE = f"""
    select end_to_end_id, household.reference, purpose, payee_id, reference_kind, reference_text, amount, occasion,
        due_on
    from payment join household on household.id = payment.household_id
    where {_WITHHELD} and payment.municipality = %(municipality)s
    order by due_on, household.reference, purpose, occasion
"""
_LINES = f"""
    insert into instruction_line (organisation_id, run_id, number, end_to_end_id, household_id, month, purpose,
        occasion, amount, due_on)
    select organisation_id, run_id, %(number)s, end_to_end_id, household_id, month, purpose, occasion, amount, due_on
    from payment where {_WITHHELD} and payment.municipality = %(municipality)s
"""


class InstructionsAreDamaged(Problem):
    """The stored instruction file is not the one that was kept; the benefit system must not get it."""


async def instruct_next(session: Session, run: RunRow, keyring: Keyring, now: datetime) -> bool:
    """Write the next instruction file of the run, which the caller holds; False when all that is withheld stands in
    one. `FileIsNotItsInstructions` keeps nothing."""
    connection = await connection_of(session)
    found = await (await connection.execute(_NEXT.encode(), {"run_id": run.id})).fetchone()
    if found is None:
        return False
    municipality, number = found
    which = {"run_id": run.id, "municipality": municipality, "number": number}
    instructions = await _instructions(session, connection, keyring, which)
    name = f"{month_text(run.month)}-{run.kind}-{run.number}-{municipality}-{number}-instructions.csv"
    content = written(Heading(f"{month_text(run.month)} {run.kind} {run.number}", municipality), instructions)
    session.add(_row(session, keyring, run.id, number, municipality, name, content, now))
    await session.flush()
    await connection.execute(_LINES.encode(), which)
    event = InstructionsWritten(
        organisation_id=run.organisation_id, run_id=run.id, number=number, lines=len(instructions)
    )
    await announce(session, event, now=now)
    failpoint("instructions.file-written")
    return True


async def _instructions(
    session: Session, connection: AsyncConnection, keyring: Keyring, which: dict[str, Any]
) -> list[Instruction]:
    taken = await (await connection.execute(_TAKE.encode(), which)).fetchall()
    asked = {account_id for _, _, _, account_id, *_ in taken}
    accounts = await accounts_of(connection, keyring, organisation_of(session), which["run_id"], list(asked))
    return [
        Instruction(own_id, household, purpose, accounts[account_id], _reference(kind, text), amount, period, due_on)
        for own_id, household, purpose, account_id, kind, text, amount, period, due_on in taken
    ]


def _reference(kind: str | None, text: str | None) -> PaymentReference | None:
    return PaymentReference(ReferenceKind(kind), text) if kind and text else None


def _row(
    session: Session,
    keyring: Keyring,
    run_id: UUID,
    number: int,
    municipality: str,
    name: str,
    content: bytes,
    now: datetime,
) -> InstructionFileRow:
    says = read_back(content)
    mine = organisation_of(session)
    return InstructionFileRow(
        organisation_id=mine,
        run_id=run_id,
        number=number,
        municipality=municipality,
        name=name,
        size=len(content),
        items=says.items,
        amount=says.amount,
        sha256=hashlib.sha256(content).hexdigest(),
        content=keyring.seal(b64encode(zlib.compress(content)).decode(), _place(mine, run_id, number)),
        written_at=now,
    )


def opened(file: InstructionFileRow, keyring: Keyring) -> bytes:
    """The bytes of a file, the same at every download. `CannotBeOpened` or `InstructionsAreDamaged` for bytes that are
    not those that were kept."""
    place = _place(file.organisation_id, file.run_id, file.number)
    content = zlib.decompress(b64decode(keyring.unseal(file.content, place)))
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise InstructionsAreDamaged
    return content


def _place(organisation_id: UUID, run_id: UUID, number: int) -> bytes:
    return organisation_id.bytes + run_id.bytes + f"instruction_file/{number}".encode()
