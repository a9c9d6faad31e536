"""Taking in a file of the bank whatever it is: statements, a report on a file of ours, or the answer to a recall."""

from typing import NamedTuple

from services.database import Session
from services.errors import InvalidInput, Problem
from services.schedule.hand import Hand
from services.schedule.matching.reporting import take_report
from services.schedule.recalls.answering import take_answer
from services.schedule.statements.formats.format import BankFileFormat, recognise
from services.schedule.statements.formats.reading import beginning
from services.schedule.statements.tables import StatementFileRow
from services.schedule.statements.taking_in import HandedIn, take_in


class ReceivedFile(NamedTuple):
    """A file that was taken in, and the states of its statements that were not."""

    file: StatementFileRow
    not_taken: list[str]


async def receive(session: Session, hand: Hand, given: HandedIn) -> ReceivedFile:
    """A file of any of these kinds; refusals as those of `take_in`, `take_report` and `take_answer`."""
    found = recognise(beginning(given.chunks()))
    if found is BankFileFormat.PAIN_002:
        return ReceivedFile((await take_report(session, hand, given)).file, [])
    if found is BankFileFormat.CAMT_029:
        return ReceivedFile((await take_answer(session, hand, given)).file, [])
    taken = await take_in(session, hand, given)
    return ReceivedFile(taken.file, [one.statement.state.value for one in taken.statements if not one.statement.place])


def said_of(refusal: Problem) -> list[str]:
    """Why a file was refused: its faults, of which none repeats a word of the file."""
    return [str(fault) for fault in refusal.faults] if isinstance(refusal, InvalidInput) else [refusal.detail]
