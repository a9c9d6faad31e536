"""What schedule announces marks the households that there may be something to tell; a job asks about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.clock import civil_date
from services.database import Session, organisation_of
from services.events import ArrearsAnswered, PaymentHeld, PaymentReturned, PlanMade, RunFrozen, ToeslagCameIn
from services.jobs import defer_once
from services.notify.told import households

ASK: Final = "ask_what_to_tell"
"""The job that asks about every household that is marked."""


async def hear_of_household(
    session: Session,
    heard: Sequence[PlanMade | ToeslagCameIn | PaymentReturned | PaymentHeld | ArrearsAnswered],
    now: datetime,
) -> None:
    """Something of these households is otherwise."""
    await households.mark(session, [one.household_id for one in heard], civil_date(now))
    await ask_soon(session)


async def hear_of_run(session: Session, _heard: Sequence[RunFrozen], now: datetime) -> None:
    """A run is frozen: what it pays can be told to everybody that it may pay something for."""
    await households.mark_all(session, civil_date(now))
    await ask_soon(session)


async def ask_soon(session: Session) -> bool:
    """Have a job ask once this is committed, unless one waits already; whether it had to be told."""
    return await defer_once(session, ASK, organisation_id=str(organisation_of(session)))
