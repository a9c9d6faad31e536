"""Opening every kept file once more: it must give the check figures of its record and say what the record says."""

import hashlib
from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import text

from house.doctor.examination import FIRST, Finding, Offender
from services.clock import stopwatch
from services.database import Database, ReadSession
from services.promises import Promise
from services.schedule.bank.checking import BrokenFile, FileReader
from services.schedule.bank.keeping import FileIsDamaged, record_of, stream
from services.schedule.instructions.csv_file import read_back
from services.schedule.instructions.instructing import InstructionsAreDamaged
from services.schedule.instructions.instructing import opened as opened_instructions
from services.schedule.instructions.instruction import FileIsNotItsInstructions
from services.schedule.instructions.repository import file_of
from services.schedule.instructions.tables import InstructionFileRow
from services.sealing import CannotBeOpened, Keyring

PROMISE = Promise("I14", "the kept bytes of every file give the check figures of its record", "")
"""Proved by opening the files, for which the keys are needed; SQL sees only that they are sealed."""

_FILES = text("select organisation_id, message_id from bank_file order by organisation_id, message_id")
_INSTRUCTIONS = text("select organisation_id, run_id, number from instruction_file order by 1, 2, 3")


def unopened() -> Finding:
    """What there is to say without the keys."""
    return Finding("schedule", PROMISE, None, why="the files are sealed and no keys were given")


async def opened(url: str, keyring: Keyring) -> Finding:
    """What the files of all organisations say; `url` is the administrator's of their database."""
    lasted = stopwatch()
    database = Database(url, "schedule", connections=2)
    try:
        async with database.reading(None) as session:
            files = [(row.organisation_id, row.message_id) for row in await session.execute(_FILES)]
            instructions = [tuple(row) for row in await session.execute(_INSTRUCTIONS)]
        offenders: list[Offender] = []
        for organisation_id, own in groupby(files, key=lambda file: file[0]):
            async with database.reading(organisation_id) as session:
                offenders += await _of_organisation(session, keyring, organisation_id, [name for _, name in own])
        for organisation_id, run_id, number in instructions:
            async with database.reading(organisation_id) as session:
                what = _fault_of_instructions(await file_of(session, run_id, number), keyring)
            if what is not None:
                place = {"organisation_id": str(organisation_id), "run_id": str(run_id), "number": str(number)}
                offenders.append({**place, "what": what})
    finally:
        await database.close()
    return Finding("schedule", PROMISE, len(offenders), offenders[:FIRST], lasted() * 1000)


async def _of_organisation(
    session: ReadSession, keyring: Keyring, organisation_id: UUID, message_ids: Sequence[str]
) -> list[Offender]:
    found: list[Offender] = []
    for message_id in message_ids:
        what = await _fault(session, keyring, message_id)
        if what is not None:
            found.append({"organisation_id": str(organisation_id), "message_id": message_id, "what": what})
    return found


async def _fault(session: ReadSession, keyring: Keyring, message_id: str) -> str | None:
    """What is wrong with a file; its pieces are read one by one, however large it is."""
    record = await record_of(session, message_id)
    reader, sha1 = FileReader(), hashlib.sha1(usedforsecurity=False)
    try:
        async for chunk in stream(session, keyring, message_id):
            sha1.update(chunk)
            reader.feed(chunk)
        contents = reader.close()
    except (CannotBeOpened, FileIsDamaged, BrokenFile) as damage:
        return damage.title
    if sha1.hexdigest() != record.sha1:
        return "its bytes have another SHA-1 than its record"
    if (contents.message_id, contents.items, contents.amount) != (message_id, record.items, record.amount):
        return "it says another number or sum than its record"
    return None


def _fault_of_instructions(file: InstructionFileRow, keyring: Keyring) -> str | None:
    """What is wrong with an instruction file."""
    try:
        says = read_back(opened_instructions(file, keyring))
    except (CannotBeOpened, InstructionsAreDamaged, FileIsNotItsInstructions) as damage:
        return damage.title
    if (says.items, says.amount) != (file.items, file.amount):
        return "it says another number or sum than its record"
    return None
