"""The steps of a statement: its state, the row of its history and the event, in one transaction.

A statement that is taken in gets the next place of its account, and moves how far that was taken in.
"""

from typing import Final

from sqlalchemy import text

from services.database import Session
from services.errors import Refused
from services.events import StatementReceived, StatementState
from services.jobs import defer_once
from services.outbox import announce
from services.schedule.hand import Hand
from services.schedule.statements import repository
from services.schedule.statements.chain import Follows, Link, Reached
from services.schedule.statements.proving import Proof
from services.schedule.statements.statement import StatementKind
from services.schedule.statements.tables import (
    StatementAccountRow,
    StatementHistoryRow,
    StatementRow,
)

_STEPS = text("select count(*)::integer from statement_history where statement_id = :statement_id")

MATCH: Final = "match_statements"
"""The job of an organisation: match all bookings of statements that were taken in (`services.schedule.matching`)."""

_GOES_TO: dict[StatementState, frozenset[StatementState]] = {
    StatementState.WAITS: frozenset({StatementState.TAKEN, StatementState.REPLACED, StatementState.SET_ASIDE}),
    StatementState.STOPPED: frozenset({StatementState.TAKEN, StatementState.REPLACED, StatementState.SET_ASIDE}),
    StatementState.TAKEN: frozenset(),
    StatementState.REPLACED: frozenset(),
    StatementState.SET_ASIDE: frozenset(),
}


class StatementIsDone(Refused):
    """This statement was taken in, replaced or set aside, and that stays so."""


def link_of(row: StatementRow) -> Link:
    """A statement as a part of the chain; one that does not close is none until it is let in."""
    proves = row.proof is not Proof.UNPROVEN
    moved = row.came_in - row.went_out
    balances = (row.opening, row.closing) if proves else (None, None)
    return Link(*balances, moved, row.sequence, row.page, row.as_of)


def reached(account: StatementAccountRow) -> Reached:
    """How far an account was taken in."""
    return Reached(account.closing, account.moved_since, account.sequence, account.begins, account.begins_on)


async def begin(session: Session, hand: Hand, row: StatementRow, state: StatementState) -> None:
    """A statement comes into its first state."""
    if state is StatementState.TAKEN:
        await _take_its_place(session, row)
    row.state = state
    session.add(row)
    await session.flush()
    await _write_down(session, hand, row, None)


async def go_to(
    session: Session, hand: Hand, row: StatementRow, state: StatementState, reason_sealed: bytes | None = None
) -> None:
    """A statement comes from one state into another; `StatementIsDone` if it cannot."""
    if state not in _GOES_TO[row.state]:
        raise StatementIsDone(f"it is {row.state.value.replace('_', ' ')}")
    if state is StatementState.TAKEN:
        await _take_its_place(session, row)
    row.state = state
    await session.flush()
    await _write_down(session, hand, row, reason_sealed)


async def go_on(session: Session, hand: Hand, account: str) -> None:
    """Take in what waited for what came now, one behind the other."""
    waiting = list(await repository.waiting(session, account))
    while waiting:
        so_far = reached(await repository.account_row(session, account))
        follows = [row for row in waiting if so_far.place(link_of(row)) is not Follows.GAP]
        if not follows:
            return
        waiting.remove(follows[0])
        await go_to(session, hand, follows[0], StatementState.TAKEN)


async def _take_its_place(session: Session, row: StatementRow) -> None:
    """Behind those of its account that were taken in, or before them; from here on its bookings are matched, and these
    are matched as they come."""
    account = await repository.account_row(session, row.account)
    account.taken += 1
    row.state, row.place = StatementState.TAKEN, account.taken
    if row.kind is StatementKind.STATEMENT:
        so_far, link = reached(account), link_of(row)
        row.precedes, after = so_far.place(link) is Follows.PRECEDES, so_far.after(link)
        account.closing, account.moved_since, account.sequence = after.closing, after.moved_since, after.sequence
        account.begins, account.begins_on = after.begins, after.begins_on
    await defer_once(session, MATCH, organisation_id=str(row.organisation_id))


async def _write_down(session: Session, hand: Hand, row: StatementRow, reason_sealed: bytes | None) -> None:
    number = (await session.execute(_STEPS, {"statement_id": row.id})).scalar_one() + 1
    step = StatementHistoryRow(
        organisation_id=row.organisation_id,
        statement_id=row.id,
        number=number,
        state=row.state,
        at=hand.now,
        by=hand.by,
        reason_sealed=reason_sealed,
    )
    session.add(step)
    await session.flush()
    event = StatementReceived(
        organisation_id=row.organisation_id, statement_id=row.id, state=row.state, as_of=row.as_of, booked=row.booked
    )
    await announce(session, event, now=hand.now)
