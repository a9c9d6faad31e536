"""What is announced about a household lets its proceedings that wait be looked at now, and not at their next turn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.database import Session, organisation_of
from services.hearing import Handler
from services.jobs import defer_once
from services.schedule.proceedings.carrying_out import CARRY_OUT
from services.schedule.proceedings.repository import look_now


class OfHousehold(Protocol):
    """An announcement about a household."""

    @property
    def household_id(self) -> UUID: ...


async def hear(session: Session, events: Sequence[OfHousehold], now: datetime) -> None:
    """Let a job look at those of these households."""
    if await look_now(session, [one.household_id for one in events], now):
        await defer_once(session, CARRY_OUT, organisation_id=str(organisation_of(session)))


def then_look(handler: Handler) -> Handler:
    """Hear it as before, and then look."""

    async def heard(session: Session, events: Sequence[OfHousehold], now: datetime) -> None:
        await handler(session, events, now)
        await hear(session, events, now)

    return heard
