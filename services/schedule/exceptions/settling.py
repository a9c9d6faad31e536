"""Settling bookings that were exceptions: their money leaves suspense for the households that they turned out to be of.

Whether a person said so or a rule found it now, what is written is what matching would have written: shares, the
ledger, what is expected, what became of payments. Only the verdict stands in the exception's history.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.database import Session, organisation_of
from services.schedule.exceptions.booking import out_of_suspense, was_sent_back
from services.schedule.hand import Hand
from services.schedule.ledger.entry import Entry
from services.schedule.matching.booked import Booked
from services.schedule.matching.coming_back import let_wait
from services.schedule.matching.exception_steps import end, next_number
from services.schedule.matching.sharing import last_numbers, share_out
from services.schedule.matching.submitted import Outcome
from services.schedule.matching.tables import ExceptionRow
from services.schedule.matching.telling import book_told, told_of
from services.schedule.matching.verdict import ExceptionEnd, Explained, Shared, WentBack
from services.schedule.matching.writing import write_outcomes
from services.schedule.sent_back.telling import ToldBack, tell


class Settled(NamedTuple):
    """An exception with its booking, and what that turned out to be."""

    row: ExceptionRow
    booked: Booked
    verdict: Explained | Shared | WentBack


async def settle(
    session: Session, hand: Hand, settled: Sequence[Settled], how: ExceptionEnd, why: str | None = None
) -> None:
    """End these exceptions; the caller holds the households."""
    mine = organisation_of(session)
    told = await told_of(session, _explained(settled))
    numbers = [await next_number(session, one.booked.place) for one in settled]
    entries = [_off_suspense(mine, one, step, hand.today) for one, step in zip(settled, numbers, strict=True)]
    await book_told(session, hand, told, entries)
    await _share_out(session, hand, settled)
    await write_outcomes(session, hand, told)
    await let_wait(session, hand, [one for one in told if one.outcome is Outcome.RETURNED])
    went_back = [ToldBack.by(one.booked, one.verdict) for one in settled if isinstance(one.verdict, WentBack)]
    await tell(session, hand, went_back)
    for one in settled:
        _say_whose(one)
        await end(session, hand, one.row, how, why)


def _off_suspense(mine: UUID, one: Settled, step: int, on: date) -> Entry:
    if isinstance(one.verdict, WentBack):
        return was_sent_back(mine, one.booked, step, on)
    return out_of_suspense(mine, one.booked, step, on)


def _explained(settled: Iterable[Settled]) -> list[tuple[Booked, Explained]]:
    return [(one.booked, one.verdict) for one in settled if isinstance(one.verdict, Explained)]


async def _share_out(session: Session, hand: Hand, settled: Iterable[Settled]) -> None:
    """Shares behind those that the booking had before and that were taken back."""
    shared = [(one.booked, one.verdict) for one in settled if isinstance(one.verdict, Shared)]
    behind = await last_numbers(session, [booked.place for booked, _ in shared])
    await share_out(session, hand, shared, behind)


def _say_whose(one: Settled) -> None:
    """Whose it is, where it is one household's or one payment's."""
    if isinstance(one.verdict, Explained):
        payments = one.verdict.payments
        if len(payments) == 1:
            (payment,) = payments
            one.row.household_id = payment.household_id
            one.row.run_id, one.row.end_to_end_id = payment.run_id, payment.end_to_end_id
        return
    if isinstance(one.verdict, WentBack):
        return
    households = {share.household_id for share in one.verdict.shares}
    if len(households) == 1:
        (one.row.household_id,) = households
