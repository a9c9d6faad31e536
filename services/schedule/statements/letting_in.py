"""Deciding about a statement that was not taken in: a second person lets it in or sets it aside, with a reason.

What is let in is believed from there on: the account stands where the statement ends.
"""

from uuid import UUID

from services.database import Session
from services.errors import Refused
from services.events import StatementState
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.statements import repository
from services.schedule.statements.stepping import StatementIsDone, go_on, go_to
from services.schedule.statements.tables import StatementRow
from services.schedule.why import Why


class SameHand(Refused):
    """Whoever handed in a statement does not decide about it; another person does."""


async def let_in(session: Session, hand: Hand, statement_id: UUID, reason: Why) -> StatementRow:
    """Take in a statement that waits or was stopped. `NoSuchStatement`, `SameHand`, `StatementIsDone`."""
    row = await _decided_by_another(session, hand, statement_id)
    row.let_in_by = hand.by
    await go_to(session, hand, row, StatementState.TAKEN, _sealed(hand, row, reason))
    await go_on(session, hand, row.account)
    failpoint("statements.let-in")
    return row


async def set_aside(session: Session, hand: Hand, statement_id: UUID, reason: Why) -> StatementRow:
    """Never take in a statement that waits or was stopped. `NoSuchStatement`, `SameHand`, `StatementIsDone`."""
    row = await _decided_by_another(session, hand, statement_id)
    await go_to(session, hand, row, StatementState.SET_ASIDE, _sealed(hand, row, reason))
    return row


async def _decided_by_another(session: Session, hand: Hand, statement_id: UUID) -> StatementRow:
    await repository.alone(session)
    row = await repository.statement(session, statement_id)
    if row.state not in (StatementState.WAITS, StatementState.STOPPED):
        raise StatementIsDone
    if row.handed_in_by == hand.by:
        raise SameHand
    return row


def _sealed(hand: Hand, row: StatementRow, reason: str) -> bytes:
    return hand.keyring.seal(reason, reason_place(row.organisation_id, row.id, hand.by))


def reason_place(organisation_id: UUID, statement_id: UUID, by: str) -> bytes:
    """Where the reason of a step is sealed for."""
    return organisation_id.bytes + statement_id.bytes + f"statement_history/{by}".encode()
