"""Keeping what the bank says of what we sent (a report, an answer): the bytes once, with what is read of them.

What the word means is for whoever asked, in the same transaction; where it means nothing, nothing of it stays.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from services.database import Session, organisation_of
from services.schedule.hand import Hand
from services.schedule.statements import repository as statements
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.formats.schema_validation import validated
from services.schedule.statements.keeping import Keeping, fingerprint
from services.schedule.statements.tables import StatementFileRow
from services.schedule.statements.taking_in import HandedIn

Word = TypeVar("Word")


async def keep_word(
    session: Session, hand: Hand, given: HandedIn, form: BankFileFormat, read: Callable[[Iterator[bytes]], Word]
) -> tuple[StatementFileRow, Word | None]:
    """The file with its word, which `read` takes out of all of its bytes; without one if these bytes were known.

    `NotABankFile`, `UnreadableBankFile`.
    """
    await statements.alone(session)
    known_by = fingerprint(given.chunks())
    before = await statements.file_by_digest(session, known_by.sha256)
    if before is not None:
        return before, None
    file = StatementFileRow(
        organisation_id=organisation_of(session),
        id=hand.new_id(),
        name=given.name,
        format=form,
        size=known_by.size,
        sha256=known_by.sha256,
        handed_in_at=hand.now,
        handed_in_by=hand.by,
    )
    keeping = Keeping(session, hand.keyring, file.id)
    word = read(validated(keeping.through(given.chunks()), given.schemas))
    session.add(file)
    await session.flush()
    await keeping.store(all_of_it=True)
    return file, word
