"""A move of a world's clock: how far it is to go, how far it is, and what happened on the way."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from house.worlds.happened import Happening
from house.worlds.shape import morning_of
from services.clock import TimeRunsForward, civil_date
from services.errors import Conflict, Fault, InvalidInput

FARTHEST = timedelta(days=800)
"""Longer than any relief and its aftercare; what is asked beyond is a slip of the pen."""
QUIET_AT_MOST = timedelta(days=31)
"""So long a move to the next event goes on when nothing happens."""


class MoveState(StrEnum):
    """Where a move is; one that failed stands where it stopped."""

    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"


class ClockIsMoving(Conflict):
    """This world's clock is being moved; wait for that move to be done, or delete the world."""


@dataclass
class Move:
    """The `number`-th move of a world; with `stops_early` it ends on the first day on which something happens."""

    number: int
    from_instant: datetime
    to_instant: datetime
    reached: datetime
    stops_early: bool = False
    state: MoveState = MoveState.UNDER_WAY
    failure: str | None = None
    happenings: list[Happening] = field(default_factory=list)


def target(now: datetime, to: datetime | None, day: date | None) -> datetime:
    """The moment that a move goes to: one that was named, the morning of a day, or as far as something may happen.

    A day that is today is now. `InvalidInput` for two of them or one too far off, `TimeRunsForward` for one before now.
    """
    if to is not None and day is not None:
        raise InvalidInput([Fault("toDay", "stands beside toInstant", "give one, or neither for the next event")])
    if day is not None:
        instant = now if day == civil_date(now) else _morning(day)
    else:
        instant = now + QUIET_AT_MOST if to is None else to
    if instant < now:
        raise TimeRunsForward(f"It is {now.isoformat()} in this world, and time does not go back to {day or instant}.")
    if instant - now > FARTHEST:
        where = "toDay" if to is None else "toInstant"
        raise InvalidInput([Fault(where, f"is more than {FARTHEST.days} days off", "move there in several steps")])
    return instant


def _morning(day: date) -> datetime:
    try:
        return morning_of(day)
    except OverflowError:
        raise InvalidInput([Fault("toDay", "is on no calendar", "give a day of this age")]) from None
