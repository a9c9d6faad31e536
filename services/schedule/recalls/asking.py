"""Asking a payment back: one person asks with a reason, another agrees, and its file is there at once.

What is recalled keeps its key: as long as the bank has not said what became of it nothing new is tried (promise I7).
"""

from uuid import UUID

from services.database import Session, organisation_of
from services.errors import Conflict, Fault, InvalidInput, Refused
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.matching.coming_back import hold_households
from services.schedule.recalls import repository
from services.schedule.recalls.camt055 import write
from services.schedule.recalls.recall import RECALL, RecallEvent, RecallReason, answer_due_on, check_in_time
from services.schedule.recalls.tables import RecallRow
from services.sealing import place_of

_OUT = ("submitted", "executed")
_UNKNOWN = Fault("endToEndId", "no payment of ours has this name", "copy it from the payments of its run")


class NothingToRecall(Refused):
    """This payment is in no bank file, or it came back already: there is nothing to ask of the bank."""


class RecallIsOpen(Conflict):
    """This payment is being recalled."""


class RecallAskedByYou(Refused):
    """Whoever asked for a recall does not approve or refuse it; another person does, or you withdraw it."""


class RecallNotAskedByYou(Refused):
    """Only who asked for a recall withdraws it; refuse it instead."""


async def ask(session: Session, hand: Hand, end_to_end_id: str, reason: RecallReason, why: str) -> RecallRow:
    """Ask for a payment back. `NothingToRecall`, `TooLateToRecall`, `RecallIsOpen`; `InvalidInput` for a name that no
    payment of theirs has."""
    payment = await repository.payment_named(session, end_to_end_id)
    if payment is None or not hand.works_for(payment.municipality):
        raise InvalidInput([_UNKNOWN])
    await hold_households(session, {payment.household_id})
    payment = await repository.payment_named(session, end_to_end_id)
    if payment is None or payment.message_id is None or payment.state not in _OUT:
        raise NothingToRecall
    check_in_time(reason, payment.execute_on, hand.today)
    if await repository.is_open(session, end_to_end_id):
        raise RecallIsOpen
    row = RecallRow(
        organisation_id=organisation_of(session),
        id=hand.new_id(),
        run_id=payment.run_id,
        end_to_end_id=end_to_end_id,
        household_id=payment.household_id,
        subject=f"{payment.purpose}/{payment.occasion}",
        municipality=payment.municipality,
        execute_on=payment.execute_on,
        reason=reason,
        why_sealed=b"",
        state=RECALL.first,
        asked_by=hand.by,
        asked_at=hand.now,
    )
    row.why_sealed = hand.keyring.seal(why, place(row, "why"))
    await repository.begin(session, hand, row)
    failpoint("recalls.asked")
    return row


async def approve(session: Session, hand: Hand, recall_id: UUID) -> RecallRow:
    """Let it go to the bank, as the second person. `NoSuchRecall`, `RecallAskedByYou`, `CannotHappen`, and what became
    impossible meanwhile: `NothingToRecall`, `TooLateToRecall`."""
    row = await _held(session, hand, recall_id)
    if row.asked_by == hand.by:
        raise RecallAskedByYou
    payment = await repository.payment_named(session, row.end_to_end_id)
    if payment is None or payment.state not in _OUT:
        raise NothingToRecall
    check_in_time(row.reason, payment.execute_on, hand.today)
    content = write(row.id, repository.filed(payment), row.reason, hand.now)
    row.approved_by, row.answer_due_on = hand.by, answer_due_on(hand.today)
    row.file_sealed = hand.keyring.seal(content.decode(), place(row, "file"))
    await repository.enter(session, hand, row, RecallEvent.APPROVE)
    failpoint("recalls.sent")
    return row


async def refuse(session: Session, hand: Hand, recall_id: UUID) -> RecallRow:
    """Do not let it go, as the second person. `NoSuchRecall`, `RecallAskedByYou`, `CannotHappen`."""
    row = await _held(session, hand, recall_id)
    if row.asked_by == hand.by:
        raise RecallAskedByYou
    await repository.enter(session, hand, row, RecallEvent.REFUSE)
    return row


async def withdraw(session: Session, hand: Hand, recall_id: UUID) -> RecallRow:
    """Think better of it, as who asked. `NoSuchRecall`, `RecallNotAskedByYou`, `CannotHappen`."""
    row = await _held(session, hand, recall_id)
    if row.asked_by != hand.by:
        raise RecallNotAskedByYou
    await repository.enter(session, hand, row, RecallEvent.WITHDRAW)
    return row


def place(row: RecallRow, column: str) -> bytes:
    """Where a text of it is sealed for."""
    return place_of(row.organisation_id, row.id, column)


async def _held(session: Session, hand: Hand, recall_id: UUID) -> RecallRow:
    """Its household first, in the order in which everybody holds them."""
    row = await repository.recall_by_id(session, recall_id)
    if not hand.works_for(row.municipality):
        raise repository.NoSuchRecall
    await hold_households(session, {row.household_id})
    return await repository.held(session, recall_id)
