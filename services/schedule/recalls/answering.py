"""Taking in what the bank answers to a recall (camt.029).

A promise is no money: the payment stays as it is until a statement shows what came back. Only what was to be executed
on a later day, and is cancelled before it, never leaves: that is as good as a rejection, and waits as one does.
"""

from collections.abc import Iterator
from typing import NamedTuple

from services.database import Session
from services.errors import Refused
from services.events import RecallState
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.matching.coming_back import hold_households
from services.schedule.matching.payments import payments_of_names
from services.schedule.matching.reporting import reject
from services.schedule.recalls.recall import RecallEvent
from services.schedule.recalls.repository import enter, households_of, newest_of
from services.schedule.recalls.tables import RecallRow
from services.schedule.recalls.tasks import open_tasks
from services.schedule.statements.formats.camt029 import read_recall_answers
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.keeping_words import keep_word
from services.schedule.statements.recall_answer import RecallAnswer, RecallStatus
from services.schedule.statements.tables import StatementFileRow
from services.schedule.statements.taking_in import HandedIn

_EVENTS = {RecallStatus.ACCEPTED: RecallEvent.PROMISE, RecallStatus.REJECTED: RecallEvent.DECLINE}
_LEADS_FROM = {
    RecallEvent.PROMISE: (RecallState.SENT,),
    RecallEvent.DECLINE: (RecallState.SENT, RecallState.PROMISED),
}


class NotOurRecall(Refused):
    """This answers a recall that we never sent."""


class AnswerTaken(NamedTuple):
    """An answer that was taken in, and how many recalls it changed; known before if these bytes were."""

    file: StatementFileRow
    changed: int = 0
    known_before: bool = False


async def take_answer(session: Session, hand: Hand, given: HandedIn) -> AnswerTaken:
    """Take in an answer: `NotABankFile`, `UnreadableBankFile`, `NotOurRecall`. Nothing stays of those."""
    file, answers = await keep_word(session, hand, given, BankFileFormat.CAMT_029, _read)
    if answers is None:
        return AnswerTaken(file, known_before=True)
    changed = await _answer(session, hand, answers)
    failpoint("recalls.answer-taken-in")
    return AnswerTaken(file, changed)


def _read(content: Iterator[bytes]) -> dict[str, RecallAnswer]:
    return {one.end_to_end_id: one for one in read_recall_answers(content)}


async def _answer(session: Session, hand: Hand, answers: dict[str, RecallAnswer]) -> int:
    await hold_households(session, await households_of(session, answers))
    sent = {name: one for name, one in (await newest_of(session, answers)).items() if one.file_sealed is not None}
    if sent.keys() != answers.keys():
        raise NotOurRecall
    changed = 0
    for name, recall in sorted(sent.items()):
        answer = answers[name]
        event = _EVENTS.get(answer.status)
        if event is not None and recall.state in _LEADS_FROM[event]:
            recall.answer_code = answer.code
            await enter(session, hand, recall, event)
            await _follow(session, hand, recall, event)
            changed += 1
    return changed


async def _follow(session: Session, hand: Hand, recall: RecallRow, event: RecallEvent) -> None:
    if event is RecallEvent.DECLINE:
        await open_tasks(session, hand, [recall])
    elif recall.execute_on > hand.today:
        payment = (await payments_of_names(session, [recall.end_to_end_id]))[recall.end_to_end_id]
        if not payment.outcomes:
            await reject(session, hand, [(payment, recall.reason.value)])
