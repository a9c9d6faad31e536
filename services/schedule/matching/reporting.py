"""Taking in what the bank says of a file of ours before any statement does (pain.002): what it rejects is free again.

A report is advice. That a payment was accepted, or is said to be settled, changes nothing: only a statement shows that
money moved. What the bank rejects never left, so its reserve is let go and it waits, as what came back does. A payment
that a statement has shown is not rejected by a report: that is an exception, for one of the two is wrong.
"""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from services.database import Session
from services.errors import Refused
from services.events import Oddity
from services.failpoints import failpoint
from services.schedule.bank.identifiers import payment_information_id
from services.schedule.hand import Hand
from services.schedule.ledger.attempts import standing_attempts
from services.schedule.ledger.posting import post
from services.schedule.matching.booked import Booked
from services.schedule.matching.booking import reserved
from services.schedule.matching.coming_back import hold_households, let_wait
from services.schedule.matching.payments import payments_of_file
from services.schedule.matching.submitted import Outcome, Submitted
from services.schedule.matching.told import Told
from services.schedule.matching.verdict import Odd
from services.schedule.matching.writing import raise_exceptions, write_outcomes
from services.schedule.payments.booking import let_go
from services.schedule.sent_back.payment import SentBack
from services.schedule.sent_back.repository import sent_back_in
from services.schedule.sent_back.telling import ToldBack, tell
from services.schedule.statements.formats.format import BankFileFormat
from services.schedule.statements.formats.pain002 import read_status_report
from services.schedule.statements.keeping_words import keep_word
from services.schedule.statements.statement import Direction
from services.schedule.statements.status_report import (
    BlockStatus,
    PaymentStatus,
    ReportHeading,
    StatusReason,
    TransactionStatus,
)
from services.schedule.statements.tables import StatementFileRow
from services.schedule.statements.taking_in import HandedIn

_OUR_FILE = text("select run_id, number from payment_file where message_id = :message_id")


class NotOurFile(Refused):
    """This report is of a file that we never sent."""


class NotOfItsFile(Refused):
    """This report tells of payments that do not stand in the file it is of."""


class ReportTaken(NamedTuple):
    """A report that was taken in: how many payments it rejected, of how many it says something else, and how many of
    its rejections do not fit; known before if these bytes were."""

    file: StatementFileRow
    rejected: int = 0
    advised: int = 0
    odd: int = 0
    known_before: bool = False


class _Said(NamedTuple):
    """What a report rejects, by the names that we gave: the whole file, blocks, payments, each with its code."""

    message_id: str
    file_code: str | None
    blocks: dict[str, str | None]
    payments: dict[str, str | None]
    advised: int
    whole_file: bool


async def take_report(session: Session, hand: Hand, given: HandedIn) -> ReportTaken:
    """Take in a report: `NotABankFile`, `UnreadableBankFile`, `NotOurFile`, `NotOfItsFile`. Nothing stays of those."""
    file, said = await keep_word(session, hand, given, BankFileFormat.PAIN_002, _said)
    if said is None:
        return ReportTaken(file, known_before=True)
    rejected, odd = await _reject(session, hand, file.id, said)
    failpoint("matching.report-taken-in")
    return ReportTaken(file, rejected, said.advised, odd)


def _said(content: Iterator[bytes]) -> _Said:
    said = _Said("", None, {}, {}, 0, whole_file=False)
    for part in read_status_report(content):
        rejects = part.status is PaymentStatus.REJECTED
        code = _code(part.reasons) if rejects else None
        if isinstance(part, ReportHeading):
            said = said._replace(message_id=part.original_message_id, file_code=code, whole_file=rejects)
        elif isinstance(part, BlockStatus) and rejects:
            said.blocks[part.payment_information_id] = code
        elif isinstance(part, TransactionStatus) and rejects:
            said.payments[part.end_to_end_id] = code
        elif isinstance(part, TransactionStatus):
            said = said._replace(advised=said.advised + 1)
    return said


def _code(reasons: tuple[StatusReason, ...]) -> str | None:
    return next((one.code for one in reasons if one.code), None)


async def _reject(session: Session, hand: Hand, file_id: UUID, said: _Said) -> tuple[int, int]:
    found = (await session.execute(_OUR_FILE, {"message_id": said.message_id})).one_or_none()
    if found is None:
        return await _reject_sent_back(session, hand, file_id, said)
    payments = await payments_of_file(session, found.run_id, found.number, said.message_id)
    known = {payment.end_to_end_id for payments_of_block in payments.values() for payment in payments_of_block}
    if not (said.payments.keys() <= known and said.blocks.keys() <= payments.keys()):
        raise NotOfItsFile
    rejected = [
        (payment, _why(said, block, payment))
        for block, of_block in payments.items()
        for payment in of_block
        if _is_rejected(said, block, payment) and Outcome.REJECTED not in payment.outcomes
    ]
    odd = [one for one in rejected if one[0].outcomes]
    told = await reject(session, hand, [one for one in rejected if not one[0].outcomes])
    raised = [_odd(file_id, hand, place, one[0]) for place, one in enumerate(odd, start=1)]
    await raise_exceptions(session, hand, raised, in_suspense=False)
    return len(told), len(odd)


async def reject(session: Session, hand: Hand, rejected: list[tuple[Submitted, str | None]]) -> list[Told]:
    """These payments, which the bank told nothing of yet, never left, each for the reason of its code: what was
    reserved for them is free, and they wait."""
    told = await _let_go(session, hand, rejected)
    await write_outcomes(session, hand, told)
    await let_wait(session, hand, told)
    return told


async def _reject_sent_back(session: Session, hand: Hand, file_id: UUID, said: _Said) -> tuple[int, int]:
    """The file may be that of one payment back: rejected, its money never left and is nobody's again."""
    payment = await sent_back_in(session, said.message_id)
    if payment is None:
        raise NotOurFile
    block = payment_information_id(said.message_id, 1)
    if not (said.payments.keys() <= {payment.end_to_end_id} and said.blocks.keys() <= {block}):
        raise NotOfItsFile
    if not _is_rejected(said, block, payment) or Outcome.REJECTED in payment.outcomes:
        return 0, 0
    if payment.outcomes:
        await raise_exceptions(session, hand, [_odd(file_id, hand, 1, payment)], in_suspense=False)
        return 0, 1
    await tell(session, hand, [ToldBack(payment, Outcome.REJECTED, hand.today, _why(said, block, payment))])
    return 1, 0


def _is_rejected(said: _Said, block: str, payment: Submitted | SentBack) -> bool:
    return said.whole_file or block in said.blocks or payment.end_to_end_id in said.payments


def _why(said: _Said, block: str, payment: Submitted | SentBack) -> str | None:
    return said.payments.get(payment.end_to_end_id) or said.blocks.get(block) or said.file_code


async def _let_go(session: Session, hand: Hand, rejected: list[tuple[Submitted, str | None]]) -> list[Told]:
    """Free what the ledger had set aside for them."""
    await hold_households(session, {payment.household_id for payment, _ in rejected})
    standing = await standing_attempts(session, [reserved(payment) for payment, _ in rejected])
    told = [
        Told(payment, Outcome.REJECTED, standing[reserved(payment)], hand.today, code) for payment, code in rejected
    ]
    entries = [
        entry
        for one in told
        for entry in let_go(one.payment.household_id, one.payment.key, one.subject, one.payment.amount, hand.today)
    ]
    short = await post(session, entries)
    assert not short, "what was reserved is there"
    return told


def _odd(file_id: UUID, hand: Hand, place: int, payment: Submitted | SentBack) -> tuple[Booked, Odd]:
    """What a report says against a statement; the report's file stands where a booking has its statement."""
    booked = Booked(file_id, place, 1, payment.account, payment.amount, Direction.DEBIT, hand.today)
    return booked, Odd(Oddity.REJECTED_AFTER_EXECUTION, payment if isinstance(payment, Submitted) else None)
