"""What people decide that books nothing: that a report is explained, and that what came back is paid once more.

Neither changes what the bank said; both are said once, by somebody, with a reason that is sealed.
"""

from uuid import UUID

from services.database import Session
from services.errors import Conflict, Refused
from services.failpoints import failpoint
from services.schedule.hand import Hand
from services.schedule.households import repository as households
from services.schedule.households.waiting_for_registry import look_at_those_who_wait
from services.schedule.matching import repository
from services.schedule.matching.coming_back import end_asking_why
from services.schedule.matching.exception_steps import end
from services.schedule.matching.tables import CameBackRow, ExceptionRow
from services.schedule.matching.verdict import ExceptionEnd
from services.schedule.why import Why


class ExplainedBefore(Conflict):
    """Somebody has explained this booking before."""


class StandsOnSuspense(Refused):
    """The money of this booking stands on suspense, and a word moves none: match, split or identify it, or ask for it
    to be written off."""


class DecidedBefore(Conflict):
    """Somebody has decided before that this is paid to the same account once more."""


async def explain(session: Session, hand: Hand, statement_id: UUID, entry: int, part: int, why: Why) -> ExceptionRow:
    """Say what a report means that is against a statement; it leaves the queue, and nothing is booked.

    `NoSuchStatement`, `NothingIsOdd`, `ExplainedBefore`, and `StandsOnSuspense` for what moved money.
    """
    row = await repository.exception_at(session, statement_id, entry, part)
    if row.closed_at is not None:
        raise ExplainedBefore
    if row.in_suspense:
        raise StandsOnSuspense
    await end(session, hand, row, ExceptionEnd.EXPLAINED, why)
    failpoint("matching.explained")
    return row


async def pay_again(
    session: Session, hand: Hand, household_id: UUID, purpose: str, occasion: str, why: Why
) -> CameBackRow:
    """Let what came back be paid to the same account once more: the next run proposes it.

    `NoSuchHousehold`, `HouseholdIsChanging`, `NothingCameBack`, `DecidedBefore`.
    """
    await households.hold(session, household_id, hand.municipalities)
    row = await repository.back_at(session, household_id, purpose, occasion)
    if row.decided_at is not None:
        raise DecidedBefore
    row.decided_at, row.decided_by = hand.now, hand.by
    row.why_sealed = hand.keyring.seal(why, _place(row))
    await session.flush()
    await end_asking_why(session, hand, household_id, f"{row.purpose}/{row.occasion}")
    await look_at_those_who_wait(session, [household_id])
    return row


def _place(row: CameBackRow) -> bytes:
    return row.organisation_id.bytes + row.household_id.bytes + f"{row.purpose}/{row.occasion}/{row.times}".encode()
